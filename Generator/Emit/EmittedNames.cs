using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using ModelGen.Declaration;

namespace ModelGen.Generator.Emit;

/// <summary>
/// The types that emitted code calls by their simple names. A user's own <c>Math</c>, type or namespace, around the
/// model comes before the file's using directives; such names are then written in full, and only those.
/// </summary>
internal static class EmittedNames
{
    private static readonly Dictionary<string, string> s_namespaces = new[]
    {
        ("System", "ArgumentException ArgumentNullException ArgumentOutOfRangeException InvalidOperationException Math Range ReadOnlySpan Span"),
        ("System.Collections.Immutable", "ImmutableArray"),
        ("System.Runtime.CompilerServices", "MethodImpl MethodImplOptions OverloadResolutionPriority Unsafe"),
        ("System.Runtime.InteropServices", "MemoryMarshal"),
        ("ModelGen", "ActivationDescription AddDescription BatchNormalizationDescription BidirectionalDescription ColumnsDescription ConcatenateDescription DenseDescription DropoutDescription EmbeddingDescription FlattenDescription GruDescription LayerNormalizationDescription LstmDescription MaskingDescription ModelCrowd ModelDescription ModelState ModelTrainer ModelWeights MultiplyDescription Optimizer OutputLoss PoolingDescription PrecisionReport RepeatVectorDescription SimpleRnnDescription TrainerOptions WeightsFormatException"),
        ("ModelGen.CompilerServices", "ActivityPenalty AlignedBuffer BatchNormalization BatchPart CellDropout CellNormalization CrowdLayout CrowdStep DirectionCall GateInitializer GlobalPooling IdColumn ILanes InferenceThreads InstructionSet InstructionSets Lanes1 Lanes16 Lanes4 Lanes8 LayerNormalization Masking MatrixKernels ModelChecks ModelShape NormalizationFold NormalizedLayer OutputHead PanelLayout ProductStart ReducedLayout ReducedMatrix ReducedPanel ReducedRows RowOperations RowSchedule StateTensor TensorConstraint TensorInitializer TensorLayout TensorPenalty TimestepKind TimestepLayout TrainingBatch TrainingShard WeightLayout"),
    }
        .SelectMany(group => group.Item2.Split(' ').Select(name => (Name: name, Namespace: group.Item1)))
        .ToDictionary(entry => entry.Name, entry => entry.Namespace);

    private static readonly Regex s_references = new("cref=\"[^\"]*\"");

    /// <summary>All simple names.</summary>
    public static IReadOnlyCollection<string> All => s_namespaces.Keys;

    /// <summary>The namespace that <paramref name="name"/> is meant to come from.</summary>
    public static string NamespaceOf(string name) => s_namespaces[name];

    /// <summary>Writes the <paramref name="shadowed"/> ones among the names in full, wherever <paramref name="text"/> uses them.</summary>
    public static string Qualify(string text, EquatableArray<string> shadowed)
    {
        if (shadowed.Count == 0)
        {
            return text;
        }

        // A type is used after `new` or `[`, or before something else than an argument list (which would be a constructor's
        // declaration); neither the declaration of a type or a property nor the inside of a string is a use.
        string names = string.Join("|", shadowed);
        var uses = new Regex($@"(?<=new |\[)(?:{names})(?=\()|(?<![\w.:@""]|(?:namespace|class|struct|interface|record) )(?:{names})(?=[.<{{>?)\],""]| \w|$)");
        return string.Join("\n", text.Split('\n').Select(line =>
        {
            string start = line.TrimStart();
            return start.StartsWith("///", System.StringComparison.Ordinal) ? s_references.Replace(line, reference => "cref=\"" + uses.Replace(reference.Value.Substring(6), InFull))
                : start.StartsWith("//", System.StringComparison.Ordinal) || start.StartsWith("using ", System.StringComparison.Ordinal) ? line
                : uses.Replace(line, InFull);
        }));
    }

    private static string InFull(Match use) => $"global::{s_namespaces[use.Value]}.{use.Value}";
}

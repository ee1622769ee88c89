using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using ModelGen.Declaration;
using ModelGen.Declaration.Rules;
using ModelGen.Generator.Ir;

namespace ModelGen.Analyzers.Weights;

/// <summary>
/// MG3001, MG3002 and MG3007: a weights file against a declaration that compiles. There is a problem exactly where <c>Weights.Load</c> would refuse the
/// file for its tensors; each difference is told once, where its cause is declared.
/// </summary>
internal sealed class WeightsComparison
{
    private const int Shown = 8;

    private static readonly Regex s_pyTorchLayer = new(@"^(.*)weight_ih_l(\d+)(_reverse)?$", RegexOptions.CultureInvariant);

    private readonly string _file;
    private readonly ModelDeclaration _model;
    private readonly WeightsHeader _header;
    private readonly string[] _names;
    private readonly Dictionary<string, FileTensor> _found;
    private readonly IReadOnlyList<TensorPlan> _expected;
    private readonly HashSet<string> _explained = new();

    private WeightsComparison(string file, ModelDeclaration model, WeightsHeader header)
    {
        _file = file;
        _model = model;
        _header = header;
        _names = LayerNames.Assign(model.Layers);
        _found = header.Tensors.ToDictionary(t => t.Name);
        _expected = NetworkPlanner.Plan(model).Tensors;
    }

    private string Model => _model.Type.Name;

    /// <summary>What is wrong.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="model">A declaration without errors.</param>
    /// <param name="header">The file's header.</param>
    public static IEnumerable<DeclarationProblem> Compare(string file, ModelDeclaration model, WeightsHeader header)
    {
        var comparison = new WeightsComparison(file, model, header);
        return comparison.PyTorch() ?? comparison.Layers().Concat(comparison.Resets()).Concat(comparison.Renamed()).Concat(comparison.Differences()).Concat(comparison.Unknown());
    }

    /// <summary>A state_dict as it is: none of its names is ours, so that one sentence says more than a list.</summary>
    private IEnumerable<DeclarationProblem>? PyTorch()
    {
        string[] layers = _header.Tensors.Select(t => s_pyTorchLayer.Match(t.Name)).Where(m => m.Success).Select(m => m.Groups[1].Value + "l" + m.Groups[2].Value).Distinct().ToArray();
        if (layers.Length == 0)
        {
            return null;
        }

        int[] declared = RecurrentLayers();
        var problems = new List<DeclarationProblem>
        {
            new(
                RuleIds.WeightsFile,
                ProblemPlace.Model(),
                $"'{_file}' is a state_dict of PyTorch: its tensors have other names, and its matrices are transposed to those of model '{Model}'",
                "Convert it to the tensors of Keras' layout first, as docs/weights.md says"),
        };
        if (layers.Length != declared.Length)
        {
            problems.Add(NumberOfLayers(layers, declared));
        }

        return problems;
    }

    /// <summary>MG3007.</summary>
    private IEnumerable<DeclarationProblem> Layers()
    {
        int[] declared = RecurrentLayers();
        string[] inFile = _header.Tensors.Where(IsRecurrent).Select(t => t.Layer).Distinct().ToArray();
        if (inFile.Length == 0 || inFile.Length == declared.Length)
        {
            yield break;
        }

        yield return NumberOfLayers(inFile, declared);
        string[] names = declared.Select(i => _names[i]).ToArray();
        foreach (string tensor in _expected.Select(t => t.Name).Where(n => names.Contains(FileTensor.LayerOf(n)) && !inFile.Contains(FileTensor.LayerOf(n)))
            .Concat(_header.Tensors.Where(t => inFile.Contains(t.Layer) && !names.Contains(t.Layer)).Select(t => t.Name)))
        {
            _explained.Add(tensor);
        }
    }

    private DeclarationProblem NumberOfLayers(string[] inFile, int[] declared)
    {
        int extra = declared.FirstOrDefault(i => !inFile.Contains(_names[i]));
        ProblemPlace place = declared.Length == 0 ? ProblemPlace.Model()
            : ProblemPlace.Layer(declared.Length > inFile.Length && declared.Any(i => !inFile.Contains(_names[i])) ? extra : declared[declared.Length - 1]);
        return new DeclarationProblem(
            RuleIds.FileLayers,
            place,
            $"'{_file}' holds {Count(inFile.Length)} ({string.Join(", ", inFile)}), and model '{Model}' declares {Count(declared.Length)}{(declared.Length == 0 ? string.Empty : $" ({string.Join(", ", declared.Select(i => _names[i]))})")}",
            declared.Length < inFile.Length ? "Declare the others too, or take the file of the model as it is declared" : "Remove what the file does not hold, or save the weights anew");

        static string Count(int layers) => layers == 1 ? "1 recurrent layer" : $"{layers} recurrent layers";
    }

    /// <summary>MG3002.</summary>
    private IEnumerable<DeclarationProblem> Resets()
    {
        for (int i = 0; i < _model.Layers.Count; i++)
        {
            if (_model.Layers[i] is not GruDeclaration { UseBias: true } gru)
            {
                continue;
            }

            TensorPlan[] biases = _expected.Where(t => IndexOf(t.Name) == i && t.Name.EndsWith(".bias", System.StringComparison.Ordinal)).ToArray();
            FileTensor? other = biases.Select(b => _found.TryGetValue(b.Name, out FileTensor? found) && IsOfOtherVariant(found, gru.ResetAfter) ? found : null).FirstOrDefault(b => b is not null);
            if (other is null)
            {
                continue;
            }

            foreach (TensorPlan bias in biases)
            {
                _explained.Add(bias.Name);
            }

            (string own, string others) = gru.ResetAfter ? ("after", "before") : ("before", "after");
            yield return new DeclarationProblem(
                RuleIds.FileReset,
                ProblemPlace.Layer(i, "ResetAfter"),
                $"Layer '{_names[i]}' resets {own} the recurrent product and has a bias of {ShapeOf(biases[0])}, and '{_file}' holds {other.ShapeText}, the bias of a GRU that resets {others} it",
                $"Set ResetAfter = {(gru.ResetAfter ? "false" : "true")}, or save the weights anew",
                Suggestion: gru.ResetAfter ? "false" : "true");
        }

        static bool IsOfOtherVariant(FileTensor bias, bool resetsAfter)
            => resetsAfter ? bias.Shape.Length == 1 && bias.Shape[0] % 3 == 0 : bias.Shape.Length == 2 && bias.Shape[0] == 2 && bias.Shape[1] % 3 == 0;
    }

    /// <summary>MG3001 of a layer that the file holds under another name.</summary>
    private IEnumerable<DeclarationProblem> Renamed()
    {
        var unknown = _header.Tensors.Where(t => !_explained.Contains(t.Name) && !_names.Contains(t.Layer)).GroupBy(t => t.Layer).ToList();
        foreach (IGrouping<string, TensorPlan> layer in _expected.Where(t => !_explained.Contains(t.Name)).GroupBy(t => FileTensor.LayerOf(t.Name)).ToArray())
        {
            if (layer.Any(t => _found.ContainsKey(t.Name)))
            {
                continue;
            }

            IGrouping<string, FileTensor>[] same = unknown.Where(u => Parts(u.Select(t => (t.Name, t.ShapeText))).SequenceEqual(Parts(layer.Select(t => (t.Name, ShapeOf(t)))))).ToArray();
            if (same.Length != 1)
            {
                continue;
            }

            unknown.Remove(same[0]);
            foreach (string tensor in layer.Select(t => t.Name).Concat(same[0].Select(t => t.Name)))
            {
                _explained.Add(tensor);
            }

            yield return new DeclarationProblem(
                RuleIds.WeightsFile,
                ProblemPlace.Layer(FirstOf(layer.Key), "Name"),
                $"'{_file}' holds no layer '{layer.Key}', but one with the same tensors named '{same[0].Key}'",
                $"Add Name = \"{same[0].Key}\" to the layer, or save the weights anew",
                Suggestion: same[0].Key);
        }

        static IEnumerable<(string, string)> Parts(IEnumerable<(string Name, string Shape)> tensors)
            => tensors.Select(t => (t.Name.Substring(FileTensor.LayerOf(t.Name).Length), t.Shape)).OrderBy(t => t.Item1, System.StringComparer.Ordinal);
    }

    /// <summary>MG3001 of a layer: what is missing, and what has another shape or type.</summary>
    private IEnumerable<DeclarationProblem> Differences()
    {
        foreach (IGrouping<int, TensorPlan> layer in _expected.Where(t => !_explained.Contains(t.Name)).GroupBy(t => IndexOf(t.Name)))
        {
            var differences = new List<string>();
            bool isTransposed = false;
            bool isUnits = false;
            foreach (TensorPlan tensor in layer)
            {
                if (!_found.TryGetValue(tensor.Name, out FileTensor? found))
                {
                    differences.Add($"'{tensor.Name}' {ShapeOf(tensor)} is missing");
                }
                else if (found.ShapeText != ShapeOf(tensor))
                {
                    differences.Add($"'{tensor.Name}' is {found.ShapeText} and should be {ShapeOf(tensor)}");
                    isTransposed |= found.Shape.Length == 2 && $"[{found.Shape[1]}, {found.Shape[0]}]" == ShapeOf(tensor);
                    isUnits |= found.Shape.Length > 0 && found.Shape[found.Shape.Length - 1] != tensor.Columns;
                }
                else if (found.DataType is not ("F32" or "F64" or "F16" or "BF16"))
                {
                    differences.Add($"'{tensor.Name}' is {found.DataType} and should be F32");
                }
            }

            if (differences.Count > 0)
            {
                int index = layer.Key;
                yield return new DeclarationProblem(
                    RuleIds.WeightsFile,
                    ProblemPlace.Layer(index, isUnits && !isTransposed ? "units" : null),
                    $"'{_file}' does not hold what layer '{_names[index]}' of model '{Model}' reads: {List(differences)}",
                    isTransposed ? "Save the transposed matrices: PyTorch keeps [outputs, inputs]" : "Declare the layer as it was when the file was saved, or save the weights anew");
            }
        }
    }

    /// <summary>MG3001 of the model: tensors that it does not have.</summary>
    private IEnumerable<DeclarationProblem> Unknown()
    {
        var known = new HashSet<string>(_expected.Select(t => t.Name));
        string[] extra = _header.Tensors.Where(t => !known.Contains(t.Name) && !_explained.Contains(t.Name)).Select(t => $"'{t.Name}' {t.ShapeText}").ToArray();
        if (extra.Length > 0)
        {
            yield return new DeclarationProblem(
                RuleIds.WeightsFile,
                ProblemPlace.Model(),
                $"'{_file}' holds what model '{Model}' does not have: {List(extra)}",
                _header.SavedBy is { } other && other != Model ? $"The file was saved by the model '{other}': take that of '{Model}'" : "Declare the layers that are missing, or save the weights anew");
        }
    }

    private static string List(IReadOnlyCollection<string> items)
        => string.Join(", ", items.Take(Shown)) + (items.Count > Shown ? $" and {items.Count - Shown} more" : string.Empty);

    private static bool IsRecurrent(FileTensor tensor) => tensor.Name.EndsWith(".recurrent_kernel", System.StringComparison.Ordinal);

    private static string ShapeOf(TensorPlan tensor) => tensor.IsVector ? $"[{tensor.Columns}]" : $"[{tensor.Rows}, {tensor.Columns}]";

    /// <summary>The recurrent layers; both directions of a bidirectional one are one.</summary>
    private int[] RecurrentLayers()
        => Enumerable.Range(0, _model.Layers.Count).Where(i => _model.Layers[i] is RecurrentDeclaration && !LayerNames.IsOwnBackward(_model.Layers, i)).ToArray();

    /// <summary>The first attribute that goes by the name: of a wrapped layer its wrapper's, which may have the name as an argument.</summary>
    private int FirstOf(string layer) => System.Array.IndexOf(_names, layer);

    /// <summary>The attribute that declares the layer with this tensor.</summary>
    private int IndexOf(string tensor)
    {
        int first = FirstOf(FileTensor.LayerOf(tensor));
        if (first >= 0 && first + 1 < _names.Length && LayerNames.IsWrapped(_model.Layers, first + 1))
        {
            first++;
            if (LayerNames.OwnBackward(_model.Layers, first) is not null && tensor.Substring(_names[first].Length).StartsWith(".backward.", System.StringComparison.Ordinal))
            {
                first += 2;
            }
        }

        return first;
    }
}

using System;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text;
using ModelGen.Generator.Emit;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Emission;

/// <summary>
/// Declarations in odd places and under odd names, compiled as strictly as a strict user does: the emitted code must not
/// meet a name of the user's that means something else, and no file may take another's name.
/// </summary>
public sealed class OddDeclarationTests
{
    // A compilation of everything for every odd place would take minutes: most places get a small model.
    private const string Small =
        """
        /// <summary>A model under test.</summary>
        [Model(Features = 3, MaxTimesteps = 5)] [Dense(3, Activation = Activation.Softmax)] [Loss(LossKind.SparseCategoricalCrossentropy)]
        """;

    private const string Large =
        """
        /// <summary>A model under test.</summary>
        [Model(Features = 3, MaxTimesteps = 5)] [Bidirectional(Merge = MergeMode.Mul)] [Lstm(4, ReturnSequences = true)] [Dropout(0.5)] [Dense(9, Activation = Activation.Tanh)] [Lstm(2, GoBackwards = true)] [Dense(3, Activation = Activation.Softmax)]
        [Loss(LossKind.SparseCategoricalCrossentropy)]
        """;

    private const string Causal =
        """
        /// <summary>A model under test.</summary>
        [Model(MaxTimesteps = 5)] [Embedding(7, 3, MaskZero = true)] [Lstm(4, ReturnSequences = true)] [Dense(3)]
        """;

    private static readonly string s_source = $$"""
        using ModelGen;

        {{Small}} public sealed partial class InNoNamespace;

        namespace Odd.@event.@namespace
        {
            {{Small}} public sealed partial class @class;
            {{Small}} public sealed partial class @record;
        }

        namespace Odd.ModelGen.System.Math.Unsafe
        {
            {{Large}} public sealed partial class Model;
            {{Small}} public sealed partial class CausalModel;
        }

        namespace Odd.Containers
        {
            /// <summary>A container.</summary>
            public static partial class Static { {{Small}} internal sealed partial class Bot; }
            /// <summary>A container.</summary>
            public readonly partial struct Struct { {{Small}} public sealed partial class Bot; }
            /// <summary>A container.</summary>
            public ref partial struct RefStruct { {{Small}} public sealed partial class Bot; }
            /// <summary>A container.</summary>
            public partial record Record { {{Small}} public sealed partial class Bot; }
            /// <summary>A container.</summary>
            public partial record struct RecordStruct { {{Small}} public sealed partial class Bot; }
            /// <summary>A container.</summary>
            public partial interface IContainer { {{Small}} public partial class Bot; }
            /// <summary>A container with the names of generated members.</summary>
            public partial class Trainer { internal partial class Weights { {{Small}} private sealed partial class Passes2; {{Small}} public sealed partial class Bot; } }
        }

        namespace Odd.Names
        {
            {{Small}} public sealed partial class Shard;
            {{Small}} public sealed partial class Layout;
            {{Large}} public sealed partial class Math;
            {{Small}} public sealed partial class Span;
            {{Small}} public sealed partial class InstructionSet;
            {{Small}} public sealed partial class VectorMath;
            {{Small}} public sealed partial class TrainingShard;
            {{Small}} public sealed partial class ModelState;
            {{Small}} public sealed partial class Größe;
            {{Small}} public sealed partial class 模型;
        }

        namespace Odd.Twins
        {
            {{Small}} public sealed partial class Bot;
            {{Small}} public sealed partial class BOT;
        }

        namespace Odd.TWINS
        {
            {{Small}} public sealed partial class Bot;
        }

        namespace Odd.Members
        {
            /// <summary>Has members of generated names.</summary>
            public class Base
            {
                /// <summary>Not ours.</summary>
                public virtual string Shape => "";
                /// <summary>Not ours.</summary>
                public int State { get; set; }
                /// <summary>Not ours.</summary>
                public int RowOperations { get; set; }
                /// <summary>Not ours.</summary>
                public void Predict() { }
                /// <summary>Not ours.</summary>
                public class Weights;
            }
            {{Large}} public sealed partial class Derived : Base
            {
                /// <summary>Not ours.</summary>
                public int Math => RowOperations;
                private sealed class Unsafe;
            }
            {{Small}} public partial class CausalDerived : Base;
        }

        namespace Odd.Shadows
        {
            {{Shadows()}}
        }

        namespace Odd.Shadows.Deeper
        {
            {{Large}} public sealed partial class Shadowed;
            {{Causal}} public sealed partial class CausalShadowed;
        }
        """;

    [Fact]
    public void CompileWithoutAWarningAndRun()
    {
        Assembly assembly = TestModelFactory.CompileAssembly(s_source);
        Type[] types = [.. assembly.GetTypes().Where(t => t.GetCustomAttribute<ModelAttribute>() is not null)];
        Assert.Equal(30, types.Length);
        Assert.All(types, type =>
        {
            CompiledModel model = CompiledModel.Create(type);
            ModelInput x = model.Shape.Vocabulary > 0 ? new(new[] { 3, 0, 1 }) : new(new float[9]);
            var y = new float[model.Shape.ReturnsSequences ? 9 : 3];
            model.Instantiate(model.CreateWeights()).Predict(null, x, y);
            Assert.All(y, value => Assert.True(float.IsFinite(value)));
            Assert.Contains(y, value => value != 0);
        });
    }

    [Fact]
    public void NamesAreWrittenInFullOnlyWhereTheyMustBe()
    {
        const string Plain = "namespace N { [ModelGen.Model(Features = 3, MaxTimesteps = 5)] [ModelGen.Lstm(4)] public sealed partial class M; }";
        Assert.DoesNotContain("global::System.Math", Files(Plain), StringComparison.Ordinal);
        string shadowed = Files(Plain + "namespace N.Math { }");
        Assert.Contains("= global::System.Math.Min(", shadowed, StringComparison.Ordinal);
        Assert.DoesNotContain("global::System.Span", shadowed, StringComparison.Ordinal);

        static string Files(string source)
            => string.Concat(TestModelFactory.Generate(source).Result.GeneratedTrees.Select(t => t.ToString()));
    }

    /// <summary>Where a decimal comma is usual, the same code comes out.</summary>
    [Fact]
    public void TheCultureOfTheCompilerChangesNoCharacter()
    {
        const string Source =
            """
            using ModelGen;
            namespace N;
            [Model(Features = 3, MaxTimesteps = 1500, RecomputeActivations = true)]
            [Masking(-1.5f)]
            [BatchNormalization(Momentum = 0.85, Epsilon = 0.0015)]
            [Bidirectional]
            [Lstm(40, ReturnSequences = true, Dropout = 0.25, RecurrentDropout = 0.125, Clip = 2.5, CellClip = 7.5, Projection = 6, ProjectionClip = 1.5, Activation = Activation.LeakyRelu, ActivationAlpha = 0.015, KernelL1 = 1e-4, RecurrentConstraint = WeightConstraint.MinMaxNorm, MinNorm = 0.25, MaxNorm = 1.25, NormRate = 0.5, ActivityL2 = 0.0025)]
            [LayerNormalization(Epsilon = 0.00025)]
            [Dropout(0.35)]
            [Dense(5, Activation = Activation.Elu, ActivationAlpha = 0.75, Output = true)]
            [Loss(LossKind.Huber, Delta = 0.625, Weight = 0.5, Output = "dense")]
            [Dense(2)]
            [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true, LabelSmoothing = 0.0625, Output = "dense_1")]
            public sealed partial class M;
            """;
        string Files() => string.Concat(TestModelFactory.Generate(Source).Result.GeneratedTrees.Select(t => t.ToString()));
        string expected = Files();
        Assert.Contains("void Backward(", expected, StringComparison.Ordinal);
        Assert.DoesNotContain("_declarationErrors", expected, StringComparison.Ordinal);
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = TestCultures.Odd;
        try
        {
            Assert.Equal(expected, Files());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>Types of the user's for every simple name that the emitted code uses, with and without type parameters.</summary>
    private static string Shadows()
    {
        var text = new StringBuilder();
        foreach (string name in EmittedNames.All)
        {
            text.AppendLine($"internal static class {name};").AppendLine($"internal static class {name}<T>;");
        }

        return text.AppendLine("internal sealed class MethodImplAttribute : global::System.Attribute;").ToString();
    }
}

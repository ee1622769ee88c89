using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0012 and MG0013: a model has layers, and layers belong to a model.</summary>
public class ModelAndLayersRuleTests
{
    [Fact]
    public Task ModelWithoutLayers() => Verify.ReportsAsync(
        """
        [{|#0:Model(Features = 3, MaxTimesteps = 7)|}]
        [Loss(LossKind.MeanSquaredError)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0012", "Model 'M' has no layers. Write its layers below [Model], from top to bottom, such as [Lstm(32)] and [Dense(10)]."));

    [Fact]
    public Task ModelOfDropoutAlone() => Verify.ReportsAsync(
        """
        [{|#0:Model(Features = 3, MaxTimesteps = 7)|}]
        [Dropout(0.5)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0012", "Model 'M' has only dropout, which returns its input unchanged at inference. Write its layers below [Model], from top to bottom, such as [Lstm(32)] and [Dense(10)]."));

    [Fact]
    public Task ModelOfMaskingAlone() => Verify.ReportsAsync(
        """
        [{|#0:Model(Features = 3, MaxTimesteps = 7)|}]
        [{|MG0010:Masking|}]
        [Dropout(0.5)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0012", "Model 'M' has only masking, which is for the layers below it. Write its layers below [Model], from top to bottom, such as [Lstm(32)] and [Dense(10)]."));

    [Fact]
    public Task LayersWithoutModel() => Verify.ReportsAsync(
        """
        [{|#0:Lstm(0)|}]
        [Dense(10)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0013", "Class 'M' has layers but no [Model], so nothing is generated for it. Add [Model(Features = …, MaxTimesteps = …)] above the layers.", DiagnosticSeverity.Warning));

    [Fact]
    public Task ClassesThatAreNoModels() => Verify.SilentAsync(
        """
        [System.Obsolete("no model")]
        public sealed partial class M;

        [AttributeUsage]
        public class N;

        /// <summary>Has a name like ours.</summary>
        public sealed class AttributeUsageAttribute : System.Attribute;
        """);

    [Fact]
    public Task FixAddsModel() => Verify.FixesAsync<LayersWithoutModelCodeFix>(
        """
        class C
        {
            /// <summary>Reads.</summary>
            [{|MG0013:Embedding(10, 4)|}]
            [Dense(10)]
            public sealed partial class M;
        }
        """,
        """
        class {|MG0001:C|}
        {
            /// <summary>Reads.</summary>
            [{|MG0004:Model|}]
            [Embedding(10, 4)]
            [Dense(10)]
            public sealed partial class M;
        }
        """);
}

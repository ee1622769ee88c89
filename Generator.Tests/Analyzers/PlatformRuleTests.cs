extern alias analyzers;

using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using analyzers::ModelGen.Analyzers.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;
using TargetPlatform = analyzers::ModelGen.Declaration.TargetPlatform;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG4004: what the generated code needs is what the rule says.</summary>
public class PlatformRuleTests
{
    private const string Models =
        """
        [Model(Features = 4, MaxTimesteps = 6)]
        [Bidirectional]
        [Lstm(5, ReturnSequences = true, Peepholes = true)]
        [Dropout(0.2)]
        [BatchNormalization]
        [GlobalMaxPooling1D]
        [Dense(3)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Whole { }

        [Model(Streaming = true, WeightPrecision = WeightPrecision.Int8)]
        [Embedding(9, 4)]
        [Gru(5, ReturnSequences = true)]
        [LayerNormalization]
        [Gru(3, ResetAfter = false)]
        public sealed partial class Stream { }

        [Model(Timesteps = 4)]
        [Input(2, Name = "left")]
        [Input(3, Name = "right")]
        [Concatenate(From = "left, right")]
        [SimpleRnn(5, ReturnSequences = true, Output = true)]
        [Flatten]
        [Dense(2)]
        public sealed partial class Several { }
        """;

    /// <summary>The generator runs as the newest language; its files are then compiled as an older one.</summary>
    [Fact]
    public void TheLanguageIsTheOldestThatCompilesTheGeneratedCode()
    {
        Assert.Empty(ErrorsAs(TargetPlatform.Language));
        Assert.NotEmpty(ErrorsAs(TargetPlatform.Language - 100));
    }

    [Theory]
    [InlineData("8.0.0.0", 1)]
    [InlineData("10.0.0.0", 0)]
    public async Task AnOlderFrameworkIsOneError(string version, int expected)
    {
        MetadataReference core = CSharpCompilation.Create(
            "System.Runtime",
            [CSharpSyntaxTree.ParseText($$"""
                [assembly: System.Reflection.AssemblyVersion("{{version}}")]
                namespace System
                {
                    public class Object { } public abstract class ValueType { } public abstract class Enum : ValueType { } public class Attribute { } public sealed class String { }
                    public struct Void { } public struct Boolean { } public struct Int32 { } public struct Int64 { } public struct Double { }
                }
                namespace System.Reflection { public sealed class AssemblyVersionAttribute : Attribute { public AssemblyVersionAttribute(string version) { } } }
                """)],
            options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference();
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Test",
            [CSharpSyntaxTree.ParseText("using ModelGen; [Model(Features = 3, Streaming = true)] [Gru(5)] public sealed partial class Small { }")],
            [core, MetadataReference.CreateFromFile(typeof(ModelAttribute).Assembly.Location)]);

        Diagnostic[] reported = (await compilation.WithAnalyzers([new PlatformAnalyzer()]).GetAnalyzerDiagnosticsAsync()).ToArray();

        Assert.Equal(Enumerable.Repeat("Model 'Small' is compiled against version 8.0 of the base library, and its code calls .NET 10. Set <TargetFramework>net10.0</TargetFramework> in the project, or a later one.", expected), reported.Select(d => d.GetMessage()));
        Assert.Equal(expected == 0, Verify.Generate(compilation).SyntaxTrees.Count() > 1);
    }

    private static Diagnostic[] ErrorsAs(LanguageVersion version)
    {
        var newest = new CSharpParseOptions(LanguageVersion.Latest);
        Compilation compilation = Verify.Generate(CSharpCompilation.Create(
            "Test",
            [CSharpSyntaxTree.ParseText("using ModelGen;\n" + Models, newest, "Test.cs")],
            Verify.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)));
        IEnumerable<SyntaxTree> trees = compilation.SyntaxTrees.Select(t => CSharpSyntaxTree.ParseText(t.ToString(), newest.WithLanguageVersion(version), t.FilePath));
        return compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(trees).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
    }
}

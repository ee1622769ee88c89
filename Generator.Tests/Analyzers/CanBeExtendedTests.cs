extern alias analyzers;

using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;
using DeclarationReader = analyzers::ModelGen.Declaration.DeclarationReader;
using DeclarationRules = analyzers::ModelGen.Declaration.DeclarationRules;
using ModelDeclaration = analyzers::ModelGen.Declaration.ModelDeclaration;
using TypeDeclaration = analyzers::ModelGen.Declaration.TypeDeclaration;

namespace ModelGen.Tests.Analyzers;

/// <summary>
/// What the rules promise the generator: where they say so, a second declaration with the generated members compiles.
/// </summary>
public class CanBeExtendedTests
{
    private const string Members =
        """
        {
            public M(Weights weights, int batchSize = 1) { }
            public const int Features = 1, MaxTimesteps = 1, Outputs = 1, ParameterCount = 1, Vocabulary = 1;
            public static string Shape => ""; public static string Summary => ""; public static string Description => "";
            public string State => "";
            public void Predict(int x) { } public void Step(int x) { } public void ResetState() { } public static void CreateState() { }
            public sealed class Weights; public sealed class Trainer;
        }
        """;

    [Theory]
    [InlineData("partial class M;", true)]
    [InlineData("public sealed partial class M { public int Feature; public void Step(string x) { } }", true)]
    [InlineData("abstract partial class M;", true)]
    [InlineData("partial record M;", true)]
    [InlineData("partial class M : B; class B { internal B(int x = 1) { } }", true)]
    [InlineData("class M;", false)]
    [InlineData("static partial class M;", false)]
    [InlineData("partial class M(int x) { public int X = x; }", false)]
    [InlineData("partial record M(int X);", false)]
    [InlineData("partial class M : B { M() : base(1) { } } class B { public B(int x) { } }", false)]
    [InlineData("partial class M : B { M() : base(1) { } } class B { public B(int x) { } private B() { } }", false)]
    [InlineData("partial class M { int Outputs; public int X { get => Outputs; set => Outputs = value; } }", false)]
    [InlineData("partial class M { class Predict; }", false)]
    public void SaysWhetherASecondDeclarationCompiles(string declaration, bool expected)
    {
        string source = "using ModelGen; [Model(MaxTimesteps = 3)] [Lstm(0)] " + declaration;
        CSharpCompilation compilation = Compile(source);
        ModelDeclaration model = Read(compilation);

        Assert.Equal(expected, DeclarationRules.CanBeExtended(model));
        Assert.NotEmpty(DeclarationRules.Check(model));
        string keywords = model.Type.Keywords;
        CSharpCompilation extended = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText($"partial {keywords} M{model.Type.TypeParameters} {Members}", path: "M.g.cs"));
        Assert.Equal(expected, extended.GetDiagnostics().All(d => d.Severity != DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData("partial class M<T>;")] // would compile, but its constructor and members depend on T in vain
    [InlineData("file partial class M;")] // would compile as another class
    public void SaysNoWhereASecondDeclarationIsOfNoUse(string declaration)
        => Assert.False(DeclarationRules.CanBeExtended(Read(Compile("[ModelGen.Model] " + declaration))));

    [Theory]
    [InlineData("struct", "partial struct", true)]
    [InlineData("ref struct", "ref partial struct", true)]
    [InlineData("record struct", "readonly partial record struct", true)]
    [InlineData("record", "abstract partial record", true)]
    [InlineData("interface", "partial interface", true)]
    [InlineData("class", "static partial class", true)]
    [InlineData("class", "static class", false)]
    public void ContainersAreRepeatedByTheirKeywords(string kind, string declaration, bool expected)
    {
        CSharpCompilation compilation = Compile($"using ModelGen; {declaration} Outer {{ [Model] partial class M; }}");
        ModelDeclaration model = Read(compilation);

        Assert.Equal(expected, DeclarationRules.CanBeExtended(model));
        TypeDeclaration container = Assert.Single(model.Containers);
        Assert.EndsWith(container.Keywords, kind, System.StringComparison.Ordinal);
        CSharpCompilation extended = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText($"partial {container.Keywords} Outer {{ partial class M {Members} }}", path: "M.g.cs"));
        Assert.Equal(expected, extended.GetDiagnostics().All(d => d.Severity != DiagnosticSeverity.Error));
    }

    [Fact]
    public void GeneratedMembersAreNotTheUsers()
    {
        CSharpCompilation compilation = Compile("[ModelGen.Model] partial class M { int Outputs; void Step() => Outputs++; }");
        SyntaxTree generated = CSharpSyntaxTree.ParseText("partial class M { const int Features = 1; class Weights; }", path: "M.g.cs");

        Assert.Equal(["Outputs"], Read(compilation).ReservedMembers);
        Assert.Equal(["Outputs"], Read(compilation.AddSyntaxTrees(generated)).ReservedMembers);
        Assert.Equal(["Outputs", "Features", "Weights"], Read(compilation.AddSyntaxTrees(generated.WithFilePath("M2.cs"))).ReservedMembers);
    }

    private static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Test",
        [CSharpSyntaxTree.ParseText(source, path: "M.cs")],
        Verify.References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private static ModelDeclaration Read(CSharpCompilation compilation)
    {
        SyntaxTree tree = compilation.SyntaxTrees.First();
        TypeDeclarationSyntax model = tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>().First(t => t.AttributeLists.Count > 0);
        return DeclarationReader.Read(compilation.GetSemanticModel(tree).GetDeclaredSymbol(model)!);
    }
}

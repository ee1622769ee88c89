using System.Threading.Tasks;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0001.</summary>
public class ModelClassRuleTests
{
    [Fact]
    public Task ClassThatIsNotPartial() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        public sealed class {|#0:Reader|} { }
        """,
        Verify.At(0, "MG0001", "Model class 'Reader' is not partial. Add 'partial' so that the generated code can complete it."));

    [Fact]
    public Task ContainerThatIsNotPartial() => Verify.ReportsAsync(
        """
        public partial class Outer
        {
            public struct {|#0:Inner|}
            {
                [Model(Features = 3, MaxTimesteps = 7)]
                [Lstm(8)]
                public sealed partial class Reader;
            }
        }
        """,
        Verify.At(0, "MG0001", "Type 'Inner' around model 'Outer.Inner.Reader' is not partial. Add 'partial' so that the generated code can complete the model inside it."));

    [Theory]
    [InlineData("public {|#0:static|} partial class M { }", "Model class 'M' is static. Remove 'static': each instance owns the state and buffers of one stream.")]
    [InlineData("public {|#0:abstract|} partial class M { }", "Model class 'M' is abstract. Remove 'abstract': the generated constructor makes instances of it.")]
    [InlineData("{|#0:file|} partial class M { }", "Model class 'M' is local to its file. Remove 'file': the generated code lies in a file of its own.")]
    [InlineData("public partial class M{|#0:<T>|} { }", "Model class 'M' has type parameters <T>. Remove them: every shape of a model is fixed when it is compiled.")]
    [InlineData("public partial {|#0:record|} M;", "Model 'M' is a record. Declare it as a class: a copy of a model would share its state and buffers.")]
    [InlineData("public partial class M{|#0:(int Size)|} { public int S = Size; }", "Model class 'M' has a primary constructor. Remove its parameter list: the generated constructor takes the weights.")]
    [InlineData("public partial class M : {|#0:B|} { public M() : base(1) { } } public class B { public B(int x) { } }", "The base class of model 'M' has no constructor without parameters. Give it one, or derive from another class: the generated constructor calls it.")]
    public Task ClassThatCannotBeCompleted(string declaration, string message) => Verify.ReportsAsync(
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        {declaration}
        """,
        Verify.At(0, "MG0001", message));

    [Fact]
    public Task GenericContainer() => Verify.ReportsAsync(
        """
        public partial class Outer{|#0:<T>|}
        {
            [Model(Features = 3, MaxTimesteps = 7)]
            [Lstm(8)]
            public sealed partial class M;
        }
        """,
        Verify.At(0, "MG0001", "Type 'Outer' around model 'Outer.M' has type parameters <T>. Move the model out of it: every shape of a model is fixed when it is compiled."));

    [Theory]
    [InlineData("internal partial class M : B; class B { protected B(int x = 3) { } }")]
    [InlineData("partial class M; partial class M { private readonly int _x; public M() { _x = 1; } public int X => _x; }")]
    [InlineData("public sealed unsafe partial class M;")]
    public Task ClassThatCanBeCompleted(string declaration) => Verify.SilentAsync(
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        {declaration}
        """);

    [Fact]
    public Task PartialContainersOfEveryKind() => Verify.SilentAsync(
        """
        static partial class A
        {
            partial interface B
            {
                partial record struct C
                {
                    [Model(Features = 3, MaxTimesteps = 7)]
                    [Lstm(8)]
                    private partial class M;
                }
            }
        }
        """);

    [Fact]
    public Task FixMakesClassAndContainersPartial() => Verify.FixesAsync<ModelClassCodeFix>(
        """
        namespace N;

        /// <summary>Models.</summary>
        public static class {|MG0001:{|MG0001:Outer|}|}
        {
            // The first one.
            [Model(Features = 3, MaxTimesteps = 7)]
            [Lstm(8)]
            class {|MG0001:First|} { }

            [Model(Features = 3, MaxTimesteps = 7)]
            [Lstm(8)]
            public sealed class {|MG0001:Second|} { }
        }
        """,
        """
        namespace N;

        /// <summary>Models.</summary>
        public static partial class Outer
        {
            // The first one.
            [Model(Features = 3, MaxTimesteps = 7)]
            [Lstm(8)]
            partial class First { }

            [Model(Features = 3, MaxTimesteps = 7)]
            [Lstm(8)]
            public sealed partial class Second { }
        }
        """,
        steps: 3);

    [Theory]
    [InlineData("/*1*/ {|MG0001:static|} /*2*/ partial class M { }", "/*1*/  /*2*/ partial class M { }")]
    [InlineData("public {|MG0001:abstract|} partial class M { }", "public partial class M { }")]
    [InlineData("{|MG0001:file|} partial class M { }", "partial class M { }")]
    public Task FixRemovesModifier(string declaration, string mended) => Verify.FixesAsync<ModelClassCodeFix>(
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        {declaration}
        """,
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        {mended}
        """);
}

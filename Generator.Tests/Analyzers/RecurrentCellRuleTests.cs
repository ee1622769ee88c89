using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG1001, MG1013, MG1014 and MG1015 in methods with [RecurrentCell]; the corpus has whole programs.</summary>
public class RecurrentCellRuleTests
{
    private const string Helpers = "static float S(float x) => 1f / (1f + System.MathF.Exp(-x)); static float T(float x) => System.MathF.Tanh(x);";

    private const string Good = "c = S(w[0] * x + w[1] * h + 1f) * c + S(w[2] * x + w[3] * h) * T(w[4] * x + w[5] * h); h = S(w[6] * x + w[7] * h) * T(c);";

    [Fact]
    public Task NoForgetBias() => Verify.ReportsAsync(
        Cell("c = S({|#0:w[0] * x + w[1] * h|}) * c + S(w[2] * x + w[3] * h) * T(w[4] * x + w[5] * h); h = S(w[6] * x + w[7] * h) * T(c);"),
        Verify.At(0, "MG1001", "The forget gate (the factor of 'c') of cell 'Step' has no bias. Add a bias that starts at 1, or 1 to the gate's pre-activation, so that the cell remembers before it has learnt to.", DiagnosticSeverity.Warning));

    [Theory]
    [InlineData("new float[8]", "_b[j]", true)]
    [InlineData("new float[8]", "_b[j] + 0f", true)]
    [InlineData("new float[8]", "_b[j]; _b[j] -= 0.1f * x", true)]
    [InlineData("new float[8]", "_b[j] + 1f", false)]
    [InlineData("new float[] { 1, 1, 1, 1, 1, 1, 1, 1 }", "_b[j]", false)]
    [InlineData("new float[8]", "_b[j]; _b[j] = x", false)]
    [InlineData("new float[8]", "_b[j]; System.Array.Fill(_b, 1f)", false)]
    [InlineData("new float[8]", "_b[j]; (_b[j], _) = (x, x)", false)]
    [InlineData("new float[8]", "_b[j]; float[] other = _b; other[0] = 1", false)]
    public Task StoredForgetBias(string initializer, string bias, bool isZero) => Verify.ReportsAsync(
        $$"""
        class Lstm
        {
            readonly float[] _b = {{initializer}};
            {{Helpers}}

            [RecurrentCell]
            public void Step(float x, ref float h, ref float c, float[] w, int j)
            {
                float f = w[0] * x + w[1] * h + {{bias}};
                c = S({{(isZero ? "{|MG1001:f|}" : "f")}}) * c + S(w[2] * x + w[3] * h) * T(w[4] * x + w[5] * h);
                h = S(w[6] * x + w[7] * h) * T(c);
            }
        }
        """);

    [Fact]
    public Task MissingTerm() => Verify.ReportsAsync(
        Cell("c = S(w[0] * x + w[1] * h + 1f) * c + S({|#0:w[2] * x|}) * T(w[4] * x + w[5] * h); h = S(w[6] * x + w[7] * h) * T(c);"),
        Verify.At(0, "MG1014", "The input gate (the factor of the candidate) of cell 'Step' does not read the hidden state 'h', which the others do. Add its recurrent term, the product of 'h' and the gate's recurrent weights.", DiagnosticSeverity.Warning));

    [Fact]
    public Task LostState() => Verify.ReportsAsync(
        $$"""
        static class Lstm
        {
            {{Helpers}}
            [RecurrentCell]
            public static void Step(float x, float h, ref float c, float[] w)
            {
                c = S(w[0] * x + w[1] * h + 1f) * c + S(w[2] * x + w[3] * h) * T(w[4] * x + w[5] * h);
                h = {|#0:S(w[6] * x + w[7] * h) * T(c)|};
            }
        }
        """,
        Verify.At(0, "MG1015", "Cell 'Step' computes the new hidden state, but neither returns nor stores it. Return it, or write it where the next timestep reads 'h'.", DiagnosticSeverity.Warning));

    [Fact]
    public Task SwappedOutParameters() => Verify.ReportsAsync(
        $$"""
        static class Lstm
        {
            {{Helpers}}
            [RecurrentCell]
            public static void Step(float x, float hPrev, float cPrev, float[] w, out float hNext, out float cNext)
            {
                float c = S(w[0] * x + w[1] * hPrev + 1f) * cPrev + S(w[2] * x + w[3] * hPrev) * T(w[4] * x + w[5] * hPrev);
                cNext = {|#0:S(w[6] * x + w[7] * hPrev) * T(c)|};
                hNext = c;
            }
        }
        """,
        Verify.At(0, "MG1013", "Cell 'Step' gives its new hidden state as the cell state 'cNext'. Exchange the two: the hidden state is what the output gate multiplies, the cell state is what the forget gate multiplies next ('cPrev').", DiagnosticSeverity.Warning));

    [Fact]
    public Task ALocalFunctionIsACellToo() => Verify.ReportsAsync(
        $$"""
        static class Lstm
        {
            {{Helpers}}
            public static float Run(float[] xs, float[] w)
            {
                float h = 0, c = 0;
                foreach (float x in xs)
                {
                    Step(x);
                }

                return h;

                [RecurrentCell]
                void Step(float x)
                {
                    c = S({|MG1001:w[0] * x + w[1] * h|}) * c + S(w[2] * x + w[3] * h) * T(w[4] * x + w[5] * h);
                    h = S(w[6] * x + w[7] * h) * T(c);
                }
            }
        }
        """);

    [Theory]
    [InlineData(Good)]
    [InlineData("h = T(w[0] * x + w[1] * h);")]
    [InlineData("c = x; h = c;")]
    [InlineData("")]
    [InlineData("throw new System.NotSupportedException();")]
    public Task OtherCells(string body) => Verify.SilentAsync(Cell(body));

    [Fact]
    public Task OnlyMarkedMethods() => Verify.SilentAsync(
        Cell("c = S(w[0] * x + w[1] * h) * c + S(w[2] * x + w[3] * h) * T(w[4] * x + w[5] * h); h = S(w[6] * x + w[7] * h) * T(c);").Replace("[RecurrentCell]", string.Empty));

    [Fact]
    public Task FixAddsOne() => Verify.FixesAsync<ForgetBiasCodeFix>(
        Cell("float f = w[0] * x; f += w[1] * h; c = S({|MG1001:f|}) * c + S(w[2] * x + w[3] * h) * T(w[4] * x + w[5] * h); h = S(w[6] * x + w[7] * h) * T(c);"),
        Cell("float f = w[0] * x; f += w[1] * h; c = S(f + 1f) * c + S(w[2] * x + w[3] * h) * T(w[4] * x + w[5] * h); h = S(w[6] * x + w[7] * h) * T(c);"));

    [Fact]
    public Task FixExchangesTheStates() => Verify.FixesAsync<SwappedStatesCodeFix>(
        Tuple("return (hidden: {|MG1013:c|}, /* new */ cell: S(w[6] * x + w[7] * h) * T(c));"),
        Tuple("return (hidden: S(w[6] * x + w[7] * h) * T(c), /* new */ cell: c);"));

    private static string Cell(string body) => $$"""
        static class Lstm
        {
            {{Helpers}}
            [RecurrentCell]
            public static void Step(float x, ref float h, ref float c, float[] w) { {{body}} }
        }
        """;

    private static string Tuple(string end) => $$"""
        static class Lstm
        {
            {{Helpers}}
            [RecurrentCell]
            public static (float hidden, float cell) Step(float x, float h, float c, float[] w)
            {
                c = S(w[0] * x + w[1] * h + 1f) * c + S(w[2] * x + w[3] * h) * T(w[4] * x + w[5] * h);
                {{end}}
            }
        }
        """;
}

using System.Threading.Tasks;
using ModelGen.CodeFixes;
using Xunit;
using static ModelGen.Tests.Analyzers.Verify;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG2008. Programs of every shape are in the corpus; here are messages, places and what is easily mistaken.</summary>
public class FreshStateRuleTests
{
    private const string Model = "[Model(Features = 2, Streaming = true)] [Lstm(8)] [Dense(1)] public sealed partial class Gain; ";

    [Fact]
    public Task AStateMadeForEveryStep() => ReportsInUseAsync(
        Model + "class C { void F(Gain model, float[][] xs, float[] y) { foreach (float[] x in xs) { model.Step({|#0:Gain.CreateState()|}, x, y); } } }",
        At(0, "MG2008", "Step begins with a new state in every iteration, and what it leaves in it is lost, so Gain never remembers more than one timestep. Create the state once, where the sequence begins, and give the same one to every Step."));

    [Fact]
    public Task AResetBeforeEveryStep() => ReportsInUseAsync(
        Model + "class C { void F(Gain model, float[][] xs, float[] y) { foreach (float[] x in xs) { {|#0:model.ResetState()|}; model.Step(x, y); } } }",
        At(0, "MG2008", "The state is reset in every iteration between one Step and the next, so Gain never remembers more than one timestep. Reset it only where a sequence begins, outside the loop over timesteps."));

    [Theory]
    [InlineData("foreach (float[] x in xs) { {|MG2008:model.State.Reset()|}; if (x[0] > 0) continue; model.Step(x, y); }")]
    [InlineData("foreach (float[] x in xs) { var own = {|MG2008:new Gain(model2)|}; own.Step(x, y); }")]
    [InlineData("foreach (float[] x in xs) { if (x[0] > 0) {|MG2008:model.ResetState()|}; else model.State.Reset(); model.Step(x, y); }")]
    [InlineData("int t = 0; do { {|MG2008:model.ResetState()|}; model.Step(xs[t], y); } while (++t < xs.Length);")]
    [InlineData("foreach (float[] x in xs) { Once(x); } void Once(float[] x) { var s = {|MG2008:Gain.CreateState()|}; model.Step(s, x, y); }")]
    [InlineData("float[] zeros = new float[16]; var s = Gain.CreateState(); foreach (float[] x in xs) { {|MG2008:s.CopyFrom(zeros)|}; model.Step(s, x, y); }")]
    [InlineData("var same = model; foreach (float[] x in xs) { {|MG2008:same.ResetState()|}; model.Step(x, y); }")]
    public Task NothingIsRemembered(string body) => ReportsInUseAsync(Model + "class C { void F(Gain model, Gain.Weights model2, float[][] xs, float[] y) { " + body + " } }");

    [Theory]
    [InlineData("foreach (float[] x in xs) { model.ResetState(); model.Step(x, y); model.Step(x, y); }")]
    [InlineData("foreach (float[] x in xs) { if (x[0] > 0) model.ResetState(); model.Step(x, y); }")]
    [InlineData("model.ResetState(); foreach (float[] x in xs) { model.Step(x, y); }")]
    [InlineData("foreach (float[] x in xs) { var s = Gain.CreateState(); model.Step(s, x, y); kept.Add(s); }")]
    [InlineData("foreach (float[] x in xs) { var s = Gain.CreateState(); model.Step(s, x, y); s.CopyTo(y); }")]
    [InlineData("foreach (float[] x in xs) { var s = kept[0]; model.Step(s, x, y); }")]
    [InlineData("foreach (var s in kept) { model.Step(s, xs[0], y); }")]
    [InlineData("foreach (float[] x in xs) { var own = new Gain(weights); foreach (float v in x) own.Step(x, y); }")]
    [InlineData("model.Step(Gain.CreateState(), xs[0], y);")]
    [InlineData("foreach (float[] x in xs) { model.ResetState(); model.Predict(x, y); }")]
    [InlineData("foreach (float[] x in xs) { try { model.Step(x, y); } catch (System.ArgumentException) { model.ResetState(); } }")]
    [InlineData("for (int t = 0; t < xs.Length; t++) { if (t == 0) { model.ResetState(); } model.Step(xs[t], y); }")]
    [InlineData("foreach (float[] x in xs) { model.ResetState(); Rest(x); } void Rest(float[] x) { while (y[0] > 0) model.Step(x, y); }")]
    [InlineData("foreach (float[] x in xs) { model.ResetState(); model.Step(x, y); Other(model); } void Other(object o) { }")]
    public Task Right(string body) => ReportsInUseAsync(
        Model + "class C { void F(Gain model, Gain.Weights weights, System.Collections.Generic.List<ModelState> kept, float[][] xs, float[] y) { " + body + " } }");
}

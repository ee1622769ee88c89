using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;
using static ModelGen.Tests.Analyzers.Verify;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG2007 and MG2009: messages, and what is easily mistaken. Programs of every shape are in the corpus.</summary>
public class StreamRuleTests
{
    private const string Model = "[Model(Features = 2, Streaming = true)] [Lstm(8)] [Dense(1)] public sealed partial class Mind; ";

    [Fact]
    public Task NothingResetsBetweenSongs() => ReportsInUseAsync(
        Model + "class C { void F(Mind model, float[][][] songs, float[] y) { foreach (float[][] song in songs) { foreach (float[] x in song) { {|#0:model.Step(x, y)|}; } } } }",
        At(0, "MG2007", "Nothing resets the state of Mind between one song and the next, so each begins with what the model remembers of the one before. Call model.ResetState() where each song begins.", DiagnosticSeverity.Warning));

    [Fact]
    public Task AnInstanceOnSeveralThreads() => ReportsInUseAsync(
        Model + "class C { void F(Mind model, float[][] xs, float[][] ys) { System.Threading.Tasks.Parallel.For(0, xs.Length, i => {|#0:model.Predict(xs[i], ys[i])|}); } }",
        At(0, "MG2009", "One instance of Mind ('model') is called by several threads at the same time, and an instance computes in memory of its own, even in Predict. Make an instance for each thread on the same weights (in the lambda, or a ThreadLocal), or give the whole batch to one instance with threads: n.", DiagnosticSeverity.Warning));

    [Fact]
    public Task AStateOfSeveralAgents() => ReportsInUseAsync(
        Model + "class C { void F(Mind model, float[][] agents, float[][] ys) { for (int agent = 0; agent < agents.Length; agent++) { {|#0:model.Step(agents[agent], ys[agent])|}; } } }",
        At(0, "MG2009", "One state of Mind is stepped for every agent of the loop, so each remembers what the others saw. Keep a state for each (Mind.CreateState()) and give it to Step, or run them as a Mind.Crowd.", DiagnosticSeverity.Warning));

    [Theory]
    [InlineData("foreach (var game in xss) { foreach (var x in game) { {|MG2007:model.Step(s, x, y)|}; } }")]
    [InlineData("for (int episode = 0; episode < 9; episode++) { for (int t = 0; t < 5; t++) { {|MG2007:model.Step(xss[episode][t], y)|}; } }")]
    [InlineData("foreach (var document in xss) { {|MG2007:Run(document)|}; } void Run(float[][] d) { foreach (var x in d) model.Step(x, y); }")]
    [InlineData("while (Next() is { } recording) { foreach (var x in recording) { {|MG2007:model.Step(x, y)|}; } } float[][]? Next() => null;")]
    public Task Unreset(string body) => InMethod(body);

    [Theory]
    [InlineData("foreach (var game in xss) { foreach (var x in game) { model.Step(s, x, y); } s = Mind.CreateState(); }")]
    [InlineData("foreach (var game in xss) { foreach (var x in game) { if (x[0] == 0) model.ResetState(); model.Step(x, y); } }")]
    [InlineData("foreach (var chunk in xss) { foreach (var x in chunk) { model.Step(x, y); } System.Console.Write(y[0]); }")]
    [InlineData("foreach (var game in xss) { Other(model); foreach (var x in game) { model.Step(x, y); } } void Other(object o) { }")]
    [InlineData("foreach (var frames in xss) { foreach (var x in frames) { model.Step(x, y); System.Console.Write(y[0]); } }")]
    [InlineData("var clock = new System.Diagnostics.Stopwatch(); for (int i = 0; i < 3; i++) { clock.Restart(); foreach (var x in xss[i]) { model.Step(x, y); } }")]
    [InlineData("foreach (var game in xss) { foreach (var x in game) { model.Predict(x, y); } }")]
    [InlineData("foreach (var x in xss[0]) { model.Step(x, y); }")]
    [InlineData("foreach (var agent in xss[0]) { var own = new Mind(w); foreach (float v in agent) own.Step(agent, y); }")]
    [InlineData("System.Threading.Tasks.Task.Run(() => model.Predict(xss[0][0], y)); ")]
    [InlineData("foreach (var x in xss[0]) { System.Threading.Tasks.Task.Run(() => model.Predict(x, y)).Wait(); }")]
    [InlineData("System.Threading.Tasks.Parallel.ForEach(xss, new System.Threading.Tasks.ParallelOptions { MaxDegreeOfParallelism = 1 }, x => model.Predict(x[0], y));")]
    public Task Right(string body) => InMethod(body);

    private static Task InMethod(string body) => ReportsInUseAsync(
        Model + "class C { void F(Mind model, Mind.Weights w, ModelState s, float[][][] xss, float[] y) { " + body + " } }");
}

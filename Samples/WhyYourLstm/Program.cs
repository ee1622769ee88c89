using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using WhyYourLstm;

const int Interrupted = 130;

var steps = new Option<int>("--steps") { Description = "Steps of each LSTM, on 32 sequences each.", DefaultValueFactory = _ => 600 };
var seed = new Option<int>("--seed") { Description = "Decides weights and sequences.", DefaultValueFactory = _ => 1 };
var plot = new Option<FileInfo>("--plot") { Description = "PNG file for the curves. An existing file is replaced.", DefaultValueFactory = _ => new FileInfo("why-your-lstm.png") };
steps.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 1)
    {
        result.AddError("--steps: at least 1.");
    }
});
plot.Validators.Add(result =>
{
    if (result.Tokens.Count == 1 && new FileInfo(result.Tokens[0].Value) is { Directory: { Exists: false } folder })
    {
        result.AddError($"--plot: the folder {folder.FullName} does not exist.");
    }
});
var command = new RootCommand("Trains one bidirectional LSTM, put together by hand, five times: with each of four mistakes that make such an LSTM learn worse than a framework's, and with none.")
{
    steps, seed, plot,
};
command.SetAction(parsed =>
{
    using var cancellation = new CancellationTokenSource();
    Console.CancelKeyPress += (_, key) =>
    {
        key.Cancel = true;
        cancellation.Cancel();
    };
    return Run(parsed.GetValue(steps), parsed.GetValue(seed), parsed.GetValue(plot)!.FullName, cancellation.Token);
});
return command.Parse(args).Invoke();

static int Run(int steps, int seed, string plot, CancellationToken cancellationToken)
{
    (string Name, Mistakes Mistakes)[] variants =
    [
        ("N(0, 1) kernels", Mistakes.Initialisation),
        ("no forget bias", Mistakes.ForgetBias),
        ("padding read", Mistakes.Padding),
        ("not reversed", Mistakes.Order),
        ("all four right", Mistakes.None),
    ];
    try
    {
        int interval = Math.Max(1, steps / 60);
        List<LearningCurve> curves = [.. variants.Select(v => LearningCurve.Measure(v.Name, v.Mistakes, steps, interval, seed, cancellationToken))];
        Report.Print(curves);
        Report.Draw(curves, plot);
        Console.WriteLine($"curves in {plot}");
        return 0;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Stopped.");
        return Interrupted;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}

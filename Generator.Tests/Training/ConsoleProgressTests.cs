using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace ModelGen.Tests.Training;

public sealed class ConsoleProgressTests
{
    private static readonly TrainingProgress s_step = new()
    {
        Epoch = 3,
        Epochs = 20,
        Step = 12,
        Steps = 48,
        Loss = 0.43125,
        Metric = 0.875,
        MetricName = "accuracy",
        ExamplesPerSecond = 12345.6,
        Elapsed = TimeSpan.FromSeconds(20),
        Remaining = TimeSpan.FromSeconds(3723.4),
        EpochElapsed = TimeSpan.FromSeconds(1.26),
        EpochRemaining = TimeSpan.FromSeconds(3),
    };

    private static readonly TrainingProgress s_end = s_step with { Step = 48, IsEpochEnd = true, ValidationLoss = 0.5, ValidationMetric = 0.75 };

    [Fact]
    public void AFileGetsOnePlainLinePerEpoch()
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var progress = new ConsoleProgress(writer, isTerminal: false);
        progress.Report(s_step);
        progress.Report(s_end);
        progress.Report(s_end with { Epoch = 4, ValidationLoss = null, ValidationMetric = null });
        Assert.Equal(
            "epoch 3/20  loss 0.43125  accuracy 0.8750  val_loss 0.5  val_accuracy 0.7500  1.3 s  12,346 rows/s\n"
            + "epoch 4/20  loss 0.43125  accuracy 0.8750  1.3 s  12,346 rows/s\n",
            writer.ToString());
    }

    /// <summary>A log of an epoch that takes hours says every minute where it stands.</summary>
    [Fact]
    public void AFileGetsALineAMinuteWithinALongEpoch()
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var progress = new ConsoleProgress(writer, isTerminal: false);
        for (int second = 0; second < 200; second++)
        {
            progress.Report(s_step with { Step = second / 5, Elapsed = TimeSpan.FromSeconds(second + 0.5) });
        }

        progress.Report(s_end with { Elapsed = TimeSpan.FromSeconds(230) });
        progress.Report(s_step with { Epoch = 4, Steps = 0, Elapsed = TimeSpan.FromSeconds(289) });
        progress.Report(s_step with { Epoch = 4, Steps = 0, Elapsed = TimeSpan.FromSeconds(290) });

        // Another training.
        progress.Report(s_step with { Epoch = 1, Elapsed = TimeSpan.FromSeconds(59) });
        progress.Report(s_step with { Epoch = 1, Elapsed = TimeSpan.FromSeconds(61) });
        const string Values = "loss 0.43125  accuracy 0.8750";
        Assert.Equal(
            [
                $"epoch 3/20  step 12/48  {Values}  12,346 rows/s  1:02:04 left",
                $"epoch 3/20  step 24/48  {Values}  12,346 rows/s  1:02:04 left",
                $"epoch 3/20  step 36/48  {Values}  12,346 rows/s  1:02:04 left",
                $"epoch 3/20  {Values}  val_loss 0.5  val_accuracy 0.7500  1.3 s  12,346 rows/s",
                $"epoch 4/20  step 12  {Values}  12,346 rows/s",
                $"epoch 1/20  step 12/48  {Values}  12,346 rows/s  1:02:04 left",
            ],
            writer.ToString().TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void LongNamesAreNotLost()
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        string name = new('m', 300);
        new ConsoleProgress(writer, isTerminal: false).Report(s_end with { MetricName = name });
        Assert.Equal($"epoch 3/20  loss 0.43125  {name} 0.8750  val_loss 0.5  val_{name} 0.7500  1.3 s  12,346 rows/s\n", writer.ToString());
    }

    [Fact]
    public void ATerminalGetsABarThatIsRedrawnInPlace()
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var progress = new ConsoleProgress(writer, isTerminal: true);
        progress.Report(s_step);
        string bar = "epoch 3/20  [======>.................] 12/48  loss 0.43125  accuracy 0.8750  12,346 rows/s  1:02:04 left";
        Assert.Equal("\r" + bar, writer.ToString());
        progress.Report(s_end);
        string line = "epoch 3/20  loss 0.43125  accuracy 0.8750  val_loss 0.5  val_accuracy 0.7500  1.3 s  12,346 rows/s";
        Assert.Equal("\r" + bar + "\r" + line.PadRight(bar.Length) + "\n", writer.ToString());
    }

    [Fact]
    public void ATerminalIsRedrawnTenTimesASecondAtMost()
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var progress = new ConsoleProgress(writer, isTerminal: true);
        long start = Environment.TickCount64;
        for (int step = 0; step < 1000; step++)
        {
            progress.Report(s_step);
        }

        long elapsed = Environment.TickCount64 - start;
        Assert.InRange(writer.ToString().Count(c => c == '\r'), 1, 2 + (elapsed / 90));
        progress.Report(s_end);
        Assert.EndsWith("\n", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ALineIsNotWiderThanTheTerminal()
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var progress = new ConsoleProgress(writer, isTerminal: true, width: 20);
        progress.Report(s_step);
        progress.Report(s_end);
        Assert.Equal("\repoch 3/20  [======\repoch 3/20  loss 0.\n", writer.ToString());
    }

    [Fact]
    public void ReportsOfAFinishedBarAreFull()
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        new ConsoleProgress(writer, isTerminal: true).Report(s_step with { Step = 48 });
        Assert.Contains("[========================] 48/48", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void BadArgumentsAreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new ConsoleProgress(null!, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConsoleProgress(TextWriter.Null, true, 0));
        Assert.NotNull(ConsoleProgress.Default);
    }
}

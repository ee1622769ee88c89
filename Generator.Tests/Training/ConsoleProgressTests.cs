using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
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

    /// <summary>Values, and the time that is left, matter more than the bar and the rate.</summary>
    [Theory]
    [InlineData(105, "epoch 3/20  [======>.................] 12/48  loss 0.43125  accuracy 0.8750  12,346 rows/s  1:02:04 left")]
    [InlineData(104, "epoch 3/20  [=====>.................] 12/48  loss 0.43125  accuracy 0.8750  12,346 rows/s  1:02:04 left")]
    [InlineData(89, "epoch 3/20  [==>.....] 12/48  loss 0.43125  accuracy 0.8750  12,346 rows/s  1:02:04 left")]
    [InlineData(88, "epoch 3/20  [=====>................] 12/48  loss 0.43125  accuracy 0.8750  1:02:04 left")]
    [InlineData(80, "epoch 3/20  [===>..........] 12/48  loss 0.43125  accuracy 0.8750  1:02:04 left")]
    [InlineData(74, "epoch 3/20  [==>.....] 12/48  loss 0.43125  accuracy 0.8750  1:02:04 left")]
    [InlineData(73, "epoch 3/20  step 12/48  loss 0.43125  accuracy 0.8750  1:02:04 left")]
    [InlineData(20, "epoch 3/20  step 12")]
    public void ABarFitsIntoOneRowOfTheTerminal(int width, string bar)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var progress = new ConsoleProgress(writer, isTerminal: true, width);
        progress.Report(s_step);
        Assert.Equal("\r" + bar, writer.ToString());

        // A row is redrawn; the line of an epoch stays, and is whole.
        writer.GetStringBuilder().Clear();
        progress.Report(s_end);
        Assert.Equal("epoch 3/20  loss 0.43125  accuracy 0.8750  val_loss 0.5  val_accuracy 0.7500  1.3 s  12,346 rows/s", writer.ToString().Trim('\r', '\n', ' '));
    }

    /// <summary>What is said after a training that was cut short begins a line.</summary>
    [Fact]
    public void AnExceptionDoesNotStandBesideABar()
    {
        DenseModel model = DenseModel.OfFeatures(2, 3, 2);
        using var trainer = new DenseTrainer<float>(model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 16);
        using var cancellation = new CancellationTokenSource();
        var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var progress = new ConsoleProgress(writer, isTerminal: true);
        progress.EndLine();
        Assert.Empty(writer.ToString());
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(TestRows.Learnable(model, 40, 1), 2, progress: progress, callbacks: [new Canceller(cancellation)], cancellationToken: cancellation.Token));
        Assert.EndsWith(" left\n", writer.ToString(), StringComparison.Ordinal);
        progress.EndLine();
        Assert.Single(writer.ToString(), c => c == '\n');
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

    private sealed class Canceller(CancellationTokenSource source) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context) => source.Cancel();
    }
}

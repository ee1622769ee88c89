using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Google.Protobuf;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Training;

public sealed class TensorBoardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelgen-events").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EventsHaveTheBytesOfAnotherEncoder()
    {
        // Fixtures/events.py
        string path;
        using (var writer = new EventFileWriter(_folder, new StoppedClock()))
        {
            path = writer.Path;
            writer.Scalar("epoch_loss", 0.6931471805599453f, 0);
            writer.Scalar("epoch_loss", 1e-20f, 1);
            writer.Scalar("batch_loss", float.PositiveInfinity, 300);
            writer.Scalar("Genauigkeit ≥ ½ " + string.Concat(Enumerable.Repeat("lang", 40)), -2.5f, 1L << 40);
            writer.Restart(7);
            writer.Scalar("x", 0f, -1);
        }

        Assert.StartsWith("events.out.tfevents.1700000000.", Path.GetFileName(path), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Fixture("events.bin")), File.ReadAllBytes(path));
        using var second = new EventFileWriter(_folder, new StoppedClock());
        Assert.NotEqual(path, second.Path);
    }

    /// <summary>TensorBoard reads a folder's files in the order of their names: one that goes on with a run comes last.</summary>
    [Fact]
    public void ALaterFileHasAGreaterName()
    {
        File.WriteAllText(Path.Combine(_folder, "events.out.tfevents.1700000003.host.999999.0"), string.Empty);
        File.WriteAllText(Path.Combine(_folder, "events.out.tfevents.9999999999.host.1.0"), string.Empty);
        File.WriteAllText(Path.Combine(_folder, "events.out.tfevents.17"), string.Empty);
        List<string> names = ["events.out.tfevents.1700000003.host.999999.0"];
        for (int i = 0; i < 12; i++)
        {
            using var writer = new EventFileWriter(_folder, new StoppedClock());
            names.Add(Path.GetFileName(writer.Path));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(13, names.Distinct().Count());
    }

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("00000000000000000000000000000000", 0x8A9136AAu)]
    public void TheChecksumIsRfc3720s(string text, uint expected)
        => Assert.Equal(expected, Crc32C.Of([.. text.Select(c => text.Length == 32 ? (byte)0 : (byte)c)]));

    [Fact]
    public void ATrainingWritesKerasChartsAndGoesOnInAnotherFile()
    {
        DenseModel model = DenseModel.OfFeatures(2, 3, 2);
        SequenceDataset<float> data = TestRows.Learnable(model, 40, 1);
        string checkpoint = Path.Combine(_folder, "checkpoint");
        TrainingHistory Fit(int? cancelAfter)
        {
            using var trainer = new DenseTrainer<float>(model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 16);
            using var source = new CancellationTokenSource();
            return trainer.Fit(
                data,
                3,
                validation: data,
                progress: new Canceller(p => { if (p.IsEpochEnd && p.Epoch == cancelAfter) { source.Cancel(); } }),
                callbacks: [new TensorBoard(Path.Combine(_folder, "logs")) { EverySteps = 2 }, new Checkpoint(checkpoint)],
                cancellationToken: source.Token);
        }

        Assert.Throws<OperationCanceledException>(() => Fit(cancelAfter: 1));
        TrainingHistory history = Fit(cancelAfter: null);
        List<Event> train = Read("train");
        List<Event> validation = Read("validation");
        Assert.Equal(2, train.Count(e => e.Version == "brain.Event:2"));
        List<Event> batches = Read("batch");
        Assert.Equal([1L], train.Where(e => e.Restarts).Select(e => e.Step));
        Assert.Equal([4L], batches.Where(e => e.Restarts).Select(e => e.Step));
        Assert.Equal([1L], validation.Where(e => e.Restarts).Select(e => e.Step));
        Assert.Equal([(2L, "batch_loss"), (4L, "batch_loss"), (6L, "batch_loss"), (8L, "batch_loss")], batches.Where(e => e.Tag is not null).Select(e => (e.Step, e.Tag!)));
        AssertChart(train, "epoch_loss", e => e.Loss);
        AssertChart(train, "epoch_accuracy", e => e.Metric);
        AssertChart(train, "epoch_learning_rate", _ => 0.1f);
        AssertChart(validation, "epoch_loss", e => e.ValidationLoss!.Value);
        AssertChart(validation, "epoch_accuracy", e => e.ValidationMetric!.Value);

        void AssertChart(List<Event> events, string tag, Func<EpochResult, double> value)
            => Assert.Equal(history.Epochs.Select(e => (e.Epoch - 1L, (float)value(e))), events.Where(e => e.Tag == tag).Select(e => (e.Step, e.Value)));
    }

    /// <summary>The events of a run's files in order, with their checksums checked.</summary>
    private List<Event> Read(string run)
    {
        var events = new List<Event>();
        foreach (string path in Directory.GetFiles(Path.Combine(_folder, "logs", run)).Order(StringComparer.Ordinal))
        {
            Assert.Contains("events.out.tfevents.", path, StringComparison.Ordinal);
            byte[] bytes = File.ReadAllBytes(path);
            for (int at = 0; at < bytes.Length;)
            {
                int length = checked((int)BitConverter.ToUInt64(bytes, at));
                Assert.Equal(Masked(bytes.AsSpan(at, 8)), BitConverter.ToUInt32(bytes, at + 8));
                byte[] data = bytes[(at + 12)..(at + 12 + length)];
                Assert.Equal(Masked(data), BitConverter.ToUInt32(bytes, at + 12 + length));
                events.Add(Event.Parse(data));
                at += length + 16;
            }
        }

        return events;
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0u);
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
    }

    private static string Fixture(string name, [CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "Fixtures", name);

    private sealed record Event(long Step, string? Version, string? Tag, float Value, bool Restarts)
    {
        public static Event Parse(byte[] data)
        {
            long step = 0;
            string? version = null, tag = null;
            float value = 0f;
            bool restarts = false;
            var input = new CodedInputStream(data);
            while (input.ReadTag() is var field && field != 0)
            {
                switch (WireFormat.GetTagFieldNumber(field))
                {
                    case 1:
                        Assert.True(Math.Abs(input.ReadDouble() - DateTimeOffset.UtcNow.ToUnixTimeSeconds()) < 3600);
                        break;
                    case 2:
                        step = input.ReadInt64();
                        break;
                    case 3:
                        version = input.ReadString();
                        break;
                    case 5:
                        var summary = new CodedInputStream(input.ReadBytes().ToByteArray());
                        Assert.Equal(10u, summary.ReadTag());
                        var inner = new CodedInputStream(summary.ReadBytes().ToByteArray());
                        Assert.Equal(10u, inner.ReadTag());
                        tag = inner.ReadString();
                        Assert.Equal(21u, inner.ReadTag());
                        value = inner.ReadFloat();
                        Assert.True(inner.IsAtEnd && summary.IsAtEnd);
                        break;
                    default:
                        Assert.Equal(7, WireFormat.GetTagFieldNumber(field));
                        restarts = input.ReadBytes().ToByteArray() is [8, 1];
                        break;
                }
            }

            return new Event(step, version, tag, value, restarts);
        }
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500);
    }

    private sealed class Canceller(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>The same rows in the same order train to the same bits, from arrays, a file or a generator, read ahead or not, resumed or not.</summary>
public sealed class SequenceSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelgen-sources").FullName;

    public static TheoryData<string> Cases => [.. SourceCase.All.Select(c => c.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void EverySourceTrainsToTheBitsOfArrays(string name)
    {
        SourceCase source = SourceCase.Named(name);
        string file = Path.Combine(_folder, "rows");
        source.Write(file);
        foreach (bool shuffle in new[] { false, true })
        {
            SourceCase.Trained expected = source.OnArrays(new SourceCase.Options(shuffle));
            foreach (SourceCase.Options options in Ways(shuffle))
            {
                AssertSame(expected, source.OnArrays(options), $"arrays, {options}");
                AssertSame(expected, source.OnFile(file, options), $"file, {options}");
                if (!shuffle)
                {
                    AssertSame(expected, source.OnGenerator(options), $"generator, {options}");
                    AssertSame(expected, source.OnGenerator(options, rowsPerEpoch: null), $"generator of unknown length, {options}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AGeneratorIsShuffledInItsBufferTheSameEveryTime(string name)
    {
        SourceCase source = SourceCase.Named(name);
        SourceCase.Trained expected = source.OnGenerator(new SourceCase.Options(Shuffle: true), shuffleBuffer: 10);
        foreach (SourceCase.Options options in Ways(shuffle: true))
        {
            AssertSame(expected, source.OnGenerator(options, shuffleBuffer: 10), $"{options}");
        }

        // A buffer of one row is no shuffling; another size is another order.
        Assert.Equal(source.OnArrays(new SourceCase.Options()).Weights, source.OnGenerator(new SourceCase.Options(Shuffle: true), shuffleBuffer: 1).Weights);
        Assert.NotEqual(expected.Weights, source.OnGenerator(new SourceCase.Options(Shuffle: true), shuffleBuffer: 11).Weights);
        Assert.NotEqual(expected.Weights, source.OnArrays(new SourceCase.Options()).Weights);
    }

    /// <summary>Cancelled after some step, in the middle, at the end of an epoch, with its last batch of fewer rows; then gone on with, by another trainer.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void ACheckpointGoesOnWithAFileAndWithAGenerator(string name)
    {
        SourceCase source = SourceCase.Named(name);
        string file = Path.Combine(_folder, "rows");
        source.Write(file);
        var kinds = new (string Name, bool Shuffle, Func<SourceCase.Options, SourceCase.Trained> Train)[]
        {
            ("file in order", false, options => source.OnFile(file, options)),
            ("file shuffled", true, options => source.OnFile(file, options)),
            ("generator in order", false, options => source.OnGenerator(options)),
            ("generator shuffled", true, options => source.OnGenerator(options, rowsPerEpoch: null, shuffleBuffer: 10)),
        };
        foreach ((string kind, bool shuffle, Func<SourceCase.Options, SourceCase.Trained> train) in kinds)
        {
            SourceCase.Trained expected = train(new SourceCase.Options(shuffle));
            foreach (int steps in new[] { 1, 2, 3, 6, 7 })
            {
                string checkpoint = Path.Combine(_folder, $"{kind} {steps}");
                SourceCase.Trained cut = train(new SourceCase.Options(shuffle, Checkpoint: checkpoint, CancelAfter: steps));
                Assert.Null(cut.History);
                AssertSame(expected, train(new SourceCase.Options(shuffle, Prefetched: steps % 2, Threads: 2, Checkpoint: checkpoint)), $"{kind}, cut after {steps}");
            }
        }

        string begun = Path.Combine(_folder, "begun with arrays");
        source.OnArrays(new SourceCase.Options(true, Checkpoint: begun, CancelAfter: 2));
        AssertSame(source.OnArrays(new SourceCase.Options(true)), source.OnFile(file, new SourceCase.Options(true, Checkpoint: begun)), "begun with arrays");
    }

    /// <summary>Arrays and a file with the same rows are the same to a checkpoint; a generator is not.</summary>
    [Fact]
    public void ACheckpointSaysOfWhatRowsItIs()
    {
        SourceCase source = SourceCase.Named("classes");
        string file = Path.Combine(_folder, "rows");
        source.Write(file);
        string checkpoint = Path.Combine(_folder, "checkpoint");
        source.OnArrays(new SourceCase.Options(true, Checkpoint: checkpoint, CancelAfter: 2));
        AssertSame(source.OnArrays(new SourceCase.Options(true)), source.OnFile(file, new SourceCase.Options(true, Checkpoint: checkpoint)), "begun with arrays");
        File.Delete(checkpoint);
        source.OnArrays(new SourceCase.Options(true, Checkpoint: checkpoint, CancelAfter: 2));
        var refused = Assert.Throws<CheckpointException>(() => source.OnGenerator(new SourceCase.Options(true, Checkpoint: checkpoint)));
        Assert.EndsWith(
            "it is from within a training on 45 rows of 6 timesteps, shuffled, 45 rows to validate with; Fit was given 45 rows of at most 6 timesteps from a generator, shuffled 1024 at a time, 45 rows from a generator to validate with.",
            refused.Message,
            StringComparison.Ordinal);
    }

    private static IEnumerable<SourceCase.Options> Ways(bool shuffle) =>
    [
        new(shuffle),
        new(shuffle, Prefetched: 0, Threads: 2),
        new(shuffle, Prefetched: 5, Threads: 2),
    ];

    private static void AssertSame(SourceCase.Trained expected, SourceCase.Trained actual, string what)
    {
        Assert.True(expected.Weights.AsSpan().SequenceEqual(actual.Weights), what);
        Assert.Equal(expected.Evaluated, actual.Evaluated);
        Assert.Equal(
            expected.History!.Epochs.Select(e => (e.Epoch, e.Loss, e.Metric, e.ValidationLoss, e.ValidationMetric)),
            actual.History!.Epochs.Select(e => (e.Epoch, e.Loss, e.Metric, e.ValidationLoss, e.ValidationMetric)));
    }
}

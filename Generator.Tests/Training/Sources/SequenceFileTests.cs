using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>The file of rows: its bytes, what its writer refuses, and what is refused of a file before a weight changes.</summary>
public sealed class SequenceFileTests : IDisposable
{
    private static readonly DenseModel s_model = DenseModel.OfFeatures(2, 3, 2);

    private readonly string _folder = Directory.CreateTempSubdirectory("modelgen-files").FullName;

    private string FilePath => Path.Combine(_folder, "rows");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Byte by byte what the documentation says.</summary>
    [Fact]
    public void TheFormatIsTheDocumentedOne()
    {
        var format = new SequenceFormat { Timesteps = 5, Features = 2, SampleWeights = SampleWeightKind.Rows };
        using (var writer = new SequenceFileWriter<float>(FilePath, format))
        {
            writer.Append(new SequenceRow<float>(new[] { 1f, 2f, 3f, 4f }, classId: 7) { SampleWeight = 0.5f });
            writer.Append(new SequenceRow<float>(ReadOnlyMemory<float>.Empty, classId: 1));
            Assert.False(File.Exists(FilePath));
            writer.Finish();
        }

        byte[] bytes = File.ReadAllBytes(FilePath);
        Assert.Equal("MGROWS01", System.Text.Encoding.ASCII.GetString(bytes, 0, 8));
        Assert.Equal([0, 2, 5, 0, 1, 0, 0, 0, 1, 0], Integers(bytes, 8, 10));
        Assert.Equal([2L, 80 + 32 + 16, 80 + 32 + 16 + 16], Enumerable.Range(0, 3).Select(i => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(48 + (8 * i)))));
        Assert.Equal(Crc32C.Of(bytes.AsSpan(128, 16)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(72)));
        Assert.Equal(Crc32C.Of(bytes.AsSpan(0, 76)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(76)));
        Assert.Equal([2, Bits(0.5f), Bits(1f), Bits(2f), Bits(3f), Bits(4f), 7], Integers(bytes, 80, 7));
        Assert.Equal(Crc32C.Of(bytes.AsSpan(80, 28)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(108)));
        Assert.Equal([0, Bits(1f), 1], Integers(bytes, 112, 3));
        Assert.Equal([80L, 112L], [BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(128)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(136))]);
        using var file = new SequenceFile<float>(FilePath);
        Assert.Equal(2, file.Count);
        Assert.Equal(format, file.Format);
    }

    [Fact]
    public void AWriterThatDoesNotFinishLeavesTheOldFile()
    {
        File.WriteAllText(FilePath, "old");
        using (var writer = new SequenceFileWriter<float>(FilePath, new SequenceFormat { Timesteps = 3 }))
        {
            writer.Append(new SequenceRow<float>(new[] { 1f }, 0));
        }

        Assert.Equal("old", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
        using var empty = new SequenceFileWriter<float>(FilePath, new SequenceFormat { Timesteps = 3 });
        Assert.Equal("SequenceFileWriter: a file needs at least one row; call Append first.", Assert.Throws<InvalidOperationException>(empty.Finish).Message);
        empty.Append(new SequenceRow<float>(new[] { 1f }, 0));
        empty.Finish();
        Assert.StartsWith("SequenceFileWriter: the file is finished", Assert.Throws<InvalidOperationException>(() => empty.Append(default(SequenceRow<float>))).Message, StringComparison.Ordinal);
    }

    /// <summary>After a write that failed nobody knows what is in the file: it does not take the place of the old one, whatever is tried.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AWriterThatCouldNotWriteLeavesTheOldFile(bool atTheEnd)
    {
        File.WriteAllText(FilePath, "old");
        using (var writer = new SequenceFileWriter<float>(FilePath, new SequenceFormat { Timesteps = 1 << 16 }))
        {
            writer.Append(new SequenceRow<float>(new[] { 1f }, 0));
            var file = (PendingFile)typeof(SequenceFileWriter<float>).GetField("_file", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(writer)!;
            file.Stream.SafeFileHandle.Dispose();
            Action write = atTheEnd ? writer.Finish : () => writer.Append(new SequenceRow<float>(new float[1 << 16], 0));
            Assert.ThrowsAny<Exception>(write);
            foreach (Action again in new[] { writer.Finish, () => writer.Append(new SequenceRow<float>(new[] { 1f }, 0)) })
            {
                Assert.Equal("SequenceFileWriter: the file could not be written, and cannot be completed. Begin another one; what was there before is as it was.", Assert.Throws<InvalidOperationException>(again).Message);
            }
        }

        Assert.Equal("old", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void TheWriterRefusesRowsThatDoNotFit()
    {
        var classes = new SequenceFormat { Timesteps = 3, Features = 2 };
        Refused(classes, new SequenceRow<float>(new float[3], 0), "row 1: inputs has 3 entries; expected [length, Features], a multiple of 2.");
        Refused(classes, new SequenceRow<float>(new float[8], 0), "row 1: it has 4 timesteps; the format has at most 3.");
        Refused(classes, new SequenceRow<float>(new float[2], new float[1]), "row 1: its targets are values; the format has class ids.");
        Refused(classes, new SequenceRow<float>(new float[2], new int[2]), "row 1: it has 2 class ids; expected one per row = 1.");
        Refused(classes, default, "row 1: it has 0 class ids; expected one per row = 1.");
        Refused(classes, new SequenceRow<float>(new float[2], 0) { SampleWeight = 2f }, "row 1: its weight is 2, but the format has none; set SampleWeights to Rows.");
        Refused(classes, new SequenceRow<float>(new float[2], 0) { TimestepWeights = new float[1] }, "row 1: it has 1 weights of timesteps; expected 0.");
        Refused(classes, new SequenceRow<float>(new[] { 0f, 1f, 0f, float.NaN }, 0), "row, row 1, timestep 1, feature 1 is NaN; inputs must be finite.");
        Refused(classes with { SampleWeights = SampleWeightKind.Rows }, new SequenceRow<float>(new float[2], 0) { SampleWeight = -1f }, "row[1] is -1; a sample weight is a finite number of at least 0.");
        SequenceFormat values = new() { Timesteps = 3, Features = 2, Targets = TargetKind.Values, TargetWidth = 4, TargetsPerTimestep = true };
        Refused(values, new SequenceRow<float>(new float[4], new float[4]), "row 1: it has 4 target values; expected [length, TargetWidth] = 2·4 = 8.");
        SequenceFormat labels = new() { Timesteps = 3, Features = 2, Targets = TargetKind.Labels, LabelRoom = 2 };
        Refused(labels, new SequenceRow<float>(new float[4], new int[3]), "row 1: it has 3 labels; the format has LabelRoom = 2.");

        void Refused(SequenceFormat format, SequenceRow<float> row, string message)
        {
            using var writer = new SequenceFileWriter<float>(FilePath, format);
            writer.Append(format.Targets == TargetKind.Values ? new SequenceRow<float>(ReadOnlyMemory<float>.Empty, ReadOnlyMemory<float>.Empty) : new SequenceRow<float>(ReadOnlyMemory<float>.Empty, 0));
            Assert.StartsWith($"SequenceFileWriter: {message}", Assert.Throws<ArgumentException>(() => writer.Append(row)).Message, StringComparison.Ordinal);
            Assert.Equal(1, writer.Count);
        }
    }

    [Theory]
    [InlineData(0, 1, 1, 0, false, 0, 0, "Timesteps is 0; it is 1 to 268435456.")]
    [InlineData(1, 0, 1, 0, false, 0, 0, "Features is 0; it is 1 to 268435456.")]
    [InlineData(1, 1, 2, 0, false, 0, 0, "TargetWidth is 2; class ids and labels have 1.")]
    [InlineData(1, 1, 1, 0, false, 2, 0, "TargetTimesteps is 2, but targets are one per row; set TargetsPerTimestep.")]
    [InlineData(1, 1, 1, 1, false, 0, 3, "LabelRoom is 3, but targets are Values; leave it 0, or set Targets to Labels.")]
    [InlineData(1, 1, 1, 2, true, 0, 3, "rows of labels have no targets and no weights of single timesteps.")]
    [InlineData(1, 1, 1, 3, false, 0, 0, "Targets is 3, SampleWeights is None; expected a named kind of both.")]
    public void AFormatThatMakesNoSenseIsRefused(int timesteps, int features, int width, int kind, bool perTimestep, int targetTimesteps, int room, string message)
    {
        var format = new SequenceFormat { Timesteps = timesteps, Features = features, TargetWidth = width, Targets = (TargetKind)kind, TargetsPerTimestep = perTimestep, TargetTimesteps = targetTimesteps, LabelRoom = room };
        Assert.StartsWith($"SequenceFileWriter: {message}", Assert.Throws<ArgumentException>(() => new SequenceFileWriter<float>(FilePath, format)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"SequenceGenerator: {message}", Assert.Throws<ArgumentException>(() => new SequenceGenerator<float>(format, _ => [])).Message, StringComparison.Ordinal);
    }

    /// <summary>A file with any byte changed, or cut off anywhere, is refused when it is opened, or by Fit before its first step; nothing is allocated that it is too short for.</summary>
    [Fact]
    public void AnyDamageIsRefusedBeforeTrainingStarts()
    {
        byte[] whole = Write(TestRows.Learnable(s_model, 3, 1));
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i % 8));
            AssertRefused(damaged, $"byte {i}");
            AssertRefused(whole[..i], $"cut off at {i}");
        }

        AssertRefused([.. whole, 0], "a byte more");
    }

    /// <summary>Heads and rows with right checksums, but with numbers that do not fit together.</summary>
    [Fact]
    public void LiesAreRefused()
    {
        byte[] whole = Write(TestRows.Learnable(s_model, 3, 1));
        Assert.Equal($"{FilePath}: it is damaged: Features is -1; it is 1 to 268435456. Write or copy it again.", Refusal(Change(whole, 12, -1)));
        Assert.StartsWith($"{FilePath}: it is damaged: an index of 4 rows from byte", Refusal(Change(whole, 48, 4)), StringComparison.Ordinal);
        Assert.StartsWith($"{FilePath}: it is damaged: an index of 0 rows from byte", Refusal(Change(whole, 48, 0)), StringComparison.Ordinal);
        Assert.Equal($"{FilePath}: its inputs are ids; expected features, for SequenceFile<float>.", Refusal(Change(whole, 8, 1)));
        Assert.StartsWith($"{FilePath}: it is damaged: row 1 begins at byte 80; the one before it begins at 80 and has at least 12.", Refusal(ChangeIndex(whole, 1, 80)), StringComparison.Ordinal);
        Assert.StartsWith($"{FilePath}: it is damaged: row 0 begins at byte 84; the head ends at 80.", Refusal(ChangeIndex(whole, 0, 84)), StringComparison.Ordinal);
        Assert.StartsWith($"{FilePath}: it is damaged: the checksum of row 0 is wrong.", Refusal(ChangeIndex(whole, 1, 96)), StringComparison.Ordinal);

        // More timesteps than the row has room for, with a checksum.
        byte[] longer = [.. whole];
        int end = (int)BinaryPrimitives.ReadInt64LittleEndian(whole.AsSpan(whole.Length - 16)) - 4;
        BinaryPrimitives.WriteInt32LittleEndian(longer.AsSpan(80), int.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(longer.AsSpan(end), Crc32C.Of(longer.AsSpan(80, end - 80)));
        Assert.Matches($"^{FilePath}: it is damaged: row 0 has [0-9]+ bytes and says that it has 2147483647 timesteps; the file has at most 3. Write or copy it again.$", Refusal(longer));
        Assert.StartsWith($"{FilePath}: it is not a file of rows; those start with 'MGROWS01'.", Refusal([.. new byte[200]]), StringComparison.Ordinal);
    }

    /// <summary>A right file of another model, and a value that only the model can judge, in the last row.</summary>
    [Fact]
    public void WhatDoesNotFitTheModelIsRefusedBeforeTrainingStarts()
    {
        Write(TestRows.Learnable(DenseModel.OfFeatures(3, 3, 2), 3, 1));
        Refuses<ArgumentException>("Dense: train has 3 features per timestep, the model reads 2.");
        Write(TestRows.Learnable(DenseModel.OfFeatures(2, 4, 2), 3, 1));
        Refuses<ArgumentException>("Dense: train has 4 timesteps, MaxTimesteps is 3.");
        Write(new SequenceDataset<float>(new float[6], 1, 3, new float[2]));
        Refuses<ArgumentException>("Dense: train has target values, the model's loss takes class ids.");
        byte[] whole = Write(TestRows.Learnable(s_model, 3, 1));
        File.WriteAllBytes(FilePath, Change(whole, 12, 1 << 28));
        Refuses<ArgumentException>("Dense: train has 268435456 features per timestep, the model reads 2.");
        int[] classes = new int[40];
        classes[^1] = 2;
        Write(new SequenceDataset<float>(new float[240], 40, 3, classes));
        Refuses<SequenceSourceException>("Dense: train, row 39: class 2; the model has the classes 0 to 1.");

        void Refuses<TException>(string message)
            where TException : Exception
        {
            DenseWeights weights = s_model.CreateWeights();
            using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Adam(0.1f), 16);
            using var file = new SequenceFile<float>(FilePath);
            Assert.StartsWith(message, Assert.Throws<TException>(() => trainer.Fit(file, 1, shuffle: false)).Message, StringComparison.Ordinal);
            Assert.Equal(0, trainer.Steps);
            Assert.StartsWith(message.Replace("train", "data"), Assert.Throws<TException>(() => trainer.Evaluate(file)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Rows that change after the check are found by their checksums; training ends there, with the weights of the step before.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void DamageDuringTrainingEndsIt(int prefetched)
    {
        byte[] whole = Write(TestRows.Learnable(s_model, 200, 1));
        DenseWeights weights = s_model.CreateWeights();
        using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Adam(0.1f), 16, new TrainerOptions { PrefetchedBatches = prefetched });
        using var file = new SequenceFile<float>(FilePath);
        trainer.Fit(file, 1);
        using (FileStream stream = new(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.Position = BinaryPrimitives.ReadInt64LittleEndian(whole.AsSpan(whole.Length - (200 * 8) + (150 * 8))) + 5;
            stream.WriteByte(0xA5);
        }

        var error = Assert.Throws<SequenceSourceException>(() => trainer.Fit(file, 1, shuffle: false));
        Assert.Equal($"{FilePath}: it is damaged: the checksum of row 150 is wrong. Write or copy it again.", error.Message);
        Assert.Equal(150, error.Row);
        Assert.Equal(13 + (150 / 16), trainer.Steps);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void AFileThatWasClosedSaysSo(int prefetched)
    {
        Write(TestRows.Learnable(s_model, 40, 1));
        using var trainer = new DenseTrainer<float>(
            s_model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Adam(0.1f), 16, new TrainerOptions { PrefetchedBatches = prefetched });
        var file = new SequenceFile<float>(FilePath);
        SequenceFile<float> part = file.Slice(0, 30);
        trainer.Fit(part, 1);
        file.Dispose();
        string message = $"{FilePath}: the file was closed by Dispose while its rows were wanted. Keep the SequenceFile, and for a part the whole one, until training is over.";
        Assert.StartsWith(message, Assert.Throws<ObjectDisposedException>(() => trainer.Fit(part, 1)).Message, StringComparison.Ordinal);
        using var other = new SequenceFile<float>(FilePath);
        Assert.StartsWith(message, Assert.Throws<ObjectDisposedException>(() => trainer.Fit(other, 9, callbacks: [new AtEpoch(2, other.Dispose)])).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder, not a file of rows", Assert.Throws<IOException>(() => new SequenceFile<float>(Path.GetTempPath())).Message, StringComparison.Ordinal);
    }

    /// <summary>A file sixty times as large as what training on it allocates.</summary>
    [Fact]
    public void MemoryDoesNotGrowWithTheFile()
    {
        DenseModel model = DenseModel.OfFeatures(64, 16, 2);
        var format = new SequenceFormat { Timesteps = 16, Features = 64 };
        const int Rows = 15_000;
        using (var writer = new SequenceFileWriter<float>(FilePath, format))
        {
            float[] x = TestRows.Features(16 * 64, 1);
            for (int row = 0; row < Rows; row++)
            {
                writer.Append(new SequenceRow<float>(x, row % 2));
            }

            writer.Finish();
        }

        long length = new FileInfo(FilePath).Length;
        using var trainer = new DenseTrainer<float>(model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f), 8, new TrainerOptions { Threads = 1, PrefetchedBatches = 0 });
        using var file = new SequenceFile<float>(FilePath);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trainer.Fit(file, 1, callbacks: [new StopAfter(20)]);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated * 60 < length, $"{allocated} of {length} bytes");
        Assert.Equal(20, trainer.Steps);
    }

    /// <summary>Parts of a file have the rows of the same parts of arrays, in order and shuffled, to train on and to validate with.</summary>
    [Fact]
    public void PartsAreThoseOfArrays()
    {
        SequenceDataset<float> data = TestRows.Learnable(s_model, 90, 1);
        Write(data);
        using var file = new SequenceFile<float>(FilePath);
        (SequenceDataset<float> First, SequenceDataset<float> Second) arrays = data.Split(0.3, seed: 5);
        (SequenceFile<float> First, SequenceFile<float> Second) parts = file.Split(0.3, seed: 5);
        parts.First.Dispose();
        int[] some = [89, 0, 3, 3, 40];
        foreach (bool shuffle in new[] { false, true })
        {
            AssertSame(arrays.First, arrays.Second, parts.First, parts.Second);
            AssertSame(data.Slice(17, 60), arrays.Second.Slice(3, 2), file.Slice(17, 60), parts.Second.Slice(3, 2));
            AssertSame(data.Select(some), data.Slice(5, 20).Select([19, 0]), file.Select(some), file.Slice(5, 20).Select([19, 0]));

            void AssertSame(SequenceDataset<float> train, SequenceDataset<float> validation, SequenceFile<float> trainFile, SequenceFile<float> validationFile)
            {
                (float[] weights, double? loss) = Train(train, validation, shuffle);
                (float[] fileWeights, double? fileLoss) = Train(trainFile, validationFile, shuffle);
                Assert.Equal(weights, fileWeights);
                Assert.Equal(loss, fileLoss);
            }
        }

        Assert.StartsWith("SequenceFile: row 90; the data set has the rows 0 to 89.", Assert.Throws<ArgumentOutOfRangeException>(() => file.Slice(90, 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("SequenceFile: no rows were selected.", Assert.Throws<ArgumentException>(() => file.Select([])).Message, StringComparison.Ordinal);

        static (float[] Weights, double? ValidationLoss) Train(SequenceSource<float> train, SequenceSource<float> validation, bool shuffle)
        {
            DenseWeights weights = s_model.CreateWeights();
            using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Adam(0.1f), 16);
            TrainingHistory history = trainer.Fit(train, 2, validation, shuffle: shuffle);
            return (weights.Packed.Span.ToArray(), history.Epochs[^1].ValidationLoss);
        }
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);

    private static int[] Integers(byte[] bytes, int offset, int count) => [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(offset + (4 * i))))];

    private byte[] Write<TInput>(SequenceDataset<TInput> data)
        where TInput : unmanaged
    {
        using (var writer = new SequenceFileWriter<TInput>(FilePath, data.Format))
        {
            writer.Append(data);
            writer.Finish();
        }

        return File.ReadAllBytes(FilePath);
    }

    /// <summary>Changes a number in the head, and makes its checksum right.</summary>
    private static byte[] Change(byte[] whole, int offset, int value)
    {
        byte[] changed = [.. whole];
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(offset), value);
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(76), Crc32C.Of(changed.AsSpan(0, 76)));
        return changed;
    }

    private static byte[] ChangeIndex(byte[] whole, int row, long offset)
    {
        byte[] changed = [.. whole];
        int index = (int)BinaryPrimitives.ReadInt64LittleEndian(whole.AsSpan(56));
        BinaryPrimitives.WriteInt64LittleEndian(changed.AsSpan(index + (8 * row)), offset);
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(72), Crc32C.Of(changed.AsSpan(index)));
        return Change(changed, 8, MemoryMarshal.Read<int>(changed.AsSpan(8)));
    }

    private string Refusal(byte[] bytes)
    {
        File.WriteAllBytes(FilePath, bytes);
        using var trainer = new DenseTrainer<float>(s_model.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Adam(0.1f), 16, new TrainerOptions { Threads = 1, PrefetchedBatches = 0 });
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<SequenceSourceException>(() =>
        {
            using var file = new SequenceFile<float>(FilePath);
            trainer.Fit(file, 1);
        }).Message;
        Assert.Equal(0, trainer.Steps);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        return message;
    }

    private void AssertRefused(byte[] bytes, string what) => Assert.True(Refusal(bytes).StartsWith($"{FilePath}: it ", StringComparison.Ordinal), what);

    private sealed class StopAfter(int steps) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.TotalSteps == steps)
            {
                context.Stop("enough");
            }
        }
    }

    private sealed class AtEpoch(int epoch, Action action) : TrainingCallback
    {
        public override void OnEpochBegin(TrainingContext context)
        {
            if (context.Epoch == epoch)
            {
                action();
            }
        }
    }
}

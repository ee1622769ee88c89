using System;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>Everything a trainer refuses: the message says what and where, and the weights stay as they were.</summary>
public sealed class WrongInputTests
{
    private static readonly DenseModel s_rows = DenseModel.OfFeatures(2, 3, 4);
    private static readonly DenseModel s_sequences = DenseModel.OfFeatures(2, 3, 4, sequences: true);
    private static readonly DenseModel s_ids = DenseModel.OfIds(10, 3, 4, sequences: true, maskZero: true);

    [Fact]
    public void Constructor()
    {
        Refused("Dense: the batch size must be at least 1, it is 0.", () => new DenseTrainer<float>(s_rows.CreateWeights(), LossKind.MeanSquaredError, true, new Sgd(), 0));
        Refused("Dense reads Single, the trainer was made for Int32.", () => new DenseTrainer<int>(s_rows.CreateWeights(), LossKind.MeanSquaredError, true, new Sgd()));
        Refused("Dense reads Int32, the trainer was made for Single.", () => new DenseTrainer<float>(s_ids.CreateWeights(), LossKind.MeanSquaredError, true, new Sgd()));
        Refused("Threads must be at least 1, it is 0.", () => new TrainerOptions { Threads = 0 });
        Refused("PrefetchedBatches must be 0 to 1024, it is 1025.", () => new TrainerOptions { PrefetchedBatches = 1025 });
        Assert.Throws<ArgumentNullException>("Groups", () => new TrainerOptions { Groups = null! });
        Assert.Throws<ArgumentOutOfRangeException>("AccumulatedSteps", () => new TrainerOptions { AccumulatedSteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("EverySteps", () => new Checkpoint("c") { EverySteps = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("EveryEpochs", () => new Checkpoint("c") { EveryEpochs = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("EverySteps", () => new TensorBoard("t") { EverySteps = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("ElementsPerTensor", () => new GradientCheckOptions { ElementsPerTensor = 0 });
        Refused(
            "Dense: the batch size is 2147483647; with ",
            () => new DenseTrainer<float>(s_rows.CreateWeights(), LossKind.MeanSquaredError, true, new Sgd(), int.MaxValue));

        // A trainer that could not be made leaves the optimiser free.
        var optimizer = new Adam();
        Assert.ThrowsAny<ArgumentException>(() => new DenseTrainer<float>(s_rows.CreateWeights(), LossKind.MeanSquaredError, true, optimizer, -1));
        using var trainer = new DenseTrainer<float>(s_rows.CreateWeights(), LossKind.MeanSquaredError, true, optimizer);
    }

    [Theory]
    [InlineData(3f, "3")]
    [InlineData(-1f, "-1")]
    [InlineData(1.5f, "1.5")]
    [InlineData(1e30f, "1E+30")]
    public void ClassesAmongTheTargetsOfSeveralOutputs(float classId, string text)
    {
        var heads = new LossHeads([new OutputHead("voice", 0, 1, LossKind.BinaryCrossentropy, false, 1), new OutputHead("kind", 1, 3, LossKind.SparseCategoricalCrossentropy, true, 1)]);
        heads.Check("M", "targets", row: 4, timestep: 2, [0.5f, 2f]);
        ArgumentException error = Assert.Throws<ArgumentException>("targets", () => heads.Check("M", "targets", row: 4, timestep: 2, [0.5f, classId]));
        Assert.StartsWith($"M: output 'kind': targets, row 4, timestep 2: class {text}; the model has the classes 0 to 2.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DataSetsOfAnotherModel()
    {
        Fit(s_rows, LossKind.SparseCategoricalCrossentropy, "Dense: train has 3 features per timestep, the model reads 2.", new(new float[9], 1, 3, new int[1]));
        Fit(s_rows, LossKind.SparseCategoricalCrossentropy, "Dense: train has 4 timesteps, MaxTimesteps is 3.", new(new float[8], 1, 4, new int[1]));
        Fit(s_rows, LossKind.SparseCategoricalCrossentropy, "Dense: train has target values, the model's loss takes class ids.", new(new float[6], 1, 3, new float[4]));
        Fit(s_rows, LossKind.MeanSquaredError, "Dense: train has class ids, the model's loss takes target values.", new(new float[6], 1, 3, new int[1]));
        Fit(s_rows, LossKind.MeanSquaredError, "Dense: train has 5 target values per row, the model has 4 outputs.", new(new float[6], 1, 3, new float[5]));
        Fit(s_sequences, LossKind.MeanSquaredError, "Dense: train has targets per row, the model has outputs per timestep.", new(new float[6], 1, 3, new float[4]));
        Fit(s_rows, LossKind.SparseCategoricalCrossentropy, "Dense: train has targets per timestep, the model has outputs per row.", new(new float[6], 1, 3, new int[3]));
        Fit(s_sequences, LossKind.MeanSquaredError, "Dense: train has 5 target values per timestep, the model has 4 outputs.", new(new float[6], 1, 3, new float[15], targetsPerTimestep: true));
    }

    [Fact]
    public void ValuesThatTheModelCannotTake()
    {
        Fit(s_rows, LossKind.SparseCategoricalCrossentropy, "Dense: train, row 1: class 4; the model has the classes 0 to 3.", new(new float[12], 2, 3, new int[] { 3, 4 }));
        Fit(s_rows, LossKind.SparseCategoricalCrossentropy, "Dense: train, row 0: class -1; the model has the classes 0 to 3.", new(new float[12], 2, 3, new int[] { -1, 4 }));
        Fit(s_sequences, LossKind.SparseCategoricalCrossentropy, "Dense: train, row 0, timestep 2: class 7; the model has the classes 0 to 3.", new(new float[6], 1, 3, new int[] { 0, 1, 7 }));
        Fit(s_rows, LossKind.BinaryCrossentropy, "Dense: train, row 0, output 2 is 1.5; targets of a cross-entropy are 0 to 1.", new(new float[6], 1, 3, new float[] { 0f, 1f, 1.5f, 0f }));
        Fit(s_rows, LossKind.CategoricalCrossentropy, "Dense: train, row 0, output 3 is -0.5; targets of a cross-entropy are 0 to 1.", new(new float[6], 1, 3, new float[] { 0f, 1f, 1f, -0.5f }));
        FitIds("Dense: train, row 1, timestep 2: id 10; the vocabulary has the ids 0 to 9.", new(new int[] { 1, 2, 3, 4, 5, 10 }, 2, 3, new int[6]));
        FitIds("Dense: train, row 0, timestep 1: id -1; the vocabulary has the ids 0 to 9.", new(new int[] { 1, -1, 3, 4, 5, 10 }, 2, 3, new int[6]));
        float[] mutated = new float[6];
        var data = new SequenceDataset<float>(mutated, 1, 3, new int[1]);
        mutated[3] = float.NaN;
        Fit(s_rows, LossKind.SparseCategoricalCrossentropy, "Dense: train, row 0, timestep 1, feature 1 is NaN; inputs must be finite.", data);
    }

    [Fact]
    public void ValuesThatAreNotReadMayBeAnything()
    {
        using var rows = new DenseTrainer<float>(s_rows.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd());
        rows.Fit(new SequenceDataset<float>(new float[12], 2, 3, new int[] { 99, 3 }, new int[] { 0, 3 }), 1);
        using var ids = new DenseTrainer<int>(s_ids.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd());
        ids.Fit(new SequenceDataset<int>(new int[] { 0, 2, 99 }, 1, 3, new int[] { -1, 3, -1 }, new int[] { 2 }), 1);
    }

    [Fact]
    public void ArraysThatChangeWhileTheyAreTrainedOn()
    {
        int[] ids = new int[6];
        using var trainer = new DenseTrainer<int>(s_ids.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd(), 1);
        trainer.OnForward = _ => Array.Fill(ids, 10);
        Refused("Dense: data, row 1, timestep 0: id 10; the vocabulary has the ids 0 to 9.", () => trainer.Fit(new SequenceDataset<int>(ids, 2, 3, new int[6]), 1, shuffle: false));
        Assert.Equal(1, trainer.Steps);
    }

    [Fact]
    public void ArgumentsOfFit()
    {
        using var trainer = new DenseTrainer<float>(s_rows.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd());
        var data = new SequenceDataset<float>(new float[6], 1, 3, new int[1]);
        var wrong = new SequenceDataset<float>(new float[6], 1, 3, new int[] { 9 });
        Refused("Dense: epochs must be at least 1, it is 0.", () => trainer.Fit(data, 0));
        Refused("Dense: validation, row 0: class 9", () => trainer.Fit(data, 1, validation: wrong));
        Refused("Dense: data, row 0: class 9", () => trainer.Evaluate(wrong));
        Assert.Throws<ArgumentNullException>(() => trainer.Fit(null!, 1));
        Assert.Equal(0, trainer.Steps);
    }

    [Fact]
    public void SpansOfABatch()
    {
        Batch(s_rows, "Dense: x has 7 entries; without lengths, expected B·MaxTimesteps·Features = B·3·2, a multiple of 6.", new float[7], [], [0]);
        Batch(s_rows, "Dense: x has 0 entries", [], [], [0]);
        Batch(s_rows, "Dense: x has 7 entries; expected B·T·Features = 2·T·2, a multiple of 4.", new float[7], [1, 1], [0, 0]);
        Batch(s_rows, "Dense: x has 4 timesteps, MaxTimesteps is 3.", new float[8], [1], [0]);
        Batch(s_rows, "Dense: the batch has 5 rows, the trainer was made for at most 4.", new float[30], [], new int[5]);
        Batch(s_rows, "Dense: classIds has 1 entries; expected [B] = 2.", new float[12], [], [0]);
        Batch(s_sequences, "Dense: classIds has 2 entries; expected [B, T] = 2·3 = 6.", new float[12], [], [0, 0]);
        Batch(s_rows, "Dense: lengths[1] is 3; a length is 0 to 2.", new float[8], [1, 3], [0, 0]);
        Batch(s_rows, "Dense: sampleWeights has 1 entries; expected 2, one per row, or none.", new float[12], [], [0, 0], [1f]);
        Batch(s_rows, "Dense: sampleWeights[1] is NaN", new float[12], [], [0, 0], [1f, float.NaN]);
        Batch(s_rows, "Dense: x, row 0, timestep 2, feature 0 is NaN; inputs must be finite.", [0f, 0f, 0f, 0f, float.NaN, 0f], [], [0]);
        Batch(s_rows, "Dense: classIds, row 0: class 4; the model has the classes 0 to 3.", new float[6], [], [4]);

        using var values = new DenseTrainer<float>(s_sequences.CreateWeights(), LossKind.MeanSquaredError, true, new Sgd(), 4);
        Refused("Dense: the loss takes target values.", () => values.TrainOnBatch(new float[6], [], new int[3]));
        Refused("Dense: targets has 3 entries; expected [B, T, Outputs] = 1·3·4 = 12.", () => values.TrainOnBatch(new float[6], [], new float[3]));
        Refused("Dense: targets, row 0, timestep 1, output 2 is Infinity", () =>
        {
            float[] targets = new float[12];
            targets[6] = float.PositiveInfinity;
            return values.TrainOnBatch(new float[6], [], targets);
        });
        Refused("Dense: initialStates has 3 entries; expected [B, StateLength] = 1·4 = 4, or none.", () => values.ComputeGradients(new float[6], [], new float[12], initialStates: new float[3]));
        Refused("Dense: initialStates, row 0, element 2 is NaN; states must be finite.", () => values.ComputeGradients(new float[6], [], new float[12], initialStates: [0, 1, float.NaN, 0]));
        Assert.Equal(0, values.Steps);
    }

    private static void Batch(DenseModel model, string message, float[] x, int[] lengths, int[] classIds, float[]? sampleWeights = null)
    {
        DenseWeights weights = model.CreateWeights();
        float[] before = weights.Packed.Span.ToArray();
        using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Sgd(), 4);
        Refused(message, () => trainer.TrainOnBatch(x, lengths, classIds, sampleWeights));
        Assert.Equal(before, weights.Packed.Span.ToArray());
        Assert.Equal(0, trainer.PreparedSteps);
    }

    private static void Fit(DenseModel model, LossKind loss, string message, SequenceDataset<float> data)
    {
        DenseWeights weights = model.CreateWeights();
        float[] before = weights.Packed.Span.ToArray();
        using var trainer = new DenseTrainer<float>(weights, loss, true, new Sgd());
        Refused(message, () => trainer.Fit(data, 1));
        Assert.Equal(before, weights.Packed.Span.ToArray());
        Assert.Equal(0, trainer.PreparedSteps);
    }

    private static void FitIds(string message, SequenceDataset<int> data)
    {
        using var trainer = new DenseTrainer<int>(s_ids.CreateWeights(), LossKind.SparseCategoricalCrossentropy, true, new Sgd());
        Refused(message, () => trainer.Fit(data, 1));
    }

    private static void Refused(string message, Func<object?> action) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => { action(); }).Message, StringComparison.Ordinal);
}

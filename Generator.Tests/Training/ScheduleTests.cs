using System;
using System.Linq;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>What PyTorch's fixtures do not cover: warm-up, stretches, the ends, wrong arguments, and the optimiser's part.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void WarmUpIsStraightAndTheDecayFollowsIt()
    {
        var schedule = new CosineDecay(1f, steps: 10, least: 0.5, warmupSteps: 4, warmupFrom: 0.2f);
        Assert.Equal([0.2f, 0.4f, 0.6f, 0.8f, 1f], Enumerable.Range(0, 5).Select(step => MathF.Round(schedule.At(step), 6)));
        Assert.Equal(0.75f, schedule.At(9), 6);
        Assert.Equal(0.5f, schedule.At(14));
        Assert.Equal(0.5f, schedule.At(long.MaxValue));
    }

    [Fact]
    public void AStretchKeepsItsLastStep()
    {
        var schedule = new PiecewiseConstant([2, 5], [0.3f, 0.2f, 0.1f]);
        Assert.Equal([0.3f, 0.3f, 0.3f, 0.2f, 0.2f, 0.2f, 0.1f, 0.1f], Enumerable.Range(0, 8).Select(step => schedule.At(step)));
    }

    [Fact]
    public void AStaircaseWaitsForWholeSteps()
    {
        var schedule = new ExponentialDecay(0.5f, steps: 3, rate: 0.5, staircase: true);
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.125f], Enumerable.Range(0, 7).Select(step => schedule.At(step)));
    }

    [Fact]
    public void AScheduleSaysWhatItWasMadeWith()
    {
        Assert.Equal("CosineDecay(learningRate 0.1, steps 10, least 0.5, warmupSteps 4, warmupFrom 0.2)", new CosineDecay(0.1f, 10, 0.5, 4, 0.2f).ToString());
        Assert.Equal("ExponentialDecay(learningRate 0.1, steps 3, rate 0.5, staircase)", new ExponentialDecay(0.1f, 3, 0.5, staircase: true).ToString());
        Assert.Equal("StepDecay(learningRate 0.1, interval 7, factor 0.5)", new StepDecay(0.1f, 7, 0.5).ToString());
        Assert.Equal("PiecewiseConstant(boundaries 2 5, learningRates 0.3 0.2 0.1)", new PiecewiseConstant([2, 5], [0.3f, 0.2f, 0.1f]).ToString());
        Assert.StartsWith("OneCycle(learningRate 0.1, steps 20, rise 0.3, first 0.004", new OneCycle(0.1f, 20).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ARateThatIsNoneIsRefusedWithTheScheduleAndTheUpdate()
    {
        DenseModel model = DenseModel.OfFeatures(2, 3, 2);
        DenseWeights weights = model.CreateWeights();
        using var trainer = new DenseTrainer<float>(weights, LossKind.SparseCategoricalCrossentropy, true, new Sgd(1f) { Schedule = new Hole() }, 16);
        trainer.TrainOnBatch(new float[6], [], [1]);
        float[] before = weights.Packed.Span.ToArray();
        Assert.Equal(
            "The schedule a hole gives the learning rate NaN for update 1; it must be a finite number of at least 0. The weights are those of the step before.",
            Assert.Throws<InvalidOperationException>(() => trainer.TrainOnBatch(new float[6], [], [1])).Message);
        Assert.Equal(before, weights.Packed.Span.ToArray());
    }

    private sealed class Hole : LearningRateSchedule
    {
        public override float At(long step) => step == 1 ? float.NaN : 0.5f;

        public override string ToString() => "a hole";
    }

    [Fact]
    public void AnOptimiserTakesTheRateOfTheStepAboutToBeMade()
    {
        var optimizer = new Sgd(1f) { Schedule = new PiecewiseConstant([0], [0.5f, 0.25f]) };
        optimizer.Bind(1);
        float[] weight = [0f];
        foreach (float expected in new[] { -0.5f, -0.75f, -1f })
        {
            optimizer.BeginStep();
            optimizer.Update(weight, [1f], 0);
            Assert.Equal(expected, weight[0]);
        }

        Assert.Equal(0.25f, optimizer.LearningRate);
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        Assert.Equal("learningRate", Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay(-1f, 5)).ParamName);
        Assert.Equal("steps", Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay(1f, 0)).ParamName);
        Assert.Equal("least", Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay(1f, 5, least: double.NaN)).ParamName);
        Assert.Equal("rise", Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycle(1f, 5, rise: 1)).ParamName);
        Assert.Equal("rate", Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialDecay(1f, 5, 0)).ParamName);
        Assert.Equal("interval", Assert.Throws<ArgumentOutOfRangeException>(() => new StepDecay(1f, 0)).ParamName);
        Assert.Equal("learningRates", Assert.Throws<ArgumentException>(() => new PiecewiseConstant([5], [1f])).ParamName);
        Assert.Equal("boundaries", Assert.Throws<ArgumentException>(() => new PiecewiseConstant([5, 5], [1f, 1f, 1f])).ParamName);
    }
}

using System;

namespace ModelGen;

/// <summary>
/// Something that is measured over the elements of a data set (rows, or timesteps of a model that returns sequences): give it to
/// <c>trainer.Evaluate(data, metrics)</c>, which leaves out what is masked or beyond a row's length and weights by the sample weights of rows or timesteps, or
/// <c>Update</c> it by hand. One object is used by one thread at a time.
/// </summary>
public abstract class Metric
{
    private bool _trainerHasLogits;

    /// <summary>Short name, such as <c>f1_macro</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The value over everything since <see cref="Reset"/>; NaN where it is not defined.</summary>
    public abstract double Value { get; }

    /// <summary>Outputs are logits rather than probabilities. Null, as unless set, for what the model's loss says; by hand that is probabilities.</summary>
    public bool? FromLogits { get; init; }

    /// <summary>Which output of a model with several is measured; null for the first that has a loss.</summary>
    public string? Output { get; init; }

    private protected bool HasLogits => FromLogits ?? _trainerHasLogits;

    /// <summary>Forgets everything.</summary>
    public abstract void Reset();

    /// <summary>Adds an element whose target is a class.</summary>
    /// <param name="outputs">The model's outputs <c>[Outputs]</c>.</param>
    /// <param name="classId">The right class, 0 to Outputs − 1.</param>
    /// <param name="weight">What the element counts: at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class, or the weight is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">This metric compares with target values.</exception>
    public void Update(ReadOnlySpan<float> outputs, int classId, double weight = 1.0)
    {
        RequireWeight(weight);
        if ((uint)classId >= (uint)outputs.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(classId), classId, $"{Name}: class {classId}; there are {outputs.Length} outputs.");
        }

        if (weight > 0.0)
        {
            AddClass(outputs, classId, weight);
        }
    }

    /// <summary>Adds an element whose targets are values, one for each output: of a regression, or 0 and 1 for labels of which several can hold.</summary>
    /// <param name="outputs">The model's outputs <c>[Outputs]</c>.</param>
    /// <param name="targets">As many targets.</param>
    /// <param name="weight">What the element counts: at least 0.</param>
    /// <exception cref="ArgumentException">There are not as many targets as outputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">This metric compares with a class.</exception>
    public void Update(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight = 1.0)
    {
        RequireWeight(weight);
        RequireTargets(outputs, targets);
        if (weight > 0.0)
        {
            AddValues(outputs, targets, weight);
        }
    }

    /// <summary>Adds an element whose targets are probabilities of classes, of which one holds.</summary>
    internal void UpdateDistribution(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight)
    {
        RequireTargets(outputs, targets);
        if (weight > 0.0)
        {
            AddDistribution(outputs, targets, weight);
        }
    }

    /// <summary>Starts over with what a trainer knows of the outputs.</summary>
    internal void Begin(bool fromLogits)
    {
        Reset();
        _trainerHasLogits = fromLogits;
    }

    private protected virtual void AddClass(ReadOnlySpan<float> outputs, int classId, double weight)
        => throw new InvalidOperationException($"{Name} compares outputs with target values; the targets are class ids.");

    private protected virtual void AddValues(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight)
        => throw new InvalidOperationException($"{Name} compares outputs with a class; the targets are values, one for each output.");

    private protected virtual void AddDistribution(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double weight)
        => AddClass(outputs, IndexOfGreatest(targets), weight);

    private protected static int IndexOfGreatest(ReadOnlySpan<float> values)
    {
        int greatest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[greatest])
            {
                greatest = i;
            }
        }

        return greatest;
    }

    /// <summary>A label holds where its output is more likely than not.</summary>
    private protected bool Holds(float output) => output > (HasLogits ? 0f : 0.5f);

    private protected void RequireWeight(double weight)
    {
        if (!(weight >= 0.0 && double.IsFinite(weight)))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, $"{Name}: a weight is a finite number of at least 0, it is {weight}.");
        }
    }

    private void RequireTargets(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        if (outputs.Length != targets.Length)
        {
            throw new ArgumentException($"{Name}: there are {targets.Length} targets for {outputs.Length} outputs.", nameof(targets));
        }
    }
}

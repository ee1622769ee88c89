using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace ModelGen;

/// <summary>
/// Compares gradients with central differences, (f(x + h) − f(x − h)) / 2h, of the same function in double precision: those of a compiled model with
/// differences of its <see cref="ReferenceNetwork"/>, those of a function of one's own (a loss, say, for a model with
/// <see cref="LossKind.External"/>) with differences of that function.
/// </summary>
/// <remarks>
/// A difference means nothing where the function has a corner within h: relu at 0, the threshold of Huber's loss or of a clip.
/// Slow: two passes of the reference network for every element that is looked at.
/// </remarks>
public static class GradientCheck
{
    /// <summary>Checks a model's gradient for every tensor, for the inputs and for the initial states, against class ids.</summary>
    /// <param name="trainer">The trainer; nothing of it is changed. Dropout takes no part, batch normalisations use their moving statistics.</param>
    /// <param name="description">The model's <c>Description</c>.</param>
    /// <param name="x">Inputs <c>[B, T, Features]</c>.</param>
    /// <param name="lengths">Valid timesteps of each row: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="classIds"><c>[B]</c>, or <c>[B, T]</c> for a model that returns sequences.</param>
    /// <param name="options">How to look, or null for the defaults.</param>
    /// <exception cref="ArgumentException">A span does not fit the model, or the description is another model's.</exception>
    /// <exception cref="InvalidOperationException">The model's loss is external.</exception>
    public static GradientCheckResult Run<TInput>(
        ModelTrainer<TInput> trainer,
        ModelDescription description,
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<int> classIds,
        GradientCheckOptions? options = null)
        where TInput : unmanaged
    {
        RequireSameModel(trainer, description);
        ModelGradients gradients = trainer.ComputeGradients(x, lengths, classIds);
        var network = new ReferenceNetwork(description, trainer.TrainedWeights);
        return Check(gradients, network, trainer.ReferenceExamples(network, x, lengths, classIds, targets: default), trainer.ReferenceLoss, x.Length, options ?? new GradientCheckOptions());
    }

    /// <summary>The same against target values.</summary>
    /// <param name="trainer">The trainer; nothing of it is changed. Dropout takes no part, batch normalisations use their moving statistics.</param>
    /// <param name="description">The model's <c>Description</c>.</param>
    /// <param name="x">Inputs <c>[B, T, Features]</c>.</param>
    /// <param name="lengths">Valid timesteps of each row: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="targets"><c>[B, Outputs]</c>, or <c>[B, T, Outputs]</c> for a model that returns sequences.</param>
    /// <param name="options">How to look, or null for the defaults.</param>
    /// <exception cref="ArgumentException">A span does not fit the model, or the description is another model's.</exception>
    /// <exception cref="InvalidOperationException">The model's loss is external.</exception>
    public static GradientCheckResult Run<TInput>(
        ModelTrainer<TInput> trainer,
        ModelDescription description,
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> targets,
        GradientCheckOptions? options = null)
        where TInput : unmanaged
    {
        RequireSameModel(trainer, description);
        ModelGradients gradients = trainer.ComputeGradients(x, lengths, targets);
        var network = new ReferenceNetwork(description, trainer.TrainedWeights);
        return Check(gradients, network, trainer.ReferenceExamples(network, x, lengths, classIds: default, targets), trainer.ReferenceLoss, x.Length, options ?? new GradientCheckOptions());
    }

    /// <summary>The same against sequences of labels, with <see cref="LossKind.Ctc"/>.</summary>
    /// <param name="trainer">The trainer; nothing of it is changed. Dropout takes no part, batch normalisations use their moving statistics.</param>
    /// <param name="description">The model's <c>Description</c>.</param>
    /// <param name="x">Inputs <c>[B, T, Features]</c>.</param>
    /// <param name="lengths">Valid timesteps of each row: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="labels">The labels of each row.</param>
    /// <param name="options">How to look, or null for the defaults.</param>
    /// <exception cref="ArgumentException">A span does not fit the model, or the description is another model's.</exception>
    public static GradientCheckResult Run<TInput>(
        ModelTrainer<TInput> trainer,
        ModelDescription description,
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        LabelSequences labels,
        GradientCheckOptions? options = null)
        where TInput : unmanaged
    {
        RequireSameModel(trainer, description);
        ModelGradients gradients = trainer.ComputeGradients(x, lengths, labels);
        var network = new ReferenceNetwork(description, trainer.TrainedWeights);
        return Check(gradients, network, trainer.ReferenceExamples(network, x, lengths, labels), trainer.ReferenceLoss, x.Length, options ?? new GradientCheckOptions());
    }

    /// <summary>Checks the gradient of any function.</summary>
    /// <param name="name">What to call it in the result.</param>
    /// <param name="point">Where.</param>
    /// <param name="gradient">The gradient there, of the same length.</param>
    /// <param name="function">The function; it is given a copy of the point with one element moved.</param>
    /// <param name="options">How to look, or null for the defaults.</param>
    /// <exception cref="ArgumentException">Point and gradient have different lengths.</exception>
    public static GradientCheckResult Run(string name, ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, Func<double[], double> function, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(function);
        if (point.Length != gradient.Length)
        {
            throw new ArgumentException($"GradientCheck: {name} has {point.Length} elements, its gradient {gradient.Length}.", nameof(gradient));
        }

        options ??= new GradientCheckOptions();
        double[] x = point.ToArray();
        return Compare([Differentiate(name, gradient.ToArray(), options, i => ref x[i], () => function([.. x]))], function([.. x]), options);
    }

    private delegate ref double Variable(int index);

    private sealed record Sample(string Name, int Elements, int[] Indices, double[] Gradient, double[] Differences);

    private static void RequireSameModel<TInput>(ModelTrainer<TInput> trainer, ModelDescription description)
        where TInput : unmanaged
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(description);
        if (description.Name != trainer.ModelName)
        {
            throw new ArgumentException($"GradientCheck: the trainer is {trainer.ModelName}'s, the description {description.Name}'s.", nameof(description));
        }
    }

    private static GradientCheckResult Check(ModelGradients gradients, ReferenceNetwork network, ReferenceExample[] batch, Func<ReferenceNetwork, ReferenceExample[], double> loss, int inputLength, GradientCheckOptions options)
    {
        // The states of the examples are what is moved.
        batch = [.. batch.Select(e => e with { Row = e.Row with { InitialState = new double[network.StateLength] } })];
        var samples = new List<Sample>();
        foreach (TensorDescription tensor in network.Tensors.Where(t => t.IsTrainable))
        {
            double[] weights = network.Weights[tensor.Name];
            samples.Add(Differentiate(tensor.Name, Doubles(gradients.Tensors[tensor.Name]), options, i => ref weights[i], () => loss(network, batch)));
        }

        if (network.StateLength > 0)
        {
            samples.Add(Differentiate("initial states", Doubles(gradients.InitialStates), options, i => ref batch[i / network.StateLength].Row.InitialState![i % network.StateLength], () => loss(network, batch)));
        }

        if (gradients.Inputs is { } inputs)
        {
            int features = network.Description.Features;
            int stride = inputLength / batch.Length;
            HashSet<int> ids = [.. IdColumns(network.Description)];
            int[] valid = [.. Enumerable.Range(0, inputLength).Where(i => i % stride < batch[i / stride].Row.Length * features && !ids.Contains(i % stride % features))];
            Sample sample = Differentiate("inputs", [.. valid.Select(i => (double)inputs[i])], options, i => ref batch[valid[i] / stride].Row.Inputs[valid[i] % stride / features][valid[i] % features], () => loss(network, batch));
            samples.Add(sample with { Indices = [.. sample.Indices.Select(i => valid[i])] });
        }

        return Compare(samples, loss(network, batch), options);
    }

    /// <summary>The inputs' values that are ids, which cannot be moved a little.</summary>
    private static IEnumerable<int> IdColumns(ModelDescription model)
    {
        for (int i = 1; i < model.Layers.Length; i++)
        {
            if (model.Layers[i] is EmbeddingDescription embedding && model.Layers.Single(l => l.Name == (embedding.From ?? model.Layers[i - 1].Name)) is ColumnsDescription column)
            {
                yield return column.Column;
            }
        }
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);

    private static Sample Differentiate(string name, double[] gradient, GradientCheckOptions options, Variable variable, Func<double> function)
    {
        int[] indices = Choose(gradient, options);
        double[] differences = new double[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            ref double x = ref variable(indices[i]);
            double value = x;
            double step = options.Step * Math.Max(1, Math.Abs(value));
            x = value + step;
            double above = x;
            double up = function();
            x = value - step;
            double below = x;
            double down = function();
            x = value;
            differences[i] = (up - down) / (above - below);
        }

        return new Sample(name, gradient.Length, indices, [.. indices.Select(i => gradient[i])], differences);
    }

    /// <summary>All elements, or the one of the greatest gradient and others at random.</summary>
    private static int[] Choose(double[] gradient, GradientCheckOptions options)
    {
        if (gradient.Length <= options.ElementsPerTensor)
        {
            return [.. Enumerable.Range(0, gradient.Length)];
        }

        int[] all = [.. Enumerable.Range(0, gradient.Length)];
        new Random(options.Seed).Shuffle(all);
        int greatest = 0;
        for (int i = 1; i < gradient.Length; i++)
        {
            greatest = Math.Abs(gradient[i]) > Math.Abs(gradient[greatest]) ? i : greatest;
        }

        return [greatest, .. all.Where(i => i != greatest).Take(options.ElementsPerTensor - 1)];
    }

    /// <summary>
    /// Errors as shares of the tensor's greatest gradient. Tensors whose gradients are a thousandth of the greatest of all or less are measured
    /// with that thousandth: the rest is rounding.
    /// </summary>
    private static GradientCheckResult Compare(IReadOnlyList<Sample> samples, double loss, GradientCheckOptions options)
    {
        double all = samples.Max(Greatest);
        return new GradientCheckResult(
            loss,
            options.Tolerance,
            [
                .. samples.Select(s =>
                {
                    double scale = Math.Max(Greatest(s), 1e-3 * all);
                    double[] errors = [.. s.Gradient.Zip(s.Differences, (g, d) => g == d ? 0 : Math.Abs(g - d) / scale)];
                    int worst = 0;
                    for (int i = 1; i < errors.Length; i++)
                    {
                        // A NaN is the worst there is.
                        worst = errors[i] > errors[worst] || (double.IsNaN(errors[i]) && !double.IsNaN(errors[worst])) ? i : worst;
                    }

                    return errors.Length == 0
                        ? new GradientCheckTensor(s.Name, s.Elements, 0, -1, 0, 0, 0)
                        : new GradientCheckTensor(s.Name, s.Elements, errors.Length, s.Indices[worst], s.Gradient[worst], s.Differences[worst], errors[worst]);
                }),
            ]);

        static double Greatest(Sample sample) => sample.Gradient.Concat(sample.Differences).Select(Math.Abs).DefaultIfEmpty().Max();
    }
}

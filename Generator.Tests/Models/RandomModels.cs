using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.CompilerServices;

namespace ModelGen.Tests.Models;

/// <summary>What a random model may contain.</summary>
internal sealed record RandomModelChoices
{
    /// <summary>Any activation rather than tanh and sigmoid only.</summary>
    public bool AnyActivation { get; init; } = true;

    /// <summary>The training loss, for which the model then ends in a suitable dense layer.</summary>
    public LossKind? Loss { get; init; }

    /// <summary>The loss takes logits.</summary>
    public bool FromLogits { get; init; }

    /// <summary>Only layers that do not need the future; returns sequences.</summary>
    public bool Causal { get; init; }

    /// <summary>Draws the kind of a recurrent layer's cell. Default: any.</summary>
    public Func<Random, Cell> NextCell { get; init; } = random => (Cell)random.Next(4);

    /// <summary>Features into recurrent layers and nothing else.</summary>
    public bool RecurrentOnly { get; init; }
}

/// <summary>
/// Draws models, weights and rows. Everything is asymmetric: all tensors (biases too) are random and of one scale per
/// tensor, the directions differ, features differ from units, lengths differ within a batch.
/// </summary>
internal static class RandomModels
{
    /// <summary>The element-wise activations.</summary>
    public static readonly Activation[] Elementwise =
    [
        Activation.Tanh, Activation.Sigmoid, Activation.HardSigmoid, Activation.HardSigmoidKeras2, Activation.Relu, Activation.Linear,
        Activation.LeakyRelu, Activation.Elu, Activation.Selu, Activation.Gelu, Activation.GeluTanh, Activation.Silu, Activation.Mish, Activation.Softplus,
        Activation.Softsign, Activation.HardTanh, Activation.Exponential, Activation.ThresholdedRelu, Activation.ScaledTanh, Activation.Affine,
    ];

    /// <summary>Those that a cell can repeat without growing beyond all bounds, and that do not jump.</summary>
    public static readonly Activation[] OfCells = [.. Elementwise.Where(a => a is not Activation.Exponential and not Activation.ThresholdedRelu)];

    /// <summary>Those that stay between about −1 and 1, as a gate should.</summary>
    public static readonly Activation[] OfGates =
    [
        Activation.Tanh, Activation.Sigmoid, Activation.HardSigmoid, Activation.HardSigmoidKeras2, Activation.Softsign, Activation.HardTanh, Activation.ScaledTanh,
    ];

    private static readonly MergeMode[] s_merges = [MergeMode.Concat, MergeMode.Sum, MergeMode.Mul, MergeMode.Ave];

    /// <summary>An LSTM with some of its options.</summary>
    public static LstmDescription Options(Random random, LstmDescription layer) => layer with
    {
        Peepholes = !Chance(random, 3),
        CellClip = Chance(random, 2) ? 0.5 : null,
        InputForgetCoupling = Chance(random, 3),
    };

    /// <summary>Parameters other than the activation's own.</summary>
    public static (double? Alpha, double? Beta) Parameters(Activation activation) => activation switch
    {
        Activation.LeakyRelu => (0.35, null),
        Activation.Elu => (0.75, null),
        Activation.ThresholdedRelu => (0.25, null),
        Activation.HardSigmoidKeras2 => (0.3, 0.4),
        Activation.ScaledTanh => (1.25, 0.625),
        Activation.Affine => (0.5, 0.25),
        _ => default,
    };

    /// <summary>Features of some timesteps, with ids where the model reads such.</summary>
    public static float[] Features(Random random, ModelShape shape, int timesteps)
    {
        float[] x = Floats(random, timesteps * shape.Features, 1);
        foreach (IdColumn column in shape.IdColumns.IsDefault ? [] : shape.IdColumns)
        {
            for (int t = 0; t < timesteps; t++)
            {
                x[(t * shape.Features) + column.Column] = random.Next(column.Vocabulary);
            }
        }

        return x;
    }

    /// <summary>A model of 1 to 3 recurrent layers with any combination of options.</summary>
    /// <param name="random">Source of all choices.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="units">Draws the number of units of a layer whose input has the given size, another one than that.</param>
    /// <param name="choices">What the model may contain.</param>
    public static ModelDescription Model(Random random, string name, Func<int, int> units, RandomModelChoices choices)
    {
        int features = random.Next(1, 12);
        bool ownParameters = choices.AnyActivation && Chance(random, 2);
        var builder = new ModelBuilder(name, features, maxTimesteps: random.Next(5, 10)) 
        {
            Parameters = ownParameters ? Parameters : _ => default,
            LstmOptions = layer => choices.AnyActivation && Chance(random, 2) ? Options(random, layer) : layer,
        };
        if (choices.RecurrentOnly)
        {
            // Reads features.
        }
        else if (random.Next(3) == 0)
        {
            builder.Embedding(vocabulary: random.Next(4, 12), dimensions: random.Next(1, 12), maskZero: random.Next(3) > 0);
        }
        else if (random.Next(6) == 0)
        {
            builder.Dense(random.Next(2, 10), Activation.Tanh, useBias: Chance(random, 3));
        }

        int layers = random.Next(1, 4);
        for (int layer = 0; layer < layers; layer++)
        {
            int count = units(builder.Size);
            Cell cell = choices.NextCell(random);
            bool returnSequences = layer < layers - 1 || choices.Causal || Chance(random, 2);
            Activation activation = choices.AnyActivation ? Any(random, OfCells) : Activation.Tanh;
            Activation recurrentActivation = choices.AnyActivation ? Any(random, OfGates[..4]) : Activation.Sigmoid;
            bool useBias = !Chance(random, 5);
            string? layerName = Chance(random, 4) ? $"layer{(char)('A' + layer)}" : null;
            if (!choices.Causal && Chance(random, 2))
            {
                builder.Bidirectional(count, Any(random, s_merges), returnSequences, goBackwards: false, useBias, activation, recurrentActivation, layerName, cell);
            }
            else
            {
                builder.Recurrent(cell, count, returnSequences, goBackwards: !choices.Causal && Chance(random, 3), useBias, activation, recurrentActivation, layerName);
            }

            if (!choices.RecurrentOnly && Chance(random, 4))
            {
                builder.Dropout(0.25);
            }
        }

        LossKind? loss = choices.Loss;
        if (!choices.RecurrentOnly && (loss is not null || Chance(random, 2)))
        {
            int outputs = random.Next(2, 7);
            Activation head = loss switch
            {
                null => Any(random, [.. OfCells, Activation.Softmax]),
                LossKind.MeanSquaredError => Any(random, OfCells),
                _ when choices.FromLogits => Activation.Linear,
                LossKind.BinaryCrossentropy => Activation.Sigmoid,
                _ => Activation.Softmax,
            };
            builder.Dense(outputs, head, useBias: !Chance(random, 5));
        }

        return builder.Build(loss, choices.FromLogits);
    }

    /// <summary>Random weights for every tensor, biases included, at scales at which gates neither saturate nor idle.</summary>
    public static Dictionary<string, float[]> Weights(Random random, ModelDescription model)
    {
        var weights = new Dictionary<string, float[]>();
        foreach (LayerDescription layer in model.Layers)
        {
            foreach (TensorDescription tensor in layer.Tensors)
            {
                float scale = tensor.Shape.Length == 2 && layer is not EmbeddingDescription ? 1.2f / MathF.Sqrt(tensor.Shape[0]) : 0.7f;
                float[] values = Floats(random, tensor.Length, scale);
                weights.Add(tensor.Name, tensor.Name.EndsWith(".moving_variance", StringComparison.Ordinal) ? Array.ConvertAll(values, value => value + 1.2f) : values);
            }
        }

        return weights;
    }

    /// <summary>The reference network of a model on the same weights.</summary>
    public static ReferenceNetwork Reference(ModelDescription model, Dictionary<string, float[]> weights)
    {
        var doubles = new Dictionary<string, double[]>();
        foreach ((string name, float[] values) in weights)
        {
            doubles.Add(name, Array.ConvertAll(values, value => (double)value));
        }

        return new ReferenceNetwork(model, doubles);
    }

    /// <summary>A row of the given length for the model; with a mask, masked timesteps at both ends and in the middle.</summary>
    /// <param name="random">Source of all values.</param>
    /// <param name="model">The model.</param>
    /// <param name="length">Number of timesteps.</param>
    /// <param name="masked">Mask some timesteps where the model can; 2 masks them all.</param>
    public static ReferenceRow Row(Random random, ModelDescription model, int length, int masked = 1)
    {
        if (model.Vocabulary == 0)
        {
            float[] features = Floats(random, length * model.Features, 1);
            if (model.Layers.OfType<MaskingDescription>().FirstOrDefault() is { Value: var value } masking)
            {
                Range told = Read(masking) is ColumnsDescription input ? input.Column..(input.Column + input.Width) : ..;
                for (int t = 0; t < length; t++)
                {
                    // One feature that has the value masks nothing.
                    Span<float> timestep = features.AsSpan(t * model.Features, model.Features)[told];
                    timestep[random.Next(timestep.Length)] = value;
                    if (IsMasked(t))
                    {
                        timestep.Fill(value);
                    }
                }
            }

            for (int i = 1; i < model.Layers.Length; i++)
            {
                // Ids among several inputs.
                if (model.Layers[i] is EmbeddingDescription embedding)
                {
                    int column = ((ColumnsDescription)Read(embedding)!).Column;
                    for (int t = 0; t < length; t++)
                    {
                        features[(t * model.Features) + column] = !embedding.MaskZero ? random.Next(embedding.Vocabulary) : IsMasked(t) ? 0 : random.Next(1, embedding.Vocabulary);
                    }
                }
            }

            return ReferenceRow.FromFeatures(features, model.Features, length);
        }

        var ids = new int[length];
        for (int t = 0; t < length; t++)
        {
            ids[t] = random.Next(1, model.Vocabulary);
            if (IsMasked(t))
            {
                ids[t] = 0;
            }
        }

        return ReferenceRow.FromIds(ids, length);

        LayerDescription? Read(LayerDescription layer)
            => layer.From is { } from ? model.Layers.SingleOrDefault(l => l.Name == from) : layer == model.Layers[0] ? null : model.Layers[model.Layers.IndexOf(layer) - 1];

        bool IsMasked(int t) => masked == 2 || (masked == 1 && (t == 0 || t == length - 1 || t == length / 2) && Chance(random, 2));
    }

    /// <summary>Lengths from 0 to the longest, all different where there are enough.</summary>
    public static int[] Lengths(Random random, int rows, int maxTimesteps)
    {
        var lengths = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            lengths[row] = row % (maxTimesteps + 1);
        }

        random.Shuffle(lengths);
        return lengths;
    }

    /// <summary>A random initial state.</summary>
    public static double[] State(Random random, ReferenceNetwork network)
        => Array.ConvertAll(Floats(random, network.StateLength, 0.9f), value => (double)value);

    /// <summary>Targets that suit the model's loss for a row of the given length, <c>[1 or length][Outputs]</c>.</summary>
    public static double[][] Targets(Random random, ReferenceNetwork network, int length)
    {
        int steps = network.ReturnsSequences ? network.Description.Layers.OfType<RepeatVectorDescription>().LastOrDefault()?.Timesteps ?? length : 1;
        if (network.Description.Loss == LossKind.SparseCategoricalCrossentropy)
        {
            var classIds = new int[steps];
            for (int t = 0; t < steps; t++)
            {
                classIds[t] = random.Next(network.Outputs);
            }

            return ReferenceLoss.OneHot(classIds, network.Outputs);
        }

        var targets = new double[steps][];
        for (int t = 0; t < steps; t++)
        {
            targets[t] = Array.ConvertAll(Floats(random, network.Outputs, 1), value => (double)Math.Abs(value));
            foreach (OutputHead head in network.Losses)
            {
                Span<double> own = targets[t].AsSpan(head.Column, head.Width);
                if (head.Kind == LossKind.SparseCategoricalCrossentropy)
                {
                    own.Clear();
                    own[random.Next(own.Length)] = 1;
                }
                else if (head.Kind == LossKind.CategoricalCrossentropy)
                {
                    double sum = 0;
                    foreach (double value in own)
                    {
                        sum += value;
                    }

                    foreach (ref double value in own)
                    {
                        value = (float)(value / sum);
                    }
                }
            }
        }

        return targets;
    }

    /// <summary>Numbers from U(−scale, scale).</summary>
    public static float[] Floats(Random random, int count, float scale)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            // Adding 0 keeps a scale of 0 from giving −0.
            values[i] = (scale * ((2 * random.NextSingle()) - 1)) + 0f;
        }

        return values;
    }

    private static bool Chance(Random random, int oneIn) => random.Next(oneIn) == 0;

    private static T Any<T>(Random random, T[] values) => values[random.Next(values.Length)];
}

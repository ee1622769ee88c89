using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Tests.Models;

/// <summary>Draws models whose layers read several others, and the model's input again.</summary>
internal static class RandomGraphs
{
    /// <summary>A graph of sequences that ends in one dense layer, which reads whatever no other layer has read.</summary>
    /// <param name="random">Source of all choices.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="causal">Only layers that do not need the future.</param>
    /// <param name="loss">The training loss.</param>
    public static ModelDescription Model(Random random, string name, bool causal, LossKind loss)
    {
        bool ids = random.Next(3) == 0;
        var builder = new ModelBuilder(name, features: random.Next(1, 10), maxTimesteps: random.Next(5, 9));
        List<string> outputs = [];
        if (ids)
        {
            builder.Embedding(vocabulary: random.Next(4, 9), dimensions: random.Next(2, 10), maskZero: true);
            outputs.Add("embedding");
        }
        else
        {
            outputs.Add("input");
        }

        List<string> unread = [];
        int layers = random.Next(4, 8);
        for (int layer = 0; layer < layers; layer++)
        {
            // The same layer twice is allowed, and nothing of a default source is special.
            string[] from = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => outputs[random.Next(outputs.Count)])];
            builder.From(from);
            switch (random.Next(7))
            {
                case 0:
                    builder.Dense(random.Next(2, 12), Activation.Tanh);
                    break;
                case 1 when from.Length > 1:
                    builder.Concatenate();
                    break;
                case 2 when from.Length > 1 && from.All(source => builder.SizeOf(source) == builder.SizeOf(from[0])):
                    builder.Sum();
                    break;
                case 3 when from.Length > 1 && from.All(source => builder.SizeOf(source) == builder.SizeOf(from[0])):
                    builder.Product();
                    break;
                case 4 when !causal:
                    builder.Bidirectional(random.Next(2, 9), returnSequences: true, cell: (Cell)random.Next(4));
                    break;
                case 6:
                    builder.LayerNormalization(epsilon: 0.01, scale: random.Next(3) > 0, center: random.Next(3) > 0);
                    break;
                case 5 when layer > 0:
                    builder.Dropout(0.25);
                    break;
                default:
                    builder.Recurrent((Cell)random.Next(4), random.Next(2, 20), returnSequences: true);
                    break;
            }

            unread.RemoveAll(from.Contains);
            outputs.Add(builder.Layers[^1].Name);
            unread.Add(builder.Layers[^1].Name);
        }

        return builder.From([.. unread]).Dense(3, loss == LossKind.MeanSquaredError ? Activation.Linear : Activation.Softmax).Build(loss);
    }

    /// <summary>RNNoise: every GRU reads the layers before it and the input again.</summary>
    public static ModelDescription Skips(string name) => new ModelBuilder(name, features: 5, maxTimesteps: 7)
        .Dense(9, Activation.Tanh)
        .Gru(7, returnSequences: true, resetAfter: false, activation: Activation.Relu, name: "vad")
        .From("dense", "vad", "input").Gru(11, returnSequences: true, resetAfter: false, activation: Activation.Relu, name: "noise")
        .From("vad", "noise", "input").Gru(18, returnSequences: true, resetAfter: false, activation: Activation.Relu, name: "denoise")
        .Dense(4, Activation.Sigmoid)
        .Build(LossKind.BinaryCrossentropy);

    /// <summary>A residual stack with gates, whose values meet element by element, of single rows at its end.</summary>
    public static ModelDescription Residual(string name) => new ModelBuilder(name, features: 4, maxTimesteps: 6)
        .Lstm(6, returnSequences: true, name: "first")
        .From("input").Dense(6, name: "wide")
        .From("first", "wide").Sum("skip")
        .Dense(6, Activation.Sigmoid, name: "gate")
        .From("gate", "skip", "first").Product("gated")
        .Bidirectional(5, MergeMode.Ave, name: "summary")
        .From("gated").Gru(5, name: "last")
        .From("last", "summary", "last").Sum()
        .Dropout(0.25)
        .From("last", "dropout").Dense(3)
        .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);

    /// <summary>Branches that run through the sequence in opposite orders, under a mask: the mask has to turn with them.</summary>
    public static ModelDescription Reversed(string name) => new ModelBuilder(name, features: 0, maxTimesteps: 7)
        .Embedding(5, 4, maskZero: true)
        .Lstm(6, returnSequences: true, goBackwards: true, name: "back")
        .From("embedding").Gru(5, returnSequences: true, name: "forth")
        .From("back").Recurrent(Cell.SimpleRnn, 3, returnSequences: true, goBackwards: true, name: "again")
        .From("forth").Lstm(4, name: "forthLast")
        .From("back").Lstm(7, name: "backLast")
        .From("forth", "again").Bidirectional(2, MergeMode.Sum, name: "both")
        .From("forthLast", "backLast", "both").Dense(3)
        .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);

    /// <summary>Layers that read the input past [Masking]: the mask is the model's, and holds there too.</summary>
    public static ModelDescription MaskedSkip(string name) => new ModelBuilder(name, features: 3, maxTimesteps: 7)
        .Masking(-0.5f)
        .Gru(5, returnSequences: true, goBackwards: true, name: "back")
        .From("input").Lstm(4, returnSequences: true, name: "forth")
        .From("input").Pool(PoolingKind.Average, "mean")
        .From("back").Lstm(4, name: "backLast")
        .From("forth", "input").Recurrent(Cell.SimpleRnn, 3, returnSequences: false, name: "forthLast")
        .From("mean", "backLast", "forthLast").Dense(2)
        .Build(LossKind.MeanSquaredError);

    /// <summary>Three heads with a loss of each form, one that is not trained, and one that other layers read too.</summary>
    public static ModelDescription Heads(string name, bool lastOutputs)
    {
        ModelBuilder builder = new ModelBuilder(name, features: 4, maxTimesteps: 6)
            .Dense(5, Activation.Tanh)
            .Gru(7, returnSequences: true, name: "vad", resetAfter: false)
            .Dense(1, Activation.Sigmoid, name: "speech");
        if (lastOutputs)
        {
            builder.From("vad", "speech").Lstm(3, name: "speechLast").Dense(1, Activation.Sigmoid);
        }

        builder.AsOutput(new OutputLoss(LossKind.BinaryCrossentropy, false, 0.5))
            .From("dense", "vad", "input").Lstm(9, returnSequences: !lastOutputs, name: "body").AsOutput()
            .Dropout(0.25)
            .Dense(3, name: "classes").AsOutput(new OutputLoss(LossKind.SparseCategoricalCrossentropy, true, 2))
            .From("body").Dense(2, name: "shares").AsOutput(new OutputLoss(LossKind.CategoricalCrossentropy, true, 1))
            .From("body", "classes").Dense(4, Activation.Relu, name: "values").AsOutput(new OutputLoss(LossKind.MeanSquaredError, false, 1.25));
        return builder.Build();
    }

    /// <summary>Three inputs: read alone, side by side, multiplied, dropped, and by two layers. Can be stepped.</summary>
    public static ModelDescription Inputs(string name) => new ModelBuilder(name, features: 12, maxTimesteps: 6)
        .Input(5, "audio")
        .Lstm(7, returnSequences: true, name: "heard")
        .Input(4, "text")
        .Dropout(0.25)
        .Gru(9, returnSequences: true, resetAfter: false, name: "seen")
        .Input(3, "gate")
        .From("gate", "heard", "text").Dense(4, Activation.Tanh)
        .From("text", "dense").Product("gated")
        .From("text").Recurrent(Cell.SimpleRnn, 6, returnSequences: true, name: "again")
        .From("heard", "gated", "seen", "again").LayerNormalization(epsilon: 0.05)
        .Dense(3)
        .Build(LossKind.MeanSquaredError);

    /// <summary>Ids of two kinds beside features; one kind is embedded twice.</summary>
    public static ModelDescription Tokens(string name) => new ModelBuilder(name, features: 5, maxTimesteps: 6)
        .Input(1, "words")
        .Embedding(7, 5)
        .Input(1, "tags")
        .Embedding(4, 3, name: "tagged")
        .Input(3, "audio")
        .From("words").Embedding(7, 2, name: "again")
        .From("embedding", "audio", "tagged").Lstm(9, returnSequences: true)
        .Dropout(0.25)
        .From("dropout", "again").Gru(6, returnSequences: true)
        .Dense(3)
        .Build(LossKind.MeanSquaredError);

    /// <summary>Ids and nothing else, of two kinds, into layers that need the future; classes of the last output.</summary>
    public static ModelDescription TokensBoth(string name) => new ModelBuilder(name, features: 2, maxTimesteps: 7)
        .Input(1, "words")
        .Input(1, "tags")
        .From("words").Embedding(9, 17)
        .From("tags").Embedding(5, 4, name: "tagged")
        .From("tagged", "embedding").Bidirectional(6, MergeMode.Concat, returnSequences: true)
        .From("bidirectional", "tagged").Gru(5, goBackwards: true)
        .Dense(3)
        .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);

    /// <summary>A mask from one of several inputs, an id, for layers that read the others too; it can be stepped.</summary>
    public static ModelDescription MaskedTokens(string name) => new ModelBuilder(name, features: 5, maxTimesteps: 7) { ZeroOutputForMask = true }
        .Input(1, "words")
        .Embedding(7, 5)
        .Input(1, "tags")
        .Embedding(4, 3, maskZero: true, name: "tagged")
        .Input(3, "audio")
        .From("embedding", "audio", "tagged").Lstm(9, returnSequences: true)
        .From("lstm", "audio").Gru(17, returnSequences: true)
        .Dense(3)
        .Build(LossKind.MeanSquaredError);

    /// <summary>A mask from one of several inputs, values, for layers that need the future or reverse the order of time.</summary>
    public static ModelDescription MaskedInput(string name) => new ModelBuilder(name, features: 8, maxTimesteps: 7)
        .Input(2, "left")
        .Input(3, "middle")
        .Masking(-0.5f)
        .Input(3, "right")
        .From("right", "masking").Bidirectional(7, MergeMode.Concat, returnSequences: true, name: "both")
        .From("both", "left").Gru(5, returnSequences: true, goBackwards: true, name: "back")
        .Lstm(4, name: "backLast")
        .From("middle").Pool(PoolingKind.Average, "mean")
        .From("backLast", "mean").Dense(3)
        .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);

    /// <summary>Two inputs and two outputs, of layers that need the future or reverse the order of time.</summary>
    public static ModelDescription InputsBoth(string name) => new ModelBuilder(name, features: 11, maxTimesteps: 6)
        .Input(9, "left")
        .Input(2, "right")
        .From("left", "right").Bidirectional(5, MergeMode.Sum, returnSequences: true, name: "both")
        .From("right").Gru(4, returnSequences: true, goBackwards: true, name: "back")
        .Lstm(3, name: "backLast")
        .From("left").Pool(PoolingKind.Max, "greatest")
        .From("greatest", "backLast").Dense(2, Activation.Sigmoid, name: "share").AsOutput(new OutputLoss(LossKind.BinaryCrossentropy, false, 0.75))
        .From("both").Lstm(6, name: "last")
        .From("left").LayerNormalization(epsilon: 0.05, name: "norm")
        .Recurrent(Cell.SimpleRnn, 4, name: "normLast")
        .From("last", "normLast", "share").Dense(3, name: "classes").AsOutput(new OutputLoss(LossKind.SparseCategoricalCrossentropy, true, 1))
        .Build();

    /// <summary>Directions that are not merged, under a mask: read apart, side by side, in the opposite order, and as last outputs.</summary>
    public static ModelDescription Directions(string name) => new ModelBuilder(name, features: 0, maxTimesteps: 7)
        .Embedding(5, 4, maskZero: true)
        .Bidirectional(5, MergeMode.None, returnSequences: true, name: "both")
        .From("both.backward").Gru(6, returnSequences: true, name: "after")
        .From("both.forward", "after").Bidirectional(9, MergeMode.None, returnSequences: true, goBackwards: true, name: "again", cell: Cell.GruResetBefore)
        .From("again.forward", "again.backward").Product("product")
        .Bidirectional(3, MergeMode.None, name: "last", cell: Cell.SimpleRnn)
        .From("both.backward", "both.forward").Lstm(2, name: "joined")
        .From("last.backward").Dropout(0.25)
        .From("dropout", "joined", "last.forward").Dense(3)
        .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);

    /// <summary>Directions that are outputs, one of them read further down too, and those of the last layer.</summary>
    public static ModelDescription DirectionOutputs(string name) => new ModelBuilder(name, features: 3, maxTimesteps: 6)
        .Bidirectional(9, MergeMode.None, returnSequences: true, name: "first", cell: Cell.Gru)
        .AsOutputs(new OutputLoss(LossKind.MeanSquaredError, false, 0.5), null)
        .From("first.backward", "input").Bidirectional(4, MergeMode.None, returnSequences: true, name: "second")
        .AsOutputs(new OutputLoss(LossKind.MeanSquaredError, false, 1), new OutputLoss(LossKind.CategoricalCrossentropy, true, 2))
        .Build();

    /// <summary>Bidirectional layers whose directions are different cells with different options, under a mask, with dropout inside.</summary>
    public static ModelDescription OwnBackward(string name) => new ModelBuilder(name, features: 0, maxTimesteps: 7) { CellDropout = (0.25, 0.25) }
        .Embedding(5, 4, maskZero: true)
        .Bidirectional(6, MergeMode.Concat, returnSequences: true, name: "wide", own: (Cell.Gru, 9, Activation.Softsign))
        .Bidirectional(5, MergeMode.Mul, returnSequences: true, goBackwards: true, cell: Cell.GruResetBefore, own: (Cell.Lstm, 5, Activation.Tanh))
        .Bidirectional(3, MergeMode.None, returnSequences: true, name: "apart", cell: Cell.SimpleRnn, own: (Cell.GruResetBefore, 17, Activation.Tanh))
        .From("apart.backward", "apart.forward").Bidirectional(7, MergeMode.Concat, own: (Cell.Lstm, 2, Activation.Relu))
        .Dense(3)
        .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);
}

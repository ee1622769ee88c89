using System;
using System.Collections.Generic;

namespace ModelGen.Benchmarks.Models;

/// <summary>One of the LSTM models that the cases run.</summary>
/// <param name="Units">Units.</param>
/// <param name="Features">Input features.</param>
/// <param name="Create">An instance and its weights.</param>
internal sealed record LstmModel(int Units, int Features, Func<(ILstm Lstm, ModelWeights Weights)> Create)
{
    private const ulong Seed = 20;

    public static IReadOnlyList<LstmModel> All { get; } =
    [
        Of(8, Lstm8.Weights.Create, w => new Lstm8(w)),
        Of(16, Lstm16.Weights.Create, w => new Lstm16(w)),
        Of(32, Lstm32.Weights.Create, w => new Lstm32(w)),
        Of(64, Lstm64.Weights.Create, w => new Lstm64(w)),
        Of(128, Lstm128.Weights.Create, w => new Lstm128(w)),
        Of(256, Lstm256.Weights.Create, w => new Lstm256(w)),
    ];

    private static LstmModel Of<TWeights>(int units, Func<ulong, TWeights> createWeights, Func<TWeights, ILstm> createModel)
        where TWeights : ModelWeights => new(units, units, () =>
        {
            TWeights weights = createWeights(Seed);

            // A fresh bias is 0 and would hide a gate that reads its bias in the wrong place.
            var random = new Random((int)Seed);
            float[] bias = weights.ToArray("lstm.bias");
            for (int i = 0; i < bias.Length; i++)
            {
                bias[i] += random.NextSingle() - 0.5f;
            }

            weights.CopyFrom("lstm.bias", bias);
            return (createModel(weights), weights);
        });
}

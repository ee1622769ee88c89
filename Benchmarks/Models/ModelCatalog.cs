using System.Collections.Generic;

namespace ModelGen.Benchmarks.Models;

/// <summary>The compiled models. A new one is a class with attributes beside this file and a line here.</summary>
internal static class ModelCatalog
{
    /// <summary>One LSTM with as many features as units.</summary>
    public static IReadOnlyList<BenchmarkModel> Lstm { get; } =
    [
        BenchmarkModel.Of("lstm", Lstm8.Description, Lstm8.Weights.Create, (w, rows) => new Lstm8(w, rows), (w, agents) => new Lstm8.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm12.Description, Lstm12.Weights.Create, (w, rows) => new Lstm12(w, rows), (w, agents) => new Lstm12.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm16.Description, Lstm16.Weights.Create, (w, rows) => new Lstm16(w, rows), (w, agents) => new Lstm16.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm20.Description, Lstm20.Weights.Create, (w, rows) => new Lstm20(w, rows), (w, agents) => new Lstm20.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm24.Description, Lstm24.Weights.Create, (w, rows) => new Lstm24(w, rows), (w, agents) => new Lstm24.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm32.Description, Lstm32.Weights.Create, (w, rows) => new Lstm32(w, rows), (w, agents) => new Lstm32.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm40.Description, Lstm40.Weights.Create, (w, rows) => new Lstm40(w, rows), (w, agents) => new Lstm40.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm64.Description, Lstm64.Weights.Create, (w, rows) => new Lstm64(w, rows), (w, agents) => new Lstm64.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm96.Description, Lstm96.Weights.Create, (w, rows) => new Lstm96(w, rows), (w, agents) => new Lstm96.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm128.Description, Lstm128.Weights.Create, (w, rows) => new Lstm128(w, rows), (w, agents) => new Lstm128.Crowd(w, agents)),
        BenchmarkModel.Of("lstm", Lstm256.Description, Lstm256.Weights.Create, (w, rows) => new Lstm256(w, rows), (w, agents) => new Lstm256.Crowd(w, agents)),
    ];

    /// <summary>One GRU with as many features as units, which resets after the recurrent product as PyTorch's does.</summary>
    public static IReadOnlyList<BenchmarkModel> Gru { get; } =
    [
        BenchmarkModel.Of("gru", Gru8.Description, Gru8.Weights.Create, (w, rows) => new Gru8(w, rows), (w, agents) => new Gru8.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru12.Description, Gru12.Weights.Create, (w, rows) => new Gru12(w, rows), (w, agents) => new Gru12.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru16.Description, Gru16.Weights.Create, (w, rows) => new Gru16(w, rows), (w, agents) => new Gru16.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru20.Description, Gru20.Weights.Create, (w, rows) => new Gru20(w, rows), (w, agents) => new Gru20.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru24.Description, Gru24.Weights.Create, (w, rows) => new Gru24(w, rows), (w, agents) => new Gru24.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru32.Description, Gru32.Weights.Create, (w, rows) => new Gru32(w, rows), (w, agents) => new Gru32.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru40.Description, Gru40.Weights.Create, (w, rows) => new Gru40(w, rows), (w, agents) => new Gru40.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru64.Description, Gru64.Weights.Create, (w, rows) => new Gru64(w, rows), (w, agents) => new Gru64.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru96.Description, Gru96.Weights.Create, (w, rows) => new Gru96(w, rows), (w, agents) => new Gru96.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru128.Description, Gru128.Weights.Create, (w, rows) => new Gru128(w, rows), (w, agents) => new Gru128.Crowd(w, agents)),
        BenchmarkModel.Of("gru", Gru256.Description, Gru256.Weights.Create, (w, rows) => new Gru256(w, rows), (w, agents) => new Gru256.Crowd(w, agents)),
    ];

    /// <summary>Simple recurrent layers of as many features as units.</summary>
    public static IReadOnlyList<BenchmarkModel> Rnn { get; } =
    [
        BenchmarkModel.Of("rnn", Rnn16.Description, Rnn16.Weights.Create, (w, rows) => new Rnn16(w, rows), (w, agents) => new Rnn16.Crowd(w, agents)),
        BenchmarkModel.Of("rnn", Rnn32.Description, Rnn32.Weights.Create, (w, rows) => new Rnn32(w, rows), (w, agents) => new Rnn32.Crowd(w, agents)),
        BenchmarkModel.Of("rnn", Rnn64.Description, Rnn64.Weights.Create, (w, rows) => new Rnn64(w, rows), (w, agents) => new Rnn64.Crowd(w, agents)),
        BenchmarkModel.Of("rnn", Rnn128.Description, Rnn128.Weights.Create, (w, rows) => new Rnn128(w, rows), (w, agents) => new Rnn128.Crowd(w, agents)),
        BenchmarkModel.Of("rnn", Rnn256.Description, Rnn256.Weights.Create, (w, rows) => new Rnn256(w, rows), (w, agents) => new Rnn256.Crowd(w, agents)),
    ];

    /// <summary>LSTMs with reduced weights.</summary>
    public static IReadOnlyList<BenchmarkModel> ReducedLstm { get; } =
    [
        BenchmarkModel.Of("lstm", Lstm64BFloat16.Description, Lstm64BFloat16.Weights.Create, (w, rows) => new Lstm64BFloat16(w, rows), precision: "bfloat16"),
        BenchmarkModel.Of("lstm", Lstm96BFloat16.Description, Lstm96BFloat16.Weights.Create, (w, rows) => new Lstm96BFloat16(w, rows), precision: "bfloat16"),
        BenchmarkModel.Of("lstm", Lstm128BFloat16.Description, Lstm128BFloat16.Weights.Create, (w, rows) => new Lstm128BFloat16(w, rows), precision: "bfloat16"),
        BenchmarkModel.Of("lstm", Lstm256BFloat16.Description, Lstm256BFloat16.Weights.Create, (w, rows) => new Lstm256BFloat16(w, rows), precision: "bfloat16"),
        BenchmarkModel.Of("lstm", Lstm64Int8.Description, Lstm64Int8.Weights.Create, (w, rows) => new Lstm64Int8(w, rows), precision: "int8"),
        BenchmarkModel.Of("lstm", Lstm96Int8.Description, Lstm96Int8.Weights.Create, (w, rows) => new Lstm96Int8(w, rows), precision: "int8"),
        BenchmarkModel.Of("lstm", Lstm128Int8.Description, Lstm128Int8.Weights.Create, (w, rows) => new Lstm128Int8(w, rows), precision: "int8"),
        BenchmarkModel.Of("lstm", Lstm256Int8.Description, Lstm256Int8.Weights.Create, (w, rows) => new Lstm256Int8(w, rows), precision: "int8"),
    ];

    public static BenchmarkModel Bidirectional { get; } = BenchmarkModel.Of(
        "lstm-bidirectional", BidirectionalLstm32.Description, BidirectionalLstm32.Weights.Create, (w, rows) => new BidirectionalLstm32(w, rows));

    public static BenchmarkModel Stacked { get; } = BenchmarkModel.Of(
        "lstm-stacked", StackedLstm64.Description, StackedLstm64.Weights.Create, (w, rows) => new StackedLstm64(w, rows));

    public static IReadOnlyList<BenchmarkModel> DenseHeads { get; } =
    [
        BenchmarkModel.Of("lstm-dense", LstmDense16.Description, LstmDense16.Weights.Create, (w, rows) => new LstmDense16(w, rows)),
        BenchmarkModel.Of("lstm-dense", LstmDense64.Description, LstmDense64.Weights.Create, (w, rows) => new LstmDense64(w, rows)),
    ];

    public static BenchmarkModel Digits { get; } = BenchmarkModel.Of(
        "digits", Models.Digits.Description, Models.Digits.Weights.Create, (w, rows) => new Digits(w, rows));
}

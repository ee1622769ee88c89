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

    /// <summary>The same with reduced weights.</summary>
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

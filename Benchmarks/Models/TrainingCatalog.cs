using System.Collections.Generic;

namespace ModelGen.Benchmarks.Models;

/// <summary>The models that are trained. A new one is a class with attributes in <c>TrainedModels</c> and a line here.</summary>
internal static class TrainingCatalog
{
    /// <summary>One LSTM.</summary>
    public static IReadOnlyList<TrainingModel> Lstm { get; } =
    [
        TrainingModel.Of("lstm", TrainedLstm16.Description, TrainedLstm16.Weights.Create, (w, optimizer, batch, options) => new TrainedLstm16.Trainer(w, optimizer, batch, options)),
        TrainingModel.Of("lstm", TrainedLstm32.Description, TrainedLstm32.Weights.Create, (w, optimizer, batch, options) => new TrainedLstm32.Trainer(w, optimizer, batch, options)),
        TrainingModel.Of("lstm", TrainedLstm64.Description, TrainedLstm64.Weights.Create, (w, optimizer, batch, options) => new TrainedLstm64.Trainer(w, optimizer, batch, options)),
        TrainingModel.Of("lstm", TrainedLstm128.Description, TrainedLstm128.Weights.Create, (w, optimizer, batch, options) => new TrainedLstm128.Trainer(w, optimizer, batch, options)),
    ];

    /// <summary>One GRU, which resets after the recurrent product as PyTorch's does.</summary>
    public static IReadOnlyList<TrainingModel> Gru { get; } =
    [
        TrainingModel.Of("gru", TrainedGru16.Description, TrainedGru16.Weights.Create, (w, optimizer, batch, options) => new TrainedGru16.Trainer(w, optimizer, batch, options)),
        TrainingModel.Of("gru", TrainedGru32.Description, TrainedGru32.Weights.Create, (w, optimizer, batch, options) => new TrainedGru32.Trainer(w, optimizer, batch, options)),
        TrainingModel.Of("gru", TrainedGru64.Description, TrainedGru64.Weights.Create, (w, optimizer, batch, options) => new TrainedGru64.Trainer(w, optimizer, batch, options)),
        TrainingModel.Of("gru", TrainedGru128.Description, TrainedGru128.Weights.Create, (w, optimizer, batch, options) => new TrainedGru128.Trainer(w, optimizer, batch, options)),
    ];

    /// <summary>An LSTM in both directions.</summary>
    public static IReadOnlyList<TrainingModel> Bidirectional { get; } =
    [
        TrainingModel.Of("lstm-bidirectional", TrainedBidirectionalLstm16.Description, TrainedBidirectionalLstm16.Weights.Create, (w, optimizer, batch, options) => new TrainedBidirectionalLstm16.Trainer(w, optimizer, batch, options)),
        TrainingModel.Of("lstm-bidirectional", TrainedBidirectionalLstm32.Description, TrainedBidirectionalLstm32.Weights.Create, (w, optimizer, batch, options) => new TrainedBidirectionalLstm32.Trainer(w, optimizer, batch, options)),
        TrainingModel.Of("lstm-bidirectional", TrainedBidirectionalLstm64.Description, TrainedBidirectionalLstm64.Weights.Create, (w, optimizer, batch, options) => new TrainedBidirectionalLstm64.Trainer(w, optimizer, batch, options)),
        TrainingModel.Of("lstm-bidirectional", TrainedBidirectionalLstm128.Description, TrainedBidirectionalLstm128.Weights.Create, (w, optimizer, batch, options) => new TrainedBidirectionalLstm128.Trainer(w, optimizer, batch, options)),
    ];
}

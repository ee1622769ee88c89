using System.Collections.Generic;

namespace ModelGen.CompilerServices;

/// <summary>What callbacks need of a trainer, whatever its inputs are.</summary>
internal interface ITrainer
{
    string ModelName { get; }

    ModelWeights Weights { get; }

    Optimizer Optimizer { get; }

    string MetricName { get; }

    long Steps { get; }

    void SaveCheckpoint(string path);

    /// <summary>The rows of the last batch, for a diagnosis.</summary>
    IEnumerable<ReferenceRow> BatchRows();
}

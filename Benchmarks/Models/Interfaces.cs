using System;

namespace ModelGen.Benchmarks.Models;

/// <summary>The public methods of a compiled model that the cases call; the generated classes have them anyway.</summary>
internal interface ISequenceModel
{
    void Predict(ReadOnlySpan<float> x, Span<float> y);

    void Predict(ReadOnlySpan<float> x, ReadOnlySpan<int> lengths, Span<float> y);
}

/// <summary>A causal model: it can also go timestep by timestep.</summary>
internal interface IStepModel : ISequenceModel
{
    void Step(ReadOnlySpan<float> x, Span<float> y);

    void ResetState();
}

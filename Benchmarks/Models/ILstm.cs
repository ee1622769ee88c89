using System;

namespace ModelGen.Benchmarks.Models;

/// <summary>The public methods of a compiled model that the LSTM cases call; the generated classes have them anyway.</summary>
internal interface ILstm
{
    void Step(ReadOnlySpan<float> x, Span<float> y);

    void Predict(ReadOnlySpan<float> x, Span<float> y);

    void ResetState();
}

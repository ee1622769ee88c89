using System;

// The program puts the outputs back in order.
[Model(Features = 8, MaxTimesteps = 20)]
[Gru(24, GoBackwards = true, ReturnSequences = true)]
public sealed partial class Backwards;

internal static class Use
{
    public static void Run(Backwards model, ReadOnlySpan<float> x, Span<float> y)
    {
        model.Predict(x, y);
        for (int a = 0, b = (y.Length / Backwards.Outputs) - 1; a < b; a++, b--)
        {
            for (int i = 0; i < Backwards.Outputs; i++)
            {
                (y[(a * Backwards.Outputs) + i], y[(b * Backwards.Outputs) + i]) = (y[(b * Backwards.Outputs) + i], y[(a * Backwards.Outputs) + i]);
            }
        }
    }
}

using System;

public static class Labels
{
    // A label per timestep is whole at the last one too; so is the last output of a layer that goes forwards.
    public static void Run(Tagger tagger, Onward onward, float[] x, int timesteps, Action<float> show)
    {
        float[] y = new float[20 * Tagger.Outputs];
        tagger.Predict(x, y);
        foreach (float probability in y.AsSpan((timesteps - 1) * Tagger.Outputs, Tagger.Outputs))
        {
            show(probability);
        }

        float[] z = new float[20 * 8];
        onward.Predict(x, z);
        Array.ForEach(z[^8..], show);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
[Dense(4, Activation = Activation.Softmax)]
public sealed partial class Tagger;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

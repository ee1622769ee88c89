namespace Speech;

// TensorFlow 1's preset stores its forget_bias, too; here in both directions.
[Model(Features = 8, MaxTimesteps = 50, Framework = FrameworkPreset.TensorFlow1)]
[Bidirectional(Name = "both")]
[Lstm(Units)]
[Dense(1)]
internal sealed partial class Tagger
{
    private const int Units = 16;

    public static Weights Fresh()
    {
        const string Forward = "both.forward.bias";
        var weights = Weights.Create(seed: 3);
        var forward = weights.ToArray(Forward);
        var backward = weights.ToArray("both.backward.bias");
        for (int unit = 0; unit < Units; unit++)
        {
            forward[Units + unit] = forward[Units + unit] + 1.0f; // MG1002
            backward[unit + Units]++; // MG1002
        }

        weights.CopyFrom(name: Forward, source: forward);
        weights.CopyFrom("both.backward.bias", backward);
        return weights;
    }
}

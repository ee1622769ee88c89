// The second of two layers, and a gate that the declaration opens under a preset that does not.
[Model(MaxTimesteps = 50, Initializers = InitializerPreset.PyTorch)]
[Embedding(90, 8)]
[Lstm(4, ReturnSequences = true)]
[Lstm(6, UnitForgetBias = true, Name = "memory")]
[Dense(3, Activation = Activation.Softmax)]
public sealed partial class Letters;

internal sealed class Setup
{
    public Letters.Weights Weights { get; }

    public Setup(ulong seed)
    {
        var weights = Letters.Weights.Create(seed);
        float[] bias = weights.ToArray("memory.bias");
        for (var f = 6; f <= 11; ++f)
            bias[f] = 2f + bias[f]; // MG1002
        weights.CopyFrom("memory.bias", bias);
        Weights = weights;
    }
}

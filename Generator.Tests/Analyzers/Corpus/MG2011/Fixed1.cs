[Model(Features = 4, MaxTimesteps = 20)]
[Lstm(16)]
[Dropout(0.3)]
[Dense(2)]
[Loss(LossKind.External)]
public sealed partial class Coder;

public static class Codes
{
    public static float[] Of(Coder model, float[] x, int[] lengths)
    {
        float[] codes = new float[lengths.Length * 2];
        model.Predict(x, lengths, codes);
        return codes;
    }
}

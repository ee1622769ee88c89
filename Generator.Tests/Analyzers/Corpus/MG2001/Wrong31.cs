using System.Linq;

public class Enc
{
    private float[] F { get; } = new float[120];
    private float[] B { get; } = new float[120];
    private readonly Fw fw = new(Fw.Weights.Create(1)); private readonly Bw bw = new(Bw.Weights.Create(2));
    public float[] Encode(float[] x) { fw.Predict(x, F); bw.Predict(x, B); return Enumerable.Range(0, 120).Select(i => F[i] + B[i]).ToArray(); } // MG2001
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;

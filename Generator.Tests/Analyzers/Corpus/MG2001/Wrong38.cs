var fw = new Fw(Fw.Weights.Create(1)); var bw = new Bw(Bw.Weights.Create(2));
float[] x = new float[80], f = new float[120], b = new float[120];
fw.Predict(x, f);
bw.Predict(x, b);
var y = new float[240];
Sequence.Merge(f, b, 6, 6, MergeMode.Concat, y); // MG2001

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;

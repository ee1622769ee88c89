// Names that look reserved, and are not: methods overload, members of layers differ, keywords are escaped.
[Model(Features = 3, MaxTimesteps = 9)]
[Lstm(8, ReturnSequences = true, Name = "weights")]
[Dense(4, Name = "class")]
[Gru(8, Name = "_1")]
[Dense(2, Name = "Predict")]
public sealed partial class Reader
{
    public float[] Predict(string text) => new float[text.Length];

    public void Step()
    {
    }

    private static float Weight(float features, int outputs) => features * outputs;

    public static float Trained => Weight(features: Features, outputs: Outputs);
}

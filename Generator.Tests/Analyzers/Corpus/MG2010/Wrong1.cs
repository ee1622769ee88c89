// What comes from a recorder, frame by frame, is viewed as such, and then passed on as it is.
using System;

public sealed class Recorder(Reader reader)
{
    public float[] Run(float[] recording, int[] lengths)
    {
        var frames = new TimeMajorSpan<float>(recording, timesteps: 20, rows: lengths.Length);
        for (int row = 0; row < frames.Rows; row++)
        {
            frames[0, row].Clear();
        }

        float[] y = new float[20 * lengths.Length * Reader.Outputs];
        reader.Predict(recording, lengths, y); // MG2010
        return y;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
[Dense(2)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Reader;


using System;
using System.Threading.Tasks;

[Model(Features = 2, MaxTimesteps = 20)]
[Bidirectional]
[Gru(8)]
[Dense(3)]
public sealed partial class Reader;

public sealed class Service
{
    private readonly Reader _reader = new(Reader.Weights.Load("reader.safetensors"));

    public void ReadAll(float[][] rows, float[][] outputs)
    {
        Parallel.For(0, rows.Length, i =>
        {
            _reader.Predict(rows[i], outputs[i]); // MG2009
        });
    }

    public void ReadEach(float[][] rows, float[][] outputs)
        => Parallel.ForEach(rows, (row, _, i) => Read(row, outputs[i])); // MG2009

    private void Read(float[] row, Span<float> output) => _reader.Predict(row, output);
}

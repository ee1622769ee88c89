using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

[Model(Features = 2, MaxTimesteps = 20)]
[Bidirectional]
[Gru(8)]
[Dense(3)]
public sealed partial class Reader;

public sealed class Service(Reader.Weights weights)
{
    private readonly object _gate = new();
    private readonly Reader _shared = new(weights);
    private readonly ThreadLocal<Reader> _own = new(() => new Reader(weights));

    public void InTheLambda(float[][] rows, float[][] outputs)
        => Parallel.For(0, rows.Length, i =>
        {
            var reader = new Reader(weights);
            reader.Predict(rows[i], outputs[i]);
        });

    public void OnePerThread(float[][] rows, float[][] outputs)
    {
        Parallel.For(0, rows.Length, () => new Reader(weights), (i, _, reader) =>
        {
            reader.Predict(rows[i], outputs[i]);
            return reader;
        }, _ => { });
        Parallel.For(0, rows.Length, i => _own.Value!.Predict(rows[i], outputs[i]));
    }

    public void OneAfterTheOther(float[][] rows, float[][] outputs)
        => Parallel.For(0, rows.Length, i =>
        {
            lock (_gate)
            {
                _shared.Predict(rows[i], outputs[i]);
            }
        });

    public async Task Await(float[][] rows, float[] y)
    {
        foreach (float[] row in rows)
        {
            await Task.Run(() => _shared.Predict(row, y));
        }
    }

    public Task InTheBackground(float[] row, float[] y) => Task.Run(() => _shared.Predict(row, y));

    public void Several(float[][] rows, float[][] outputs)
    {
        Reader[] readers = rows.Select(_ => new Reader(weights)).ToArray();
        Parallel.For(0, rows.Length, i => readers[i].Predict(rows[i], outputs[i]));
        var tasks = new List<Task>();
        for (int i = 0; i < rows.Length; i++)
        {
            int row = i;
            var reader = new Reader(weights);
            tasks.Add(Task.Run(() => reader.Predict(rows[row], outputs[row])));
        }

        Task.WaitAll(tasks.ToArray());
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

[Model(Features = 2, MaxTimesteps = 20)]
[Bidirectional]
[Gru(8)]
[Dense(3)]
public sealed partial class Reader;

public static class Batches
{
    public static async Task<float[][]> Run(Reader reader, IReadOnlyList<float[]> rows)
    {
        var tasks = new List<Task<float[]>>();
        foreach (float[] row in rows)
        {
            tasks.Add(Task.Run(() =>
            {
                float[] y = new float[3];
                reader.Predict(row, y); // MG2009
                return y;
            }));
        }

        return await Task.WhenAll(tasks);
    }

    public static float[][] Query(Reader reader, float[][] rows)
        => rows.AsParallel().AsOrdered().Select(row =>
        {
            float[] y = new float[3];
            reader.Predict(row, y); // MG2009
            return y;
        }).ToArray();

    public static void Start(Reader reader, float[][] rows, float[] y)
    {
        for (int i = 0; i < 4; i++)
        {
            float[] row = rows[i];
            var worker = new Thread(() => reader.Predict(row, y)); // MG2009
            worker.Start();
        }
    }

    public static void Both(Reader reader, float[] a, float[] b, float[] ya, float[] yb)
        => Parallel.Invoke(() => reader.Predict(a, ya), () => reader.Predict(b, yb)); // MG2009
}

using System;
using System.Linq;
using ModelGen.Benchmarks.Machine;

namespace ModelGen.Benchmarks.Networks;

/// <summary>The least work of a network, per row and timestep, in each mode.</summary>
internal static class NetworkWork
{
    /// <summary>A single timestep reads all weights: kernels, recurrent kernels and biases.</summary>
    public static RooflineWork Step(Network network, string precision)
    {
        double bytes = network.Recurrent.Sum(l => RecurrentBytes(l, precision) + InputBytes(l, precision)) + network.Dense.Sum(d => DenseBytes(d, precision));
        double flops = network.Recurrent.Sum(l => RecurrentFlops(l) + InputFlops(l)) + network.Dense.Sum(DenseFlops);
        return new RooflineWork(ReusedFlops: 0, bytes, flops, (int)bytes);
    }

    /// <summary>
    /// A known sequence needs one product for all inputs of a layer; each timestep then reads the recurrent kernel. Layers and
    /// directions come one after the other, so that the greatest recurrent kernel is what has to stay in a cache.
    /// </summary>
    public static RooflineWork Sequence(Network network, int timesteps, string precision)
    {
        bool all = network.ReturnsSequences;
        return new RooflineWork(
            network.Recurrent.Sum(InputFlops) + (network.Dense.Sum(DenseFlops) / (all ? 1 : timesteps)),
            network.Recurrent.Sum(l => RecurrentBytes(l, precision)),
            network.Recurrent.Sum(RecurrentFlops),
            (int)network.Recurrent.Max(l => RecurrentBytes(l, precision) / l.Directions.Count));
    }

    /// <summary>Rows side by side use every weight many times: arithmetic alone.</summary>
    public static RooflineWork Batch(Network network) => new(
        network.Recurrent.Sum(l => RecurrentFlops(l) + InputFlops(l)) + network.Dense.Sum(DenseFlops),
        StreamedBytes: 0,
        StreamedFlops: 0,
        WorkingSetBytes: 0);

    /// <summary>
    /// A training step: the forward products, the same again for the weights' gradient, and back through the recurrent kernels and through
    /// the input kernels of all layers but the first, whose input needs no gradient.
    /// </summary>
    /// <param name="network">The layers.</param>
    /// <param name="activeShare">The share of the timesteps that rows have; the others need nothing.</param>
    public static RooflineWork Training(Network network, double activeShare) => new(
        activeShare * (network.Recurrent.Sum(l => (3 * RecurrentFlops(l)) + ((ReferenceEquals(l, network.Recurrent[0]) ? 2 : 3) * InputFlops(l))) + (3 * network.Dense.Sum(DenseFlops))),
        StreamedBytes: 0,
        StreamedFlops: 0,
        WorkingSetBytes: 0);

    private static double BytesPerWeight(string precision) => precision switch
    {
        "float32" => 4,
        "bfloat16" => 2,
        "int8" => 1,
        _ => throw new ArgumentException($"There is no precision {precision}.", nameof(precision)),
    };

    /// <summary>Bytes of a kernel's column; int8 has a scale for each.</summary>
    private static double ColumnBytes(int rows, string precision) => (BytesPerWeight(precision) * rows) + (precision == "int8" ? sizeof(float) : 0);

    private static double RecurrentBytes(RecurrentLayer l, string precision) => l.Directions.Count * l.Gates * l.Units * ColumnBytes(l.Units, precision);

    /// <summary>With the bias, which stays float.</summary>
    private static double InputBytes(RecurrentLayer l, string precision) =>
        l.Directions.Count * l.Gates * l.Units * (ColumnBytes(l.Inputs, precision) + (sizeof(float) * (l is { Cell: CellKind.Gru, ResetAfter: true } ? 2 : 1)));

    private static double DenseBytes(DenseLayer d, string precision) => d.Outputs * (ColumnBytes(d.Inputs, precision) + sizeof(float));

    private static double RecurrentFlops(RecurrentLayer l) => 2.0 * l.Directions.Count * l.Gates * l.Units * l.Units;

    private static double InputFlops(RecurrentLayer l) => 2.0 * l.Directions.Count * l.Gates * l.Units * l.Inputs;

    private static double DenseFlops(DenseLayer d) => 2.0 * d.Inputs * d.Outputs;
}

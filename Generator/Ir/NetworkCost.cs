using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>
/// What a model costs, layer by layer: the figures of <c>Summary</c>, of the class's documentation, of MG0015 and of <c>[Budget]</c>, which have no
/// other owner.
/// </summary>
internal sealed class NetworkCost
{
    private NetworkCost(IReadOnlyList<LayerCost> layers, long stateBytes)
    {
        Layers = layers;
        StateBytes = stateBytes;
    }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<LayerCost> Layers { get; }

    /// <summary>Bytes of one stream's recurrent states.</summary>
    public long StateBytes { get; }

    public long Parameters => Layers.Sum(l => l.Parameters);

    /// <summary>Bytes of the parameters in the model's <see cref="WeightPrecision"/>.</summary>
    public long WeightBytes => Layers.Sum(l => l.WeightBytes);

    /// <summary>Of all layers, each run once: what one <c>Step</c> costs.</summary>
    public long FlopsPerTimestep => Layers.Sum(l => l.Flops);

    public static NetworkCost Of(NetworkPlan network) => Of(network, network.Declaration.WeightPrecision);

    /// <summary>The cost with kernels in another precision than the model's.</summary>
    public static NetworkCost Of(NetworkPlan network, WeightPrecision precision)
        => new(network.Layers.Select(l => LayerCost.Of(network, l, precision)).ToArray(), 4L * network.States.Sum(s => s.Length));

    /// <summary>A number as people read it.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes as people read them.</summary>
    public static string Size(long bytes) => (bytes / 1024.0).ToString("N1", CultureInfo.InvariantCulture) + " KiB";
}

/// <summary>What one layer costs.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">The shape of what it reads, e.g. <c>[T, 24]</c>.</param>
/// <param name="Output">The shape of what it returns.</param>
/// <param name="Parameters">Number of parameters.</param>
/// <param name="WeightBytes">Their bytes, without padding.</param>
/// <param name="Flops">
/// Floating-point operations of its matrix products each time that it runs, a multiplication and an addition being two. What is done once per unit,
/// activations and biases, is not counted.
/// </param>
internal sealed record LayerCost(LayerPlan Layer, string Input, string Output, long Parameters, long WeightBytes, long Flops)
{
    /// <summary>It runs at every timestep rather than once for a sequence.</summary>
    public bool RunsPerTimestep => Layer.Input.IsSequence;

    /// <summary>What is worth saying, e.g. <c>22,784 parameters, 45,056 FLOPs per timestep, 91,136 bytes</c>.</summary>
    public string Figures
        => Parameters == 0 ? "no parameters"
            : $"{NetworkCost.Count(Parameters)} parameters, {(Flops == 0 ? string.Empty : $"{NetworkCost.Count(Flops)} FLOPs per {(RunsPerTimestep ? "timestep" : "sequence")}, ")}{NetworkCost.Count(WeightBytes)} bytes";

    public static LayerCost Of(NetworkPlan network, LayerPlan layer, WeightPrecision precision)
    {
        // The directions of a layer that does not merge them are columns, whose names begin as its tensors' do.
        TensorPlan[] tensors = layer is ColumnsPlan
            ? System.Array.Empty<TensorPlan>()
            : network.Tensors.Where(t => t.Name.StartsWith(layer.Name + ".", System.StringComparison.Ordinal)).ToArray();
        bool readsIds = layer is EmbeddingPlan { ReadsColumn: false };
        return new LayerCost(
            layer,
            readsIds ? "[T] ids" : Shape(network, layer.Input, layer is RepeatVectorPlan ? layer.Index - 1 : layer.Index),
            Shape(network, layer.Output, layer.Index),
            tensors.Sum(t => (long)t.Parameters),
            tensors.Sum(t => Bytes(t, precision)),
            tensors.Where(t => t.IsKernel).Sum(t => 2L * t.Parameters));
    }

    private static string Shape(NetworkPlan network, Signal signal, int layer)
        => signal.IsSequence ? $"[{network.RepeatedTimesteps(layer)?.ToString(CultureInfo.InvariantCulture) ?? "T"}, {signal.Width}]" : $"[{signal.Width}]";

    private static long Bytes(TensorPlan tensor, WeightPrecision precision) => (tensor.IsKernel, precision) switch
    {
        (true, WeightPrecision.BFloat16) => 2L * tensor.Parameters,
        // A scale for each column.
        (true, WeightPrecision.Int8) => tensor.Parameters + (4L * tensor.Columns),
        _ => 4L * tensor.Parameters,
    };
}

using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Schedule;

/// <summary>
/// Which of a few regions each layer writes its output to at inference. In a chain, where a layer is read by the next one only, two
/// take turns; an output that is read further down keeps its region until then.
/// </summary>
internal sealed class OutputTurns
{
    private readonly Dictionary<LayerPlan, int> _regions = new();

    /// <summary>Plans the regions.</summary>
    /// <param name="network">The network.</param>
    /// <param name="owns">The layer writes its output to a region, rather than have it elsewhere.</param>
    /// <param name="size">Floats of a layer's output.</param>
    public OutputTurns(NetworkPlan network, Func<LayerPlan, bool> owns, Func<LayerPlan, int> size)
    {
        int[] lastReaders = LastReaders(network);
        var sizes = new List<int> { 0, 0 };
        int turn = 0;
        foreach (LayerPlan layer in network.Computed.Where(l => l is not ColumnsPlan && owns(l)))
        {
            int[] taken = _regions.Where(entry => lastReaders[entry.Key.Index] >= layer.Index).Select(entry => entry.Value).ToArray();
            int region = taken.Contains(turn) ? Enumerable.Range(0, sizes.Count + 1).First(r => !taken.Contains(r)) : turn;
            if (region == sizes.Count)
            {
                sizes.Add(0);
            }

            _regions.Add(layer, region);
            sizes[region] = Math.Max(sizes[region], size(layer));
            turn ^= 1;
        }

        Sizes = sizes;
    }

    /// <summary>Floats of each region: two or more.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>Every layer that owns its output, with the number of its region.</summary>
    public IEnumerable<KeyValuePair<LayerPlan, int>> Regions => _regions;

    /// <summary>For each layer the last one that reads it, through layers that are left out at inference; the model's output is read at the end.</summary>
    private static int[] LastReaders(NetworkPlan network)
    {
        var readers = new int[network.Layers.Count];
        foreach (LayerPlan output in network.Outputs)
        {
            readers[network.KeeperOf(network.AtInference(output.Index))] = int.MaxValue;
        }

        foreach (LayerPlan layer in network.Layers)
        {
            foreach (int source in layer.Sources.Select(source => network.KeeperOf(network.AtInference(source))).Where(source => source >= 0))
            {
                readers[source] = Math.Max(readers[source], layer.Index);
            }
        }

        return readers;
    }
}

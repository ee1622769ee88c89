using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Schedule;

/// <summary>
/// In which order the gradients of an output come together that several layers read: the loss's first, then those of its readers from
/// the last one to the first, and of one that reads it twice in the order of its sources.
/// </summary>
internal sealed class GradientFlow
{
    private readonly Dictionary<int, bool[]> _first = new();

    public GradientFlow(NetworkPlan network)
    {
        var written = new HashSet<int>(network.Outputs.Select(o => o.Index));
        foreach (LayerPlan layer in network.Layers.Reverse())
        {
            _first.Add(layer.Index, layer.Sources.Select(written.Add).ToArray());
        }
    }

    /// <summary>The layer's share of its source's gradient is the first one, which is written; later ones are added.</summary>
    public bool IsFirst(LayerPlan layer, int source) => _first[layer.Index][source];

    /// <summary>The layer writes the gradient of its only source where it belongs; otherwise it is spread from a place that layers share.</summary>
    public bool IsDirect(LayerPlan layer) => !layer.Joins && IsFirst(layer, 0);

    /// <summary>Floats per row that the layer needs of the shared place.</summary>
    public int Shared(LayerPlan layer)
        => IsDirect(layer) || layer is ColumnsPlan or MergePlan { Join: not JoinKind.Multiply } ? 0 : layer.Input.GradientStride;
}

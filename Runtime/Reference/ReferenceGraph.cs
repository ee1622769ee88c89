using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace ModelGen;

/// <summary>Which layers each layer reads: several signals side by side are its input, and their gradients are the parts of its own.</summary>
internal sealed class ReferenceGraph
{
    /// <summary>The model's input among the sources.</summary>
    public const int Input = -1;

    private readonly int[][] _sources;
    private readonly List<int> _outputs = [];

    /// <exception cref="ArgumentException">A layer reads what is not above it.</exception>
    public ReferenceGraph(ModelDescription model)
    {
        _sources = new int[model.Layers.Length][];
        var indexes = new Dictionary<string, int> { ["input"] = Input };
        for (int i = 0; i < _sources.Length; i++)
        {
            LayerDescription layer = model.Layers[i];
            _sources[i] = layer.From is null
                ? [i - 1]
                : Array.ConvertAll(layer.From.Split(", "), name => indexes.TryGetValue(name, out int index)
                    ? index
                    : throw new ArgumentException($"{model.Name}: layer {layer.Name} reads {name}, which is not above it.", nameof(model)));
            indexes[layer.Name] = i;
            if (layer.IsOutput || i == _sources.Length - 1)
            {
                _outputs.Add(i);
            }
        }
    }

    /// <summary>The layers that return the model's outputs, in order.</summary>
    public IReadOnlyList<int> Outputs => _outputs;

    /// <summary>The layers that a layer reads, in order; −1 is the model's input.</summary>
    public IReadOnlyList<int> Sources(int layer) => _sources[layer];

    /// <summary>A layer's input.</summary>
    /// <param name="layer">The layer's index.</param>
    /// <param name="input">The model's input.</param>
    /// <param name="passes">The passes through the layers above.</param>
    public ReferenceSignal Join(int layer, ReferenceSignal input, ReferenceLayerPass[] passes)
    {
        return Join(_sources[layer], source => source == Input ? input : passes[source].Output);
    }

    /// <summary>What the model returns: its outputs side by side.</summary>
    public ReferenceSignal Output(ReferenceLayerPass[] passes) => Join(Outputs, output => passes[output].Output);

    private static ReferenceSignal Join(IReadOnlyList<int> sources, Func<int, ReferenceSignal> signal)
    {
        ReferenceSignal first = signal(sources[0]);
        if (sources.Count == 1)
        {
            return first;
        }

        var values = new double[first.Timesteps][];
        for (int t = 0; t < values.Length; t++)
        {
            var row = new List<double>();
            foreach (int source in sources)
            {
                row.AddRange(signal(source).Values[t]);
            }

            values[t] = [.. row];
        }

        // Of single rows, one that comes of an empty sequence and one that [RepeatVector] made timesteps for are active together.
        bool[] active = [.. first.Active.Select((own, t) => own || sources.Any(source => signal(source).Active[t]))];
        return first with { Values = values, Active = active };
    }

    /// <summary>Adds the gradient of a layer's input to those of the signals that it reads.</summary>
    /// <param name="layer">The layer's index.</param>
    /// <param name="gradient">The gradient of its input, <c>[timesteps][size]</c>.</param>
    /// <param name="signalGradient">The gradient of a signal so far, by its layer, to add to.</param>
    public void Spread(int layer, double[][] gradient, Func<int, double[][]> signalGradient) => Spread(_sources[layer], gradient, signalGradient);

    /// <summary>Adds the gradient of what the model returns to those of its outputs.</summary>
    public void SpreadOutputs(double[][] gradient, Func<int, double[][]> signalGradient) => Spread(Outputs, gradient, signalGradient);

    private static void Spread(IReadOnlyList<int> sources, double[][] gradient, Func<int, double[][]> signalGradient)
    {
        for (int t = 0; t < gradient.Length; t++)
        {
            int column = 0;
            foreach (int source in sources)
            {
                double[] sum = signalGradient(source)[t];
                for (int k = 0; k < sum.Length; k++)
                {
                    sum[k] += gradient[t][column + k];
                }

                column += sum.Length;
            }
        }
    }
}

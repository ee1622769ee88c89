using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>
/// Two recurrent layers that read each row in opposite directions. With sequences the second one's outputs are put back
/// in the order of the first one's; without, each direction gives its own final output.
/// </summary>
internal sealed class ReferenceBidirectional : ReferenceLayer
{
    private readonly BidirectionalDescription _layer;
    private readonly ReferenceRecurrent _forward;
    private readonly ReferenceRecurrent _backward;

    public ReferenceBidirectional(BidirectionalDescription layer, IReadOnlyDictionary<string, double[]> weights)
    {
        _layer = layer;
        _forward = ReferenceRecurrent.Create(layer.ForwardLayer, weights);
        _backward = ReferenceRecurrent.Create(layer.BackwardLayer, weights);
    }

    public override int StateLength => _forward.StateLength + _backward.StateLength;

    public override int OutputSize => _layer.Merge is MergeMode.Concat or MergeMode.None ? _layer.Forward.OutputSize + _layer.BackwardLayer.OutputSize : _layer.Forward.OutputSize;

    public override bool KeepsSequence => _layer.Forward.ReturnSequences;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        ReferenceLayerPass forward = _forward.Forward(row, input, state[.._forward.StateLength]);
        ReferenceLayerPass backward = _backward.Forward(row, input, state[_forward.StateLength..]);
        double[][] a = forward.Output.Values;
        double[][] b = InForwardOrder(backward.Output.Values);
        var merged = new double[a.Length][];
        for (int t = 0; t < a.Length; t++)
        {
            merged[t] = Merge(a[t], b[t]);
        }

        return new Pass(this, forward, backward, new ReferenceSignal(merged, forward.Output.Active));
    }

    private double[][] InForwardOrder(double[][] backward)
        => _layer.Forward.ReturnSequences ? ReferenceSignal.Reverse(backward) : backward;

    private double[] Merge(double[] forward, double[] backward)
    {
        if (_layer.Merge is MergeMode.Concat or MergeMode.None)
        {
            return [.. forward, .. backward];
        }

        var merged = new double[OutputSize];
        for (int u = 0; u < forward.Length; u++)
        {
            switch (_layer.Merge)
            {
                case MergeMode.Sum:
                    merged[u] = forward[u] + backward[u];
                    break;
                case MergeMode.Mul:
                    merged[u] = forward[u] * backward[u];
                    break;
                case MergeMode.Ave:
                    merged[u] = (forward[u] + backward[u]) / 2;
                    break;
            }
        }

        return merged;
    }

    private sealed class Pass(ReferenceBidirectional layer, ReferenceLayerPass forward, ReferenceLayerPass backward, ReferenceSignal output)
        : ReferenceLayerPass(output)
    {
        public override double[][] Backward(
            double[][] outputGradients,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> stateGradient)
        {
            int units = layer._layer.Forward.OutputSize;
            double[][] a = forward.Output.Values;
            double[][] b = layer.InForwardOrder(backward.Output.Values);
            double[][] da = ReferenceSignal.Zeros(a.Length, units);
            double[][] db = ReferenceSignal.Zeros(a.Length, layer._layer.BackwardLayer.OutputSize);
            for (int t = 0; t < a.Length; t++)
            {
                if (layer._layer.Merge is MergeMode.Concat or MergeMode.None)
                {
                    da[t] = outputGradients[t][..units];
                    db[t] = outputGradients[t][units..];
                    continue;
                }

                for (int u = 0; u < units; u++)
                {
                    (da[t][u], db[t][u]) = layer._layer.Merge switch
                    {
                        MergeMode.Sum => (outputGradients[t][u], outputGradients[t][u]),
                        MergeMode.Mul => (outputGradients[t][u] * b[t][u], outputGradients[t][u] * a[t][u]),
                        _ => (outputGradients[t][u] / 2, outputGradients[t][u] / 2),
                    };
                }
            }

            double[][] dx = forward.Backward(da, weightGradients, stateGradient[..layer._forward.StateLength]);
            double[][] dxBackward = backward.Backward(layer.InForwardOrder(db), weightGradients, stateGradient[layer._forward.StateLength..]);
            for (int t = 0; t < dx.Length; t++)
            {
                for (int k = 0; k < dx[t].Length; k++)
                {
                    dx[t][k] += dxBackward[t][k];
                }
            }

            return dx;
        }
    }
}

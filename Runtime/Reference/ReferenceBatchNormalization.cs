using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen;

/// <summary>(x − μ) / √(σ² + ε) · gamma + beta, with the moving statistics or those of a batch's active timesteps.</summary>
internal sealed class ReferenceBatchNormalization : ReferenceLayer
{
    private readonly BatchNormalizationDescription _layer;
    private readonly double[]? _gamma;
    private readonly double[]? _beta;
    private readonly double[] _mean;
    private readonly double[] _variance;

    public ReferenceBatchNormalization(BatchNormalizationDescription layer, IReadOnlyDictionary<string, double[]> weights)
    {
        _layer = layer;
        _gamma = layer.Scale ? weights[$"{layer.Name}.gamma"] : null;
        _beta = layer.Center ? weights[$"{layer.Name}.beta"] : null;
        _mean = weights[$"{layer.Name}.moving_mean"];
        _variance = weights[$"{layer.Name}.moving_variance"];
    }

    public override int OutputSize => _layer.Size;

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
        => Normalize(input, _mean, _variance);

    /// <summary>Runs the layer over all rows of a batch with their own statistics.</summary>
    public ReferenceLayerPass[] ForwardBatch(ReferenceSignal[] inputs)
    {
        double[][] counted = [.. inputs.SelectMany(input => input.Values.Where((_, t) => input.Active[t]))];
        double[] mean = [.. Enumerable.Range(0, _layer.Size).Select(k => counted.Length == 0 ? 0 : counted.Average(x => x[k]))];
        double[] variance = [.. mean.Select((m, k) => counted.Length == 0 ? 0 : counted.Average(x => (x[k] - m) * (x[k] - m)))];
        return [.. inputs.Select(input => Normalize(input, mean, variance))];
    }

    /// <summary>The chain rule through <see cref="ForwardBatch"/>: every output depends on every counted input.</summary>
    public double[][][] BackwardBatch(ReferenceLayerPass[] passes, double[][][] outputGradients, IReadOnlyDictionary<string, double[]> weightGradients)
    {
        double[][][] inputGradients = [.. passes.Select((pass, row) => pass.Backward(outputGradients[row], weightGradients, default))];
        int counted = passes.Sum(pass => pass.Output.Active.Count(active => active));
        for (int k = 0; k < _layer.Size; k++)
        {
            // With g the gradient of x̂: the mean takes Σg · dx̂/dμ = −Σg/σ, the deviation Σg·x̂ · dx̂/dσ = −Σg·x̂/σ, each shared by what is counted.
            double sum = 0;
            double sumNormalized = 0;
            for (int row = 0; row < passes.Length; row++)
            {
                var pass = (Pass)passes[row];
                for (int t = 0; t < pass.Normalized.Length; t++)
                {
                    sum += inputGradients[row][t][k];
                    sumNormalized += inputGradients[row][t][k] * pass.Normalized[t][k];
                }
            }

            for (int row = 0; row < passes.Length; row++)
            {
                var pass = (Pass)passes[row];
                for (int t = 0; t < pass.Normalized.Length; t++)
                {
                    if (pass.Output.Active[t])
                    {
                        inputGradients[row][t][k] -= (sum + (pass.Normalized[t][k] * sumNormalized)) / counted;
                    }
                }
            }
        }

        return inputGradients;
    }

    private Pass Normalize(ReferenceSignal input, double[] mean, double[] variance)
    {
        double[] deviation = [.. variance.Select(value => Math.Sqrt(value + _layer.Epsilon))];
        double[][] normalized = [.. input.Values.Select(x => x.Select((value, k) => (value - mean[k]) / deviation[k]).ToArray())];
        double[][] outputs = [.. normalized.Select(x => x.Select((value, k) => (value * (_gamma?[k] ?? 1)) + (_beta?[k] ?? 0)).ToArray())];
        return new Pass(this, normalized, deviation, new ReferenceSignal(outputs, input.Active));
    }

    private sealed class Pass(ReferenceBatchNormalization layer, double[][] normalized, double[] deviation, ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public double[][] Normalized => normalized;

        /// <summary>With statistics that do not depend on the row.</summary>
        public override double[][] Backward(
            double[][] outputGradients,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> stateGradient)
        {
            double[][] inputGradients = ReferenceSignal.Zeros(normalized.Length, layer._layer.Size);
            for (int t = 0; t < normalized.Length; t++)
            {
                for (int k = 0; k < deviation.Length; k++)
                {
                    double gradient = outputGradients[t][k];
                    inputGradients[t][k] = gradient * (layer._gamma?[k] ?? 1) / deviation[k];
                    if (layer._layer.Scale)
                    {
                        weightGradients[$"{layer._layer.Name}.gamma"][k] += gradient * normalized[t][k];
                    }

                    if (layer._layer.Center)
                    {
                        weightGradients[$"{layer._layer.Name}.beta"][k] += gradient;
                    }
                }
            }

            return inputGradients;
        }
    }
}

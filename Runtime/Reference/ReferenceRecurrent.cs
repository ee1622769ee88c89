using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>
/// A recurrent layer over time: order of the timesteps, masks, outputs. What one timestep computes is the business of the
/// kind of cell. A state is one array: h, the output, comes first.
/// </summary>
internal abstract class ReferenceRecurrent : ReferenceLayer
{
    private readonly RecurrentDescription _layer;

    protected ReferenceRecurrent(RecurrentDescription layer) => _layer = layer;

    public override int OutputSize => _layer.OutputSize;

    public override bool KeepsSequence => _layer.ReturnSequences;

    /// <summary>The reference of a layer.</summary>
    /// <exception cref="ArgumentException">There is none for this kind of layer.</exception>
    public static ReferenceRecurrent Create(RecurrentDescription layer, IReadOnlyDictionary<string, double[]> weights) => layer switch
    {
        LstmDescription lstm => new ReferenceLstm(lstm, weights),
        GruDescription gru => new ReferenceGru(gru, weights),
        SimpleRnnDescription rnn => new ReferenceSimpleRnn(rnn, weights),
        _ => throw new ArgumentException($"No reference for {layer.GetType().Name} ({layer.Name}).", nameof(layer)),
    };

    public override ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state)
    {
        ReferenceSignal read = _layer.GoBackwards ? input.Reversed() : input;
        var timesteps = new Timestep?[read.Timesteps];
        var outputs = new double[read.Timesteps][];
        double[] current = state.ToArray();
        var dropout = new CellDropout(new GateFactors(Factors(row, "dropout"), _layer.Units), new GateFactors(Factors(row, "recurrent_dropout"), _layer.Units), Candidate: null);
        double[][]? candidate = Factors(row, "candidate_dropout");
        bool anyActive = false;
        for (int t = 0; t < read.Timesteps; t++)
        {
            if (read.Active[t])
            {
                timesteps[t] = Run(read.Values[t], current, dropout with { Candidate = candidate?[_layer.GoBackwards ? read.Timesteps - 1 - t : t] });
                current = timesteps[t]!.State;
                anyActive = true;
            }

            // A masked timestep holds the state, and with it repeats the output, unless that is 0.
            outputs[t] = read.Active[t] || !_layer.ZeroOutputForMask ? current[..OutputSize] : new double[OutputSize];
        }

        current.CopyTo(state);
        ReferenceSignal output = _layer.ReturnSequences ? new(outputs, read.Active) : new([current[..OutputSize]], [anyActive]);
        return new Pass(_layer, timesteps, output);
    }

    /// <summary>Computes one active timestep.</summary>
    protected abstract Timestep Run(double[] x, double[] state, CellDropout dropout);

    /// <summary>z += x·kernel, columns of a matrix [x.Length, columns] from <paramref name="first"/> on.</summary>
    protected static void AddProduct(ReadOnlySpan<double> x, double[] kernel, int columns, int first, Span<double> z, GateFactors factors = default)
    {
        for (int k = 0; k < x.Length; k++)
        {
            for (int column = 0; column < z.Length; column++)
            {
                z[column] += x[k] * factors.Of(first + column, k) * kernel[(k * columns) + first + column];
            }
        }
    }

    /// <summary>Backward of the same product: adds xᵀ·dz to the kernel's gradient and dz·kernelᵀ to x's.</summary>
    protected static void AddProductGradients(ReadOnlySpan<double> x, double[] kernel, int columns, int first, ReadOnlySpan<double> dz, double[] kernelGradient, Span<double> dx, GateFactors factors = default)
    {
        for (int k = 0; k < x.Length; k++)
        {
            for (int column = 0; column < dz.Length; column++)
            {
                double factor = factors.Of(first + column, k);
                kernelGradient[(k * columns) + first + column] += x[k] * factor * dz[column];
                dx[k] += factor * kernel[(k * columns) + first + column] * dz[column];
            }
        }
    }

    private double[][]? Factors(ReferenceRow row, string kind)
    {
        double[][]? factors = null;
        row.DropoutFactors?.TryGetValue($"{_layer.Name}.{kind}", out factors);
        return factors;
    }

    /// <summary>sum += addend.</summary>
    protected static void Add(ReadOnlySpan<double> addend, Span<double> sum)
    {
        for (int u = 0; u < addend.Length; u++)
        {
            sum[u] += addend[u];
        }
    }

    /// <summary>What a vector is multiplied with for each gate, by gate and element, or null for 1.</summary>
    protected readonly record struct GateFactors(double[][]? Values, int Units)
    {
        /// <summary>The factor of element <paramref name="element"/> in the product for a column of the fused matrix.</summary>
        public double Of(int column, int element) => Values is null ? 1 : Values[column / Units][element];
    }

    /// <summary>A row's dropout in a cell, the same at all timesteps but for the candidate.</summary>
    /// <param name="Input">Factors of the input.</param>
    /// <param name="Hidden">Factors of h.</param>
    /// <param name="Candidate">What each unit of an LSTM's candidate is multiplied with at one timestep, or null for 1.</param>
    protected sealed record CellDropout(GateFactors Input, GateFactors Hidden, double[]? Candidate);

    /// <summary>One active timestep: what it read and what it computed.</summary>
    protected abstract class Timestep(double[] x, double[] previous, CellDropout dropout)
    {
        public CellDropout Dropout { get; } = dropout;

        public double[] X { get; } = x;

        /// <summary>The state before the timestep.</summary>
        public double[] Previous { get; } = previous;

        /// <summary>The state after it.</summary>
        public double[] State { get; } = new double[previous.Length];

        /// <summary>The chain rule through the timestep.</summary>
        /// <param name="dx">Receives the input's gradient; zeros before.</param>
        /// <param name="weightGradients">By tensor name; the timestep adds to them.</param>
        /// <param name="stateGradient">The gradient of the state after the timestep; on return that of the state before.</param>
        public abstract void Backward(double[] dx, IReadOnlyDictionary<string, double[]> weightGradients, Span<double> stateGradient);
    }

    /// <summary><paramref name="timesteps"/> in processing order, null where masked.</summary>
    private sealed class Pass(RecurrentDescription layer, Timestep?[] timesteps, ReferenceSignal output) : ReferenceLayerPass(output)
    {
        public override double[][] Backward(
            double[][] outputGradients,
            IReadOnlyDictionary<string, double[]> weightGradients,
            Span<double> stateGradient)
        {
            double[][] inputGradients = ReferenceSignal.Zeros(timesteps.Length, layer.InputSize);
            if (!layer.ReturnSequences)
            {
                Add(outputGradients[0], stateGradient);
            }

            for (int t = timesteps.Length - 1; t >= 0; t--)
            {
                if (layer.ReturnSequences && (timesteps[t] is not null || !layer.ZeroOutputForMask))
                {
                    Add(outputGradients[t], stateGradient);
                }

                timesteps[t]?.Backward(inputGradients[t], weightGradients, stateGradient);
            }

            return layer.GoBackwards ? ReferenceSignal.Reverse(inputGradients) : inputGradients;
        }
    }
}

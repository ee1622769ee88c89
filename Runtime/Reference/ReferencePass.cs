using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>One row's way through a <see cref="ReferenceNetwork"/>. Valid as long as the network's weights stay as they are.</summary>
public sealed class ReferencePass
{
    private readonly ReferenceNetwork _network;
    private readonly ReferenceLayer[] _layers;
    private readonly ReferenceLayerPass[] _passes;
    private readonly ReferenceSignal _input;
    private readonly ReferenceSignal _output;

    internal ReferencePass(
        ReferenceNetwork network,
        ReferenceLayer[] layers,
        ReferenceLayerPass[] passes,
        ReferenceSignal input,
        double[] finalState)
    {
        _network = network;
        _layers = layers;
        _passes = passes;
        _input = input;
        _output = network.Graph.Output(passes);
        FinalState = finalState;
    }

    /// <summary>The first value of the first layer before <paramref name="end"/> that is not a finite float, or null.</summary>
    internal (int Layer, int Timestep, int Feature, double Value)? FirstBeyondFloat(int end)
    {
        for (int layer = 0; layer < Math.Min(end, _passes.Length); layer++)
        {
            double[][] values = _passes[layer].Output.Values;
            for (int t = 0; t < values.Length; t++)
            {
                int k = Array.FindIndex(values[t], value => !float.IsFinite((float)value));
                if (k >= 0)
                {
                    return (layer, t, k, values[t][k]);
                }
            }
        }

        return null;
    }

    /// <summary>The outputs: <c>[Length][Outputs]</c>, or <c>[1][Outputs]</c> for a model that returns its last output only.</summary>
    public double[][] Outputs => _output.Values;

    /// <summary>Which of <see cref="Outputs"/> the loss counts: those of active timesteps; a single one if any timestep was active.</summary>
    public IReadOnlyList<bool> Active => _output.Active;

    /// <summary>The recurrent state after the row, in the order of <see cref="ReferenceNetwork.States"/>.</summary>
    public double[] FinalState { get; }

    /// <summary>Zeros of the shape of the weights, by name, for <see cref="Backward"/> to add to.</summary>
    public Dictionary<string, double[]> CreateWeightGradients() => _network.CreateWeightGradients();

    /// <summary>The gradient of a scalar that depends on the outputs (and on the final state), by the chain rule.</summary>
    /// <param name="outputGradients">The scalar's gradient for <see cref="Outputs"/>, same shape.</param>
    /// <param name="weightGradients">By tensor name; the gradient for the weights is added to it.</param>
    /// <param name="stateGradient">
    /// The scalar's gradient for <see cref="FinalState"/>, zeros where it does not depend on it; on return the gradient
    /// for the initial state.
    /// </param>
    /// <returns>The gradient for the row's inputs, same shape (0 for ids).</returns>
    /// <exception cref="ArgumentException">A gradient does not have the shape of what it is for.</exception>
    public double[][] Backward(double[][] outputGradients, IReadOnlyDictionary<string, double[]> weightGradients, Span<double> stateGradient)
    {
        ArgumentNullException.ThrowIfNull(outputGradients);
        ArgumentNullException.ThrowIfNull(weightGradients);
        if (outputGradients.Length != Outputs.Length || Array.Exists(outputGradients, timestep => timestep.Length != _network.Outputs))
        {
            throw new ArgumentException($"{_network.Description.Name} returned [{Outputs.Length}, {_network.Outputs}]; the gradient has another shape.", nameof(outputGradients));
        }

        if (stateGradient.Length != _network.StateLength)
        {
            throw new ArgumentException($"{_network.Description.Name} has a state of {_network.StateLength} values, the gradient has {stateGradient.Length}.", nameof(stateGradient));
        }

        double[][][] gradients = BeginBackward(outputGradients);
        int end = stateGradient.Length;
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            int start = end - _layers[i].StateLength;
            double[][] inputGradient = _passes[i].Backward(gradients[i], weightGradients, stateGradient[start..end]);
            _network.Graph.Spread(i, inputGradient, source => source == ReferenceGraph.Input ? gradients[^1] : gradients[source]);
            end = start;
        }

        return gradients[^1];
    }

    /// <summary>The row's pass through one layer.</summary>
    internal ReferenceLayerPass Through(int layer) => _passes[layer];

    /// <summary>By layer, the model's input last, what all that read it have added to its gradient so far: the outputs' share.</summary>
    internal double[][][] BeginBackward(double[][] outputGradients)
    {
        var gradients = new double[_layers.Length + 1][][];
        for (int i = 0; i < _layers.Length; i++)
        {
            gradients[i] = ReferenceSignal.Zeros(_passes[i].Output.Timesteps, _layers[i].OutputSize);
        }

        gradients[^1] = ReferenceSignal.Zeros(_input.Timesteps, _network.Description.Features);
        _network.Graph.SpreadOutputs(outputGradients, output => gradients[output]);
        return gradients;
    }
}

/// <summary>A batch's loss and its gradient.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Weights">The gradient for every tensor, by name.</param>
/// <param name="Inputs">The gradient for every row's inputs, <c>[rows][Length][Features]</c>.</param>
/// <param name="InitialStates">The gradient for every row's initial state, <c>[rows][StateLength]</c>.</param>
public sealed record ReferenceGradients(
    double Loss,
    IReadOnlyDictionary<string, double[]> Weights,
    double[][][] Inputs,
    double[][] InitialStates);

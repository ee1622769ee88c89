using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>
/// What flows between two layers for one row: the values of every timestep of the row, and which timesteps are
/// active (not masked). There is no padding: a row's length is the number of its timesteps. The single output of a
/// layer that returns only its last one is a signal of one timestep, active if any timestep before it was.
/// </summary>
/// <param name="Values">[timesteps][size]</param>
/// <param name="Active">[timesteps]</param>
internal sealed record ReferenceSignal(double[][] Values, bool[] Active)
{
    public int Timesteps => Values.Length;

    /// <summary>The same timesteps from the last one to the first.</summary>
    public ReferenceSignal Reversed() => new(Reverse(Values), Reverse(Active));

    public static T[] Reverse<T>(T[] timesteps)
    {
        var reversed = (T[])timesteps.Clone();
        Array.Reverse(reversed);
        return reversed;
    }

    public static double[][] Zeros(int timesteps, int size)
    {
        var zeros = new double[timesteps][];
        for (int t = 0; t < timesteps; t++)
        {
            zeros[t] = new double[size];
        }

        return zeros;
    }
}

/// <summary>A layer in double precision. It keeps nothing of a row; what the backward pass needs is in the pass.</summary>
internal abstract class ReferenceLayer
{
    /// <summary>Number of doubles in the layer's recurrent state.</summary>
    public virtual int StateLength => 0;

    /// <summary>Values per timestep of the output.</summary>
    public abstract int OutputSize { get; }

    /// <summary>The output is a sequence when the input is one.</summary>
    public virtual bool KeepsSequence => true;

    /// <summary>The output is a sequence whatever the input is.</summary>
    public virtual bool MakesSequence => false;

    /// <summary>Runs the layer over one row.</summary>
    /// <param name="row">The row, for what does not flow from layer to layer.</param>
    /// <param name="input">The output of the layer before.</param>
    /// <param name="state">The initial state; on return the final state.</param>
    public abstract ReferenceLayerPass Forward(ReferenceRow row, ReferenceSignal input, Span<double> state);
}

/// <summary>One row's run through one layer.</summary>
internal abstract class ReferenceLayerPass
{
    protected ReferenceLayerPass(ReferenceSignal output) => Output = output;

    public ReferenceSignal Output { get; }

    /// <summary>The chain rule through the layer.</summary>
    /// <param name="outputGradients">The loss's gradient for the output's values.</param>
    /// <param name="weightGradients">By tensor name; the layer adds to its own.</param>
    /// <param name="stateGradient">The loss's gradient for the final state; on return the one for the initial state.</param>
    /// <returns>The loss's gradient for the input's values.</returns>
    public abstract double[][] Backward(
        double[][] outputGradients,
        IReadOnlyDictionary<string, double[]> weightGradients,
        Span<double> stateGradient);
}

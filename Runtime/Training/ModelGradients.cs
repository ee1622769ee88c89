using System.Collections.Generic;

namespace ModelGen;

/// <summary>The loss of one batch and its gradients, as plain arrays. Nothing was clipped, and no weight was changed.</summary>
public sealed class ModelGradients
{
    internal ModelGradients(
        double loss,
        float[] outputs,
        IReadOnlyDictionary<string, float[]> tensors,
        float[]? inputs,
        float[] initialStates)
    {
        Loss = loss;
        Outputs = outputs;
        Tensors = tensors;
        Inputs = inputs;
        InitialStates = initialStates;
    }

    /// <summary>The mean loss.</summary>
    public double Loss { get; }

    /// <summary>The model's outputs: <c>[B, Outputs]</c> or <c>[B, T, Outputs]</c>.</summary>
    public float[] Outputs { get; }

    /// <summary>∂loss/∂weight by tensor name, row-major in the tensor's logical shape.</summary>
    public IReadOnlyDictionary<string, float[]> Tensors { get; }

    /// <summary>∂loss/∂input: <c>[B, T, Features]</c>, 0 beyond a row's length; null for a model that reads ids.</summary>
    public float[]? Inputs { get; }

    /// <summary>∂loss/∂initial state: <c>[B, StateLength]</c> in the order of <c>ModelState.CopyTo</c>.</summary>
    public float[] InitialStates { get; }
}

namespace ModelGen;

/// <summary>All timesteps of a row one after another: reads <c>[Timesteps, Size]</c>, returns <c>[Timesteps · Size]</c>.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Timesteps">The timesteps of every row.</param>
/// <param name="Size">Features of a timestep.</param>
public sealed record FlattenDescription(string Name, int Timesteps, int Size) : LayerDescription(Name);

/// <summary>One row at every timestep: reads <c>[Size]</c>, returns <c>[Timesteps, Size]</c>.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Timesteps">How often it is repeated.</param>
/// <param name="Size">Features.</param>
public sealed record RepeatVectorDescription(string Name, int Timesteps, int Size) : LayerDescription(Name);

/// <summary>An activation of every row (and timestep).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Activation">The function.</param>
public sealed record ActivationDescription(string Name, Activation Activation) : LayerDescription(Name)
{
    /// <summary>α of the activation, or null for its default.</summary>
    public double? ActivationAlpha { get; init; }

    /// <summary>β of the activation, or null for its default.</summary>
    public double? ActivationBeta { get; init; }

    internal ReferenceFunction Function => new(Activation, ActivationAlpha, ActivationBeta);
}

using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>All timesteps of a row one after another.</summary>
internal sealed record FlattenPlan(string Name, string Identifier, int Index, Signal Input, Signal Output)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    public override bool WaitsForEnd => true;

    public static FlattenPlan Create(LayerPlace place, int timesteps)
        => new(place.Name, place.Identifier, place.Index, place.Input, Signal.Padded(timesteps * place.Input.Width, isSequence: false));
}

/// <summary>One row at every timestep.</summary>
/// <param name="Name">Name in weight files and messages.</param>
/// <param name="Identifier">The name as a C# identifier in Pascal case.</param>
/// <param name="Index">Position among the layers.</param>
/// <param name="Input">What it reads.</param>
/// <param name="Output">What it returns.</param>
/// <param name="Timesteps">The timesteps of all sequences from it on; null where they are the input's.</param>
internal sealed record RepeatVectorPlan(string Name, string Identifier, int Index, Signal Input, Signal Output, int? Timesteps)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    public override bool WaitsForEnd => true;

    public static RepeatVectorPlan Create(LayerPlace place, int? timesteps)
        => new(place.Name, place.Identifier, place.Index, place.Input, Signal.Padded(place.Input.Width, isSequence: true), timesteps);
}

/// <summary>An activation as a layer.</summary>
internal sealed record ActivationPlan(string Name, string Identifier, int Index, Signal Input, Signal Output, ActivationFunction Activation)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    public static ActivationPlan Create(LayerPlace place, ActivationDeclaration activation)
        => new(place.Name, place.Identifier, place.Index, place.Input, Signal.Padded(place.Input.Width, place.Input.IsSequence), activation.Activation);
}

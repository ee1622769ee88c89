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
internal sealed record RepeatVectorPlan(string Name, string Identifier, int Index, Signal Input, Signal Output)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    public override bool WaitsForEnd => true;

    public static RepeatVectorPlan Create(LayerPlace place)
        => new(place.Name, place.Identifier, place.Index, place.Input, Signal.Padded(place.Input.Width, isSequence: true));
}

/// <summary>An activation as a layer.</summary>
internal sealed record ActivationPlan(string Name, string Identifier, int Index, Signal Input, Signal Output, ActivationFunction Activation)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    public static ActivationPlan Create(LayerPlace place, ActivationDeclaration activation)
        => new(place.Name, place.Identifier, place.Index, place.Input, Signal.Padded(place.Input.Width, place.Input.IsSequence), activation.Activation);
}

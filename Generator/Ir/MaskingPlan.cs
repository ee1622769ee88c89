using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>Masks timesteps of the model's input; its output has the input's layout.</summary>
internal sealed record MaskingPlan(string Name, string Identifier, int Index, Signal Input, Signal Output, float Value)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    public static MaskingPlan Create(LayerPlace place, MaskingDeclaration masking)
        => new(place.Name, place.Identifier, place.Index, place.Input, place.Input, (float)masking.Value);
}

using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>A timestep is masked where these values of the model's input all equal one.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Value">What they equal.</param>
internal sealed record MaskColumns(int First, int Count, float Value);

/// <summary>Masks timesteps of the model's input, or of one of several; its output's rows follow each other without a gap.</summary>
internal sealed record MaskingPlan(string Name, string Identifier, int Index, Signal Input, Signal Output, float Value)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    public static MaskingPlan Create(LayerPlace place, MaskingDeclaration masking)
        => new(place.Name, place.Identifier, place.Index, place.Input, place.Input with { Stride = place.Input.Width }, (float)masking.Value);
}

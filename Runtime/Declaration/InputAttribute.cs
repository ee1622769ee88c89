using System;

namespace ModelGen;

/// <summary>
/// One of the inputs of a model, with a name that layers read it by: <c>[T, Features]</c>. It returns its values unchanged; the layer on the
/// next line reads it, and any layer further down that names it in <see cref="LayerAttribute.From"/>. All inputs of a model have the same
/// timesteps, lengths and initial states. A model with several takes a span for each, in the order in which they are declared, or one row of
/// all side by side. An input of one value that an embedding reads is ids: its span is of whole numbers, and it stands above the inputs of
/// values. A model with one input needs none: <see cref="ModelAttribute.Features"/> says as much.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InputAttribute : Attribute
{
    /// <summary>Declares an input.</summary>
    /// <param name="features">Values per timestep.</param>
    public InputAttribute(int features) => Features = features;

    /// <summary>Values per timestep.</summary>
    public int Features { get; }

    /// <summary>What layers and the parameters of <c>Predict</c> call it. Default <c>input</c>, then <c>input_1</c> and so on.</summary>
    public string? Name { get; set; }
}

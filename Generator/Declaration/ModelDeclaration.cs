using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration;

/// <summary>
/// Everything that a model's attributes say, as plain equatable values: no symbol, no syntax, no location.
/// Nothing is checked here; <see cref="DeclarationRules"/> does that.
/// </summary>
/// <param name="Namespace">Namespace of the class, empty for the global one.</param>
/// <param name="Containers">Containing types from the outside in.</param>
/// <param name="Type">The model class itself.</param>
/// <param name="Features">Input features per timestep, or null where not given.</param>
/// <param name="MaxTimesteps">The longest sequence, or null where not given.</param>
/// <param name="Streaming">The model is run one timestep at a time.</param>
/// <param name="Initializers">The preset of initialisers.</param>
/// <param name="Layers">The layers in source order; a wrapper stands before the layer it wraps.</param>
/// <param name="Loss">The training loss, or null where not given.</param>
/// <param name="LayerParts">
/// For each layer the partial declaration it is written on: 0 is the one with <c>[Model]</c>. The layers' order is defined
/// only where all are on one.
/// </param>
/// <param name="ReservedMembers">The user's own members that have the name of a generated one.</param>
internal sealed record ModelDeclaration(
    string Namespace,
    EquatableArray<TypeDeclaration> Containers,
    TypeDeclaration Type,
    int? Features,
    int? MaxTimesteps,
    bool Streaming,
    InitializerPreset Initializers,
    EquatableArray<LayerDeclaration> Layers,
    LossDeclaration? Loss,
    EquatableArray<int> LayerParts,
    EquatableArray<string> ReservedMembers)
{
    /// <summary>The declared inputs, in order; none where <see cref="Features"/> or an embedding says what the model reads.</summary>
    public IEnumerable<InputDeclaration> Inputs => Layers.OfType<InputDeclaration>();

    /// <summary>Values per timestep of all inputs together; 0 where nothing says.</summary>
    // Several that are absurd together are as absurd as one, which a rule refuses.
    public int InputFeatures => Features ?? (int)System.Math.Min(int.MaxValue, Inputs.Sum(i => i.Features > 0 ? (long)i.Features : 0));

    /// <summary>All losses; <see cref="Loss"/> is the first.</summary>
    public EquatableArray<LossDeclaration> Losses { get; init; }

    /// <summary>The timesteps of every sequence, or null where they have lengths of their own.</summary>
    public int? Timesteps { get; init; }

    /// <summary>What <c>[Budget]</c> allows, or null. It changes no code.</summary>
    public BudgetDeclaration? Budget { get; init; }

    /// <summary>Some timesteps of the input are masked.</summary>
    public bool HasMask => Layers.Any(layer => layer is MaskingDeclaration or EmbeddingDeclaration { MaskZero: true });

    /// <summary>
    /// The timesteps of sequences that layer <paramref name="layer"/> reads or returns, where a [RepeatVector] at or above it has made them; null
    /// where they are the input's. Repeated as often as every input has timesteps, none of them masked, a row is a sequence like the input.
    /// </summary>
    public int? RepeatedTimesteps(int layer)
    {
        int? timesteps = null;
        for (int i = 0; i <= layer; i++)
        {
            if (Layers[i] is RepeatVectorDeclaration repeat && (timesteps is not null || repeat.N != Timesteps || HasMask))
            {
                timesteps = repeat.N;
            }
        }

        return timesteps;
    }

    /// <summary>How instances store kernels.</summary>
    public WeightPrecision WeightPrecision { get; init; }

    /// <summary>Whose defaults have filled in what the layers leave out.</summary>
    public FrameworkPreset Framework { get; init; }

    /// <summary>sigmoid and tanh in their coarse and fast form.</summary>
    public bool FastActivations { get; init; }

    /// <summary>Training computes the gates of recurrent layers once more in the backward pass.</summary>
    public bool RecomputeActivations { get; init; }

    /// <summary>Names of the generated code's own use that mean something else where the class lies. Filled by the generator alone.</summary>
    public EquatableArray<string> ShadowedNames { get; init; }

    /// <summary>The name of another type or namespace differs in case only from that of the class or of what it lies in. Filled by the generator alone.</summary>
    public bool HasTwin { get; init; }

    /// <summary>Name in messages and in the generated file names: <c>Outer.Model</c>.</summary>
    public string DisplayName
    {
        get
        {
            string name = string.Empty;
            foreach (TypeDeclaration container in Containers)
            {
                name += container.Name + ".";
            }

            return name + Type.Name;
        }
    }
}

/// <summary>A class, struct, record or interface as the generated partial declaration must repeat it.</summary>
/// <param name="Name">Identifier without type parameters.</param>
/// <param name="Keywords">E.g. <c>class</c>, <c>record struct</c>.</param>
/// <param name="TypeParameters">E.g. <c>&lt;T&gt;</c>, or empty.</param>
/// <param name="IsPartial">Every declaration says partial.</param>
/// <param name="IsStatic">The type is static.</param>
/// <param name="IsAbstract">The type is abstract.</param>
/// <param name="IsFileLocal">The type is visible in its own file only.</param>
/// <param name="HasPrimaryConstructor">The declaration has a parameter list, which every other constructor must call.</param>
/// <param name="HasParameterlessBase">The base class has a constructor that can be called without arguments.</param>
internal sealed record TypeDeclaration(
    string Name,
    string Keywords,
    string TypeParameters,
    bool IsPartial,
    bool IsStatic,
    bool IsAbstract,
    bool IsFileLocal,
    bool HasPrimaryConstructor,
    bool HasParameterlessBase);

/// <summary>What the <c>[Loss]</c> attribute says.</summary>
/// <param name="Kind">The loss function.</param>
/// <param name="FromLogits">It applies softmax or the sigmoid itself.</param>
/// <param name="Output">The layer whose output it is for, or null where not given.</param>
/// <param name="Weight">Its factor in the sum of several.</param>
internal sealed record LossDeclaration(LossKind Kind, bool FromLogits, string? Output, double Weight)
{
    /// <summary>The share of targets that is spread evenly.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Where Huber's loss becomes straight, or null where not given.</summary>
    public double? Delta { get; init; }

    /// <summary>The class of a CTC loss that says nothing, or null where not given.</summary>
    public int? Blank { get; init; }

    /// <summary>Rows with too few timesteps for their labels have a CTC loss of 0; null where not given.</summary>
    public bool? ZeroInfinity { get; init; }
}

/// <summary>The most that a model may cost; null where nothing is said.</summary>
/// <param name="WeightBytes">Bytes of its parameters.</param>
/// <param name="StateBytes">Bytes of one stream's state.</param>
/// <param name="FlopsPerTimestep">Floating-point operations of all layers' matrix products.</param>
internal sealed record BudgetDeclaration(long? WeightBytes, long? StateBytes, long? FlopsPerTimestep);

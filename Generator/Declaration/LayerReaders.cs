using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ModelGen.Declaration;

/// <summary>Reads layer attributes. A new layer adds its record, a method here and a row in the table.</summary>
internal static class LayerReaders
{
    private delegate LayerDeclaration Reader(AttributeReader attribute);

    private static readonly Dictionary<string, Reader> s_byAttribute = new()
    {
        ["InputAttribute"] = a => new InputDeclaration(a.Name, Features: a.Int32At(0)),
        ["LstmAttribute"] = ReadLstm,
        ["GruAttribute"] = ReadGru,
        ["SimpleRnnAttribute"] = ReadSimpleRnn,
        ["BidirectionalAttribute"] = ReadBidirectional,
        ["BackwardLayerAttribute"] = _ => new BackwardLayerDeclaration(),
        ["EmbeddingAttribute"] = ReadEmbedding,
        ["DenseAttribute"] = ReadDense,
        ["DropoutAttribute"] = ReadDropout,
        ["MaskingAttribute"] = a => new MaskingDeclaration(a.Name, Value: a.DoubleAt(0)),
        ["LayerNormalizationAttribute"] = ReadLayerNormalization,
        ["LastTimestepAttribute"] = a => new PoolingDeclaration(a.Name, PoolingKind.Last),
        ["FlattenAttribute"] = a => new FlattenDeclaration(a.Name),
        ["RepeatVectorAttribute"] = a => new RepeatVectorDeclaration(a.Name, N: a.Int32At(0)),
        ["ActivationAttribute"] = a => new ActivationDeclaration(a.Name, a.FunctionOf(a.EnumAt<Activation>(0), "Activation")),
        ["BatchNormalizationAttribute"] = ReadBatchNormalization,
        ["GlobalAveragePooling1DAttribute"] = a => new PoolingDeclaration(a.Name, PoolingKind.Average),
        ["GlobalMaxPooling1DAttribute"] = a => new PoolingDeclaration(a.Name, PoolingKind.Max),
        ["ConcatenateAttribute"] = a => new MergeDeclaration(a.Name, JoinKind.Concatenate),
        ["AddAttribute"] = a => new MergeDeclaration(a.Name, JoinKind.Add),
        ["MultiplyAttribute"] = a => new MergeDeclaration(a.Name, JoinKind.Multiply),
    };

    /// <summary>The layer that <paramref name="attribute"/> declares, or null where it is not a layer attribute.</summary>
    public static LayerDeclaration? TryRead(AttributeData attribute, FrameworkPreset framework = FrameworkPreset.Keras3)
        => attribute.AttributeClass is { ContainingNamespace: { Name: "ModelGen", ContainingNamespace.IsGlobalNamespace: true } } type
            && s_byAttribute.TryGetValue(type.Name, out Reader? reader)
            ? Read(reader, new AttributeReader(attribute, framework))
            : null;

    private static LayerDeclaration Read(Reader reader, AttributeReader attribute)
    {
        LayerDeclaration layer = reader(attribute) with { From = attribute.From, Written = new EquatableArray<string>(attribute.Written), IsOutput = attribute.Boolean("Output") ?? false, Rules = WeightRules.Read(attribute), Activity = new DeclaredActivity(attribute.Double("ActivityL1") ?? 0, attribute.Double("ActivityL2") ?? 0) };
        if (layer is not RecurrentDeclaration recurrent)
        {
            return layer;
        }

        double? clip = attribute.Double("Clip");
        if (recurrent is GatedDeclaration gated)
        {
            recurrent = gated with { RecurrentActivation = gated.RecurrentActivation with { Clip = (float?)clip } };
        }

        return recurrent with
        {
            Clip = clip,
            Activation = recurrent.Activation with { Clip = (float?)clip },
            ZeroOutputForMask = attribute.Boolean("ZeroOutputForMask") ?? false,
            Dropout = attribute.Double("Dropout") ?? 0,
            RecurrentDropout = attribute.Double("RecurrentDropout") ?? 0,
        };
    }

    private static LstmDeclaration ReadLstm(AttributeReader a) => new(
        a.Name,
        Units: a.Int32At(0),
        ReturnSequences: a.Boolean("ReturnSequences") ?? false,
        GoBackwards: a.Boolean("GoBackwards") ?? false,
        UseBias: a.Boolean("UseBias") ?? true,
        UnitForgetBias: a.Boolean("UnitForgetBias"),
        Activation: a.Function("Activation", Activation.Tanh),
        RecurrentActivation: a.Function("RecurrentActivation", a.StandardGate),
        KernelInitializer: a.Enumeration<Initializer>("KernelInitializer") ?? Initializer.Preset,
        RecurrentInitializer: a.Enumeration<Initializer>("RecurrentInitializer") ?? Initializer.Preset,
        BiasInitializer: a.Enumeration<Initializer>("BiasInitializer") ?? Initializer.Preset)
    {
        Peepholes = a.Boolean("Peepholes") ?? false,
        CellClip = a.Double("CellClip"),
        InputForgetCoupling = a.Boolean("InputForgetCoupling") ?? false,
        OutputActivation = ReadOutputActivation(a),
        LayerNorm = a.Boolean("LayerNorm") ?? false,
        LayerNormEpsilon = a.Double("LayerNormEpsilon"),
        GainInitializer = a.Enumeration<Initializer>("GainInitializer") ?? Initializer.Preset,
        CellGainInitializer = a.Enumeration<Initializer>("CellGainInitializer") ?? Initializer.Preset,
        CellBiasInitializer = a.Enumeration<Initializer>("CellBiasInitializer") ?? Initializer.Preset,
        CandidateDropout = a.Double("CandidateDropout") ?? 0,
        Projection = a.Int32("Projection"),
        ProjectionClip = a.Double("ProjectionClip"),
        ProjectionInitializer = a.Enumeration<Initializer>("ProjectionInitializer") ?? Initializer.Preset,
    };

    private static ActivationFunction? ReadOutputActivation(AttributeReader a)
        => a.Enumeration<Activation>("OutputActivation") is null && a.Double("OutputActivationAlpha") is null && a.Double("OutputActivationBeta") is null
            ? null
            : a.Function("OutputActivation", a.Enumeration<Activation>("Activation") ?? Activation.Tanh);

    private static GruDeclaration ReadGru(AttributeReader a) => new(
        a.Name,
        Units: a.Int32At(0),
        ReturnSequences: a.Boolean("ReturnSequences") ?? false,
        GoBackwards: a.Boolean("GoBackwards") ?? false,
        UseBias: a.Boolean("UseBias") ?? true,
        ResetAfter: a.Boolean("ResetAfter") ?? a.StandardResetAfter,
        Activation: a.Function("Activation", Activation.Tanh),
        RecurrentActivation: a.Function("RecurrentActivation", a.StandardGate),
        KernelInitializer: a.Enumeration<Initializer>("KernelInitializer") ?? Initializer.Preset,
        RecurrentInitializer: a.Enumeration<Initializer>("RecurrentInitializer") ?? Initializer.Preset,
        BiasInitializer: a.Enumeration<Initializer>("BiasInitializer") ?? Initializer.Preset);

    private static SimpleRnnDeclaration ReadSimpleRnn(AttributeReader a) => new(
        a.Name,
        Units: a.Int32At(0),
        ReturnSequences: a.Boolean("ReturnSequences") ?? false,
        GoBackwards: a.Boolean("GoBackwards") ?? false,
        UseBias: a.Boolean("UseBias") ?? true,
        Activation: a.Function("Activation", Activation.Tanh),
        KernelInitializer: a.Enumeration<Initializer>("KernelInitializer") ?? Initializer.Preset,
        RecurrentInitializer: a.Enumeration<Initializer>("RecurrentInitializer") ?? Initializer.Preset,
        BiasInitializer: a.Enumeration<Initializer>("BiasInitializer") ?? Initializer.Preset);

    private static BidirectionalDeclaration ReadBidirectional(AttributeReader a) => new(
        a.Name,
        Merge: a.Enumeration<MergeMode>("Merge") ?? MergeMode.Concat);

    private static EmbeddingDeclaration ReadEmbedding(AttributeReader a) => new(
        a.Name,
        Vocabulary: a.Int32At(0),
        Dimensions: a.Int32At(1),
        MaskZero: a.Boolean("MaskZero") ?? false,
        EmbeddingsInitializer: a.Enumeration<Initializer>("EmbeddingsInitializer") ?? Initializer.Preset);

    private static DenseDeclaration ReadDense(AttributeReader a) => new(
        a.Name,
        Units: a.Int32At(0),
        Activation: a.Function("Activation", Activation.Linear),
        UseBias: a.Boolean("UseBias") ?? true,
        KernelInitializer: a.Enumeration<Initializer>("KernelInitializer") ?? Initializer.Preset,
        BiasInitializer: a.Enumeration<Initializer>("BiasInitializer") ?? Initializer.Preset);

    private static DropoutDeclaration ReadDropout(AttributeReader a) => new(a.Name, Rate: a.DoubleAt(0));

    private static LayerNormalizationDeclaration ReadLayerNormalization(AttributeReader a) => new(
        a.Name,
        Epsilon: a.Double("Epsilon") ?? (a.HasSmallConstants ? 1e-5 : 1e-3),
        Center: a.Boolean("Center") ?? true,
        Scale: a.Boolean("Scale") ?? true,
        GammaInitializer: a.Enumeration<Initializer>("GammaInitializer") ?? Initializer.Preset,
        BetaInitializer: a.Enumeration<Initializer>("BetaInitializer") ?? Initializer.Preset);

    private static BatchNormalizationDeclaration ReadBatchNormalization(AttributeReader a) => new(
        a.Name,
        Momentum: a.Double("Momentum") ?? (a.HasSmallConstants ? 0.9 : 0.99),
        Epsilon: a.Double("Epsilon") ?? (a.HasSmallConstants ? 1e-5 : 1e-3),
        Center: a.Boolean("Center") ?? true,
        Scale: a.Boolean("Scale") ?? true,
        GammaInitializer: a.Enumeration<Initializer>("GammaInitializer") ?? Initializer.Preset,
        BetaInitializer: a.Enumeration<Initializer>("BetaInitializer") ?? Initializer.Preset,
        MovingMeanInitializer: a.Enumeration<Initializer>("MovingMeanInitializer") ?? Initializer.Preset,
        MovingVarianceInitializer: a.Enumeration<Initializer>("MovingVarianceInitializer") ?? Initializer.Preset);
}

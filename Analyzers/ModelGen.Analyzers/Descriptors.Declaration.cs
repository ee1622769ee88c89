using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers;

/// <content>MG0xxx: the declaration itself.</content>
internal static partial class Descriptors
{
    private const string DeclarationCategory = "ModelGen.Declaration";

    public static readonly DiagnosticDescriptor ModelClass = new(
        RuleIds.ModelClass,
        "Model class must be partial",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The generated code is a second partial declaration of the model class with a constructor that takes the weights. The class and the types around it must be partial; it cannot be static, abstract, generic, a record or local to its file.",
        HelpPages + RuleIds.ModelClass + ".md");

    public static readonly DiagnosticDescriptor SequenceInput = new(
        RuleIds.SequenceInput,
        "Recurrent layer needs a sequence",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A recurrent layer returns only its last output unless ReturnSequences is true; the next recurrent layer then has no timesteps to read.",
        HelpPages + RuleIds.SequenceInput + ".md");

    public static readonly DiagnosticDescriptor Shape = new(
        RuleIds.Shape,
        "Shape mismatch",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "What one layer returns is not what the next one, or the loss, can read.",
        HelpPages + RuleIds.Shape + ".md");

    public static readonly DiagnosticDescriptor Size = new(
        RuleIds.Size,
        "Size out of range",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Sizes are at least 1, MaxTimesteps is set unless the model is streaming, a dropout rate lies in [0, 1), and all weights fit one buffer.",
        HelpPages + RuleIds.Size + ".md");

    public static readonly DiagnosticDescriptor LayerOrder = new(
        RuleIds.LayerOrder,
        "Wrapper without a layer, or layer order ambiguous",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A wrapper applies to the recurrent layer on the next line, and all layers are written on one partial declaration, because the language defines no order between several.",
        HelpPages + RuleIds.LayerOrder + ".md");

    public static readonly DiagnosticDescriptor Name = new(
        RuleIds.Name,
        "Names collide or are not identifiers",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A layer's name stands in weight files and in the generated members' names, so it must be an identifier and differ from the others in more than case and underscores.",
        HelpPages + RuleIds.Name + ".md");

    public static readonly DiagnosticDescriptor SwappedDirections = new(
        RuleIds.SwappedDirections,
        "Bidirectional around a layer that goes backwards",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A bidirectional layer runs its layer in both directions by itself. GoBackwards on the layer swaps the two, without a sign of it in the shapes.",
        HelpPages + RuleIds.SwappedDirections + ".md");

    public static readonly DiagnosticDescriptor Causality = new(
        RuleIds.Causality,
        "Streaming model is not causal",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A model that is run one timestep at a time cannot read later timesteps, which Bidirectional and GoBackwards do.",
        HelpPages + RuleIds.Causality + ".md");

    public static readonly DiagnosticDescriptor ModelInput = new(
        RuleIds.ModelInput,
        "First layer does not say what it reads",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A model reads either Features values per timestep or, when its first layer is an embedding, one id per timestep. Exactly one of the two is declared.",
        HelpPages + RuleIds.ModelInput + ".md");

    public static readonly DiagnosticDescriptor IdleOption = new(
        RuleIds.IdleOption,
        "Option has no effect",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "An option or layer is written that changes nothing about the model, at inference or in training.",
        HelpPages + RuleIds.IdleOption + ".md");

    public static readonly DiagnosticDescriptor OptionValue = new(
        RuleIds.OptionValue,
        "Option value is not possible",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An option has a value that its enumeration does not have or that this layer cannot compute.",
        HelpPages + RuleIds.OptionValue + ".md");

    public static readonly DiagnosticDescriptor EmptyModel = new(
        RuleIds.EmptyModel,
        "Model has nothing to compute",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A model is made of the layer attributes on its class, from top to bottom; at least one of them has to compute something.",
        HelpPages + RuleIds.EmptyModel + ".md");

    public static readonly DiagnosticDescriptor UnreadLayer = new(
        RuleIds.UnreadLayer,
        "Output of a layer is not read",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Every layer is read by another one, or the model returns its output. A layer whose output nobody reads would be computed for nothing.",
        HelpPages + RuleIds.UnreadLayer + ".md");

    public static readonly DiagnosticDescriptor LayersWithoutModel = new(
        RuleIds.LayersWithoutModel,
        "Layers without a model",
        TwoSentences,
        DeclarationCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Layer attributes have an effect only on a class with [Model]; without it no code is generated.",
        HelpPages + RuleIds.LayersWithoutModel + ".md");
}

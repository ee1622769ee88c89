using System;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0011: an enum argument must be a value that exists and that the layer can compute.</summary>
internal sealed class OptionValueRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        if (!IsDefined(context.Model.Initializers))
        {
            Undefined(context, ProblemPlace.Model("Initializers"), $"Model '{context.Model.DisplayName}'", "Initializers", context.Model.Initializers);
        }

        if (!IsDefined(context.Model.WeightPrecision))
        {
            Undefined(context, ProblemPlace.Model("WeightPrecision"), $"Model '{context.Model.DisplayName}'", "WeightPrecision", context.Model.WeightPrecision);
        }

        if (context.Model.Loss is { } loss && !IsDefined(loss.Kind))
        {
            Undefined(context, ProblemPlace.Loss("kind"), $"The loss of model '{context.Model.DisplayName}'", "kind", loss.Kind);
        }

        for (int i = 0; i < context.Layers.Count; i++)
        {
            CheckLayer(context, i);
        }
    }

    private static void CheckLayer(DeclarationContext context, int layer)
    {
        switch (context.Layers[layer])
        {
            case LstmDeclaration lstm:
                CheckCellActivation(context, layer, "Activation", lstm.Activation);
                CheckCellActivation(context, layer, "RecurrentActivation", lstm.RecurrentActivation);
                CheckEnum(context, layer, "KernelInitializer", lstm.KernelInitializer);
                CheckEnum(context, layer, "RecurrentInitializer", lstm.RecurrentInitializer);
                CheckEnum(context, layer, "BiasInitializer", lstm.BiasInitializer);
                break;
            case BidirectionalDeclaration bidirectional:
                CheckEnum(context, layer, "Merge", bidirectional.Merge);
                break;
            case EmbeddingDeclaration embedding:
                CheckEnum(context, layer, "EmbeddingsInitializer", embedding.EmbeddingsInitializer);
                break;
            case DenseDeclaration dense:
                CheckEnum(context, layer, "Activation", dense.Activation);
                CheckEnum(context, layer, "KernelInitializer", dense.KernelInitializer);
                CheckEnum(context, layer, "BiasInitializer", dense.BiasInitializer);
                break;
        }
    }

    private static void CheckCellActivation(DeclarationContext context, int layer, string argument, Activation activation)
    {
        if (activation == Activation.Softmax)
        {
            context.Report(
                RuleIds.OptionValue,
                ProblemPlace.Layer(layer, argument),
                $"Layer '{context.NameOf(layer)}' has {argument} = Softmax, which mixes its units where a cell needs a function of each unit alone",
                "Choose an element-wise activation such as Tanh or Sigmoid");
            return;
        }

        CheckEnum(context, layer, argument, activation);
    }

    private static void CheckEnum<T>(DeclarationContext context, int layer, string argument, T value)
        where T : struct, Enum
    {
        if (!IsDefined(value))
        {
            Undefined(context, ProblemPlace.Layer(layer, argument), $"Layer '{context.NameOf(layer)}'", argument, value);
        }
    }

    private static void Undefined<T>(DeclarationContext context, ProblemPlace place, string subject, string argument, T value)
        where T : struct, Enum
        => context.Report(
            RuleIds.OptionValue,
            place,
            $"{subject} has {argument} = {value:D}, which is no member of {typeof(T).Name}",
            $"Choose one of {string.Join(", ", Enum.GetNames(typeof(T)))}");

    private static bool IsDefined<T>(T value)
        where T : struct, Enum
        => Enum.IsDefined(typeof(T), value);
}

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

        if (!IsDefined(context.Model.Framework))
        {
            Undefined(context, ProblemPlace.Model("Framework"), $"Model '{context.Model.DisplayName}'", "Framework", context.Model.Framework);
        }

        if (!IsDefined(context.Model.WeightPrecision))
        {
            Undefined(context, ProblemPlace.Model("WeightPrecision"), $"Model '{context.Model.DisplayName}'", "WeightPrecision", context.Model.WeightPrecision);
        }

        for (int i = 0; i < context.Model.Losses.Count; i++)
        {
            if (!IsDefined(context.Model.Losses[i].Kind))
            {
                Undefined(context, ProblemPlace.Loss(i, "kind"), $"The loss of model '{context.Model.DisplayName}'", "kind", context.Model.Losses[i].Kind);
            }
        }

        for (int i = 0; i < context.Layers.Count; i++)
        {
            CheckLayer(context, i);
        }
    }

    private static void CheckLayer(DeclarationContext context, int layer)
    {
        if (context.Layers[layer] is RecurrentDeclaration { ZeroOutputForMask: true, ReturnSequences: false })
        {
            context.Report(
                RuleIds.OptionValue,
                ProblemPlace.Layer(layer, "ZeroOutputForMask"),
                $"Layer '{context.NameOf(layer)}' has ZeroOutputForMask = true, but returns its last output only, which no mask sets to 0",
                "Set ReturnSequences = true, or remove ZeroOutputForMask");
        }

        foreach (DeclaredOption option in context.Layers[layer].Options)
        {
            ProblemPlace place = ProblemPlace.Layer(layer, option.Argument);
            if (option.IsCellActivation && option.Value is Activation.Softmax)
            {
                context.Report(
                    RuleIds.OptionValue,
                    place,
                    $"Layer '{context.NameOf(layer)}' has {option.Argument} = Softmax, which mixes its units where a cell needs a function of each unit alone",
                    "Choose an element-wise activation such as Tanh or Sigmoid");
            }
            else if (!IsDefined(option.Value))
            {
                Undefined(context, place, $"Layer '{context.NameOf(layer)}'", option.Argument, option.Value);
            }
        }
    }

    private static void Undefined(DeclarationContext context, ProblemPlace place, string subject, string argument, Enum value)
        => context.Report(
            RuleIds.OptionValue,
            place,
            $"{subject} has {argument} = {value:D}, which is no member of {value.GetType().Name}",
            $"Choose one of {string.Join(", ", Enum.GetNames(value.GetType()))}");

    private static bool IsDefined(Enum value) => Enum.IsDefined(value.GetType(), value);
}

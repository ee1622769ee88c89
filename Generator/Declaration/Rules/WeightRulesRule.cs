using System;
using System.Globalization;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0011: regularisers have a weight of at least 0, constraints exist, and numbers of constraints and initialisers make sense and are read.</summary>
internal sealed class WeightRulesRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            WeightRules rules = context.Layers[i].Rules;
            foreach (TensorRule rule in rules.Tensors)
            {
                CheckPenalty(context, i, rule.Prefix + "L1", rule.L1);
                CheckPenalty(context, i, rule.Prefix + "L2", rule.L2);
                if (!Enum.IsDefined(typeof(WeightConstraint), rule.Constraint))
                {
                    Report(context, i, rule.Prefix + "Constraint", $"{rule.Constraint:D}, which is no member of WeightConstraint", $"Choose one of {string.Join(", ", Enum.GetNames(typeof(WeightConstraint)))}");
                }
            }

            CheckNorms(context, i, rules);
            foreach (TensorRule rule in rules.Tensors)
            {
                CheckInitializer(context, i, rule);
            }

            RecurrentDeclaration? recurrent = context.Layers[i] as RecurrentDeclaration;
            Initializer bias = recurrent?.BiasInitializer ?? (context.Layers[i] as DenseDeclaration)?.BiasInitializer ?? Initializer.Preset;
            if (bias == Initializer.Identity && recurrent is not { BiasRows: > 1 })
            {
                Report(context, i, "BiasInitializer", "Identity, which is a matrix where the bias is a vector", "Choose Zeros, or Constant with BiasInitializerMean");
            }

            foreach (DeclaredOption option in context.Layers[i].Options)
            {
                bool isVector = context.Layers[i] is LayerNormalizationDeclaration or BatchNormalizationDeclaration || option.Argument is "GainInitializer" or "CellGainInitializer" or "CellBiasInitializer";
                if (isVector && option.Value is Initializer.Identity)
                {
                    Report(context, i, option.Argument, "Identity, which is a matrix where this is a vector", $"Choose Zeros, Ones, or Constant with {option.Argument}Mean");
                }
            }

            CheckVariance(context, i);
        }
    }

    /// <summary>No initialiser draws a negative variance, of which there is no root.</summary>
    private static void CheckVariance(DeclarationContext context, int layer)
    {
        if (context.Layers[layer] is not BatchNormalizationDeclaration { MovingVarianceInitializer: var initializer })
        {
            return;
        }

        TensorRule? numbers = context.Layers[layer].Rules.Of("MovingVariance");
        double mean = numbers?.Mean ?? 0;
        double scale = numbers?.Scale ?? 0.05;
        switch (initializer)
        {
            case Initializer.Constant when mean < 0:
                Report(context, layer, "MovingVarianceInitializerMean", $"{Text(mean)}, which is no variance", "Give it a number of at least 0");
                break;
            case Initializer.RandomUniform when mean < scale:
            case Initializer.TruncatedNormal when mean < 2 * scale:
                Report(context, layer, "MovingVarianceInitializer", $"{initializer}, which also draws numbers below 0", $"Give it a MovingVarianceInitializerMean of at least {(initializer == Initializer.RandomUniform ? "its" : "twice its")} MovingVarianceInitializerScale, {Text(initializer == Initializer.RandomUniform ? scale : 2 * scale)}");
                break;
            case Initializer.Preset or Initializer.Zeros or Initializer.Ones or Initializer.Identity or Initializer.Constant or Initializer.RandomUniform or Initializer.TruncatedNormal:
                break;
            default:
                if (Enum.IsDefined(typeof(Initializer), initializer))
                {
                    Report(context, layer, "MovingVarianceInitializer", $"{initializer}, which also draws numbers below 0", "Choose Ones, Zeros, or Constant with MovingVarianceInitializerMean");
                }

                break;
        }
    }

    private static void CheckInitializer(DeclarationContext context, int layer, TensorRule rule)
    {
        if (rule.Scale is { } scale)
        {
            string argument = rule.Prefix + "InitializerScale";
            if (!rule.IsSpread && !rule.IsGain)
            {
                Report(context, layer, argument, $"{Text(scale)}, but an initialiser that does not read it", $"Set {rule.Prefix}Initializer to RandomUniform, RandomNormal, TruncatedNormal, Orthogonal or Identity, or remove {argument}");
            }
            else if (!(scale > 0 && scale <= float.MaxValue))
            {
                Report(context, layer, argument, $"{Text(scale)}, which spreads nothing", "Give it a finite number above 0");
            }
        }

        if (rule.Mean is { } mean)
        {
            string argument = rule.Prefix + "InitializerMean";
            if (!rule.IsSpread && rule.Initializer != Initializer.Constant)
            {
                Report(context, layer, argument, $"{Text(mean)}, but an initialiser that does not read it", $"Set {rule.Prefix}Initializer to Constant, RandomUniform, RandomNormal or TruncatedNormal, or remove {argument}");
            }
            else if (!(mean >= -float.MaxValue && mean <= float.MaxValue))
            {
                Report(context, layer, argument, $"{Text(mean)}, which is no value of a weight", "Give it a finite number");
            }
        }
    }

    private static void CheckPenalty(DeclarationContext context, int layer, string argument, double weight)
    {
        // Written so that NaN fails.
        if (!(weight >= 0 && weight <= float.MaxValue))
        {
            Report(context, layer, argument, $"{Text(weight)}, which would reward great weights or nothing at all", "Give it a finite weight of at least 0, such as 0.0001");
        }
    }

    private static void CheckNorms(DeclarationContext context, int layer, WeightRules rules)
    {
        bool bounded = rules.Tensors.Any(r => r.Constraint is WeightConstraint.MaxNorm or WeightConstraint.MinMaxNorm);
        bool ranged = rules.Tensors.Any(r => r.Constraint == WeightConstraint.MinMaxNorm);
        if (rules.MaxNorm is { } greatest)
        {
            RequireReader(context, layer, "MaxNorm", greatest, bounded, "MaxNorm or MinMaxNorm");
            if (!(greatest > 0 && greatest <= float.MaxValue))
            {
                Report(context, layer, "MaxNorm", $"{Text(greatest)}, which is no greatest norm", "Give it a finite norm above 0");
            }
        }

        if (rules.MinNorm is { } least)
        {
            RequireReader(context, layer, "MinNorm", least, ranged, "MinMaxNorm");
            double limit = rules.Greatest(WeightConstraint.MinMaxNorm);
            if (!(least >= 0 && !(least > limit)))
            {
                Report(context, layer, "MinNorm", $"{Text(least)}, which is not between 0 and the greatest norm {Text(limit)}", "Give it a norm of at least 0 and at most MaxNorm");
            }
        }

        if (rules.NormRate is { } rate)
        {
            RequireReader(context, layer, "NormRate", rate, ranged, "MinMaxNorm");
            if (!(rate >= 0 && rate <= 1))
            {
                Report(context, layer, "NormRate", $"{Text(rate)}, which is no share of a way", "Give it a rate between 0 and 1");
            }
        }
    }

    private static void RequireReader(DeclarationContext context, int layer, string argument, double value, bool isRead, string constraints)
    {
        if (!isRead)
        {
            Report(context, layer, argument, $"{Text(value)}, but no constraint that reads it", $"Set a constraint of the layer to {constraints}, or remove {argument}");
        }
    }

    private static void Report(DeclarationContext context, int layer, string argument, string what, string remedy)
        => context.Report(RuleIds.OptionValue, ProblemPlace.Layer(layer, argument), $"Layer '{context.NameOf(layer)}' has {argument} = {what}", remedy);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

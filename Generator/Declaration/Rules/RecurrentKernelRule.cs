using System;
using System.Globalization;

namespace ModelGen.Declaration.Rules;

/// <summary>MG1003: a recurrent kernel starts with a spread that its size asks for, and with units that differ.</summary>
internal sealed class RecurrentKernelRule : DeclarationRule
{
    /// <summary>Spread and bound of Keras' random initialisers.</summary>
    private const double StandardScale = 0.05;

    /// <summary>Standard deviation of a normal distribution that is cut off at two of its own.</summary>
    private const double Truncation = 0.87962566;

    // Spreads that people work out from fans lie within these factors of glorot's: orthogonal 0.79, PyTorch's 0.58 to 0.91, LeCun's 1 to 1.58.
    private const double Least = 0.55;
    private const double Greatest = 1.7;

    /// <summary>A common part of all weights adds up over the units; beyond this the state grows by itself.</summary>
    private const double GreatestSum = 2;

    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is RecurrentDeclaration { Units: > 1, Outputs: > 0 } recurrent)
            {
                Check(context, i, recurrent);
            }
        }
    }

    private static void Check(DeclarationContext context, int layer, RecurrentDeclaration recurrent)
    {
        TensorRule? numbers = recurrent.Rules.Of("Recurrent");
        double mean = numbers?.Mean ?? 0;
        switch (recurrent.RecurrentInitializer)
        {
            case Initializer.Zeros:
            case Initializer.Constant when mean == 0:
                Report("starts with a recurrent kernel of zeros, so that at first no unit hears of the timestep before");
                return;
            case Initializer.Ones or Initializer.Constant:
                Report($"starts with the same recurrent weight everywhere, {Text(recurrent.RecurrentInitializer == Initializer.Ones ? 1 : mean)}, so that all units hear the same sum of the {recurrent.Outputs} before");
                return;
            case Initializer.RandomUniform or Initializer.RandomNormal or Initializer.TruncatedNormal:
                break;
            default:
                return;
        }

        double scale = numbers?.Scale ?? StandardScale;
        double deviation = recurrent.RecurrentInitializer switch
        {
            Initializer.RandomUniform => scale / Math.Sqrt(3),
            Initializer.TruncatedNormal => scale * Truncation,
            _ => scale,
        };
        long columns = (long)recurrent.Gates * recurrent.Units;
        double glorot = Math.Sqrt(2.0 / (recurrent.Outputs + columns));
        double ratio = Math.Sqrt((deviation * deviation) + (mean * mean)) / glorot;

        // Written so that NaN, of which another rule says so, gets nothing.
        if (scale > 0 && (ratio < Least || ratio > Greatest))
        {
            Report($"draws its recurrent kernel [{recurrent.Outputs}, {columns}] from {Distribution(recurrent.RecurrentInitializer, scale, mean)}, {ratio.ToString("0.##", CultureInfo.InvariantCulture)} times as far from 0 as glorot's, whose deviation is {glorot.ToString("0.###", CultureInfo.InvariantCulture)}");
        }
        else if (Math.Abs(mean) * recurrent.Outputs > GreatestSum)
        {
            Report($"draws its recurrent kernel [{recurrent.Outputs}, {columns}] from {Distribution(recurrent.RecurrentInitializer, scale, mean)}, whose mean adds up to {Text(Math.Round(mean * recurrent.Outputs, 2))} over the {recurrent.Outputs} units before");
        }

        void Report(string what)
            => context.Report(RuleIds.RecurrentKernel, ProblemPlace.Layer(layer, "RecurrentInitializer"), $"Layer '{context.CellName(layer)}' {what}", "Use Orthogonal or GlorotUniform, whose spread goes by the size of the kernel");
    }

    private static string Distribution(Initializer initializer, double scale, double mean) => initializer switch
    {
        Initializer.RandomUniform => $"U({Text(mean - scale)}, {Text(mean + scale)})",
        Initializer.TruncatedNormal => $"N({Text(mean)}, {Text(scale)}²) within two deviations",
        _ => $"N({Text(mean)}, {Text(scale)}²)",
    };

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture).Replace('-', '−');
}

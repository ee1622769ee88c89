using System;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ModelGen.Declaration.Rules;

/// <summary>MG1001: an LSTM that is trained begins by remembering, which takes a forget gate whose bias starts well above 0.</summary>
internal sealed class ForgetBiasRule : DeclarationRule
{
    /// <summary>A bias from here on was meant to keep the gate open: the gate starts at 0.62 or more.</summary>
    private const double LeastBias = 0.5;

    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is LstmDeclaration { InputForgetCoupling: false } lstm && IsHalfOpenAtZero(lstm.RecurrentActivation))
            {
                Check(context, i, lstm);
            }
        }
    }

    private static void Check(DeclarationContext context, int layer, LstmDeclaration lstm)
    {
        bool isTrained = context.Model.Loss is not null;
        if (!lstm.UseBias)
        {
            // Weights that were trained elsewhere may have no bias; a model that is trained here should.
            if (isTrained)
            {
                Report("UseBias", $"has no forget bias (UseBias = false): {Decay(context, layer, 0)}", "Remove UseBias = false", null);
            }

            return;
        }

        // PyTorch's LSTM has none, but the shift of a normalisation, which PyTorch does not have, starts as Keras' does.
        bool isPyTorch = context.Model.Initializers == InitializerPreset.PyTorch && !lstm.LayerNorm;
        double bias = InitialBias(lstm);
        if ((lstm.UnitForgetBias ?? !isPyTorch) || bias >= LeastBias)
        {
            return;
        }

        if (lstm.UnitForgetBias == false)
        {
            Report("UnitForgetBias", $"starts with a forget bias of {Text(bias)} (UnitForgetBias = false): {Decay(context, layer, bias)}", "Set UnitForgetBias = true, or a bias initialiser that starts the gate at 1 or more", null);
        }
        else if (isTrained)
        {
            // Whoever chose the preset may want just that, to repeat a training; so it is advice.
            Report(null, $"starts with a forget bias of about {Text(bias)}, as PyTorch's does: {Decay(context, layer, bias)}", "Set UnitForgetBias = true to train it from scratch", DiagnosticSeverity.Info);
        }

        void Report(string? argument, string what, string remedy, DiagnosticSeverity? severity)
            => context.Report(RuleIds.ForgetBias, ProblemPlace.Layer(layer, argument), $"Layer '{context.CellName(layer)}' {what}", remedy, severity: severity);
    }

    /// <summary>The middle of what the bias initialiser draws.</summary>
    private static double InitialBias(LstmDeclaration lstm) => lstm.BiasInitializer switch
    {
        Initializer.Ones => 1,
        Initializer.Constant or Initializer.RandomUniform or Initializer.RandomNormal or Initializer.TruncatedNormal => lstm.Rules.Of("Bias")?.Mean ?? 0,
        _ => 0,
    };

    private static bool IsHalfOpenAtZero(ActivationFunction gate)
        => gate.Kind is Activation.Sigmoid or Activation.HardSigmoid || (gate.Kind == Activation.HardSigmoidKeras2 && (gate.GivenBeta ?? 0.5) <= 0.5);

    /// <summary>What the gate leaves of the cell state.</summary>
    private static string Decay(DeclarationContext context, int layer, double bias)
    {
        double kept = 1 / (1 + Math.Exp(-bias));
        string text = $"at first it keeps {kept.ToString("0.##", CultureInfo.InvariantCulture)} of its state at every timestep";
        int timesteps = context.InputOf(layer).Repeated ?? context.Model.MaxTimesteps ?? 0;
        return timesteps > 1 ? $"{text}, {Math.Pow(kept, timesteps).ToString("0.#e+0", CultureInfo.InvariantCulture)} over {timesteps}" : text;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0010: an option, or a layer, that is written and changes nothing.</summary>
internal sealed class IdleOptionRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            CheckRates(context, i);
            CheckMask(context, i);
            CheckIdentity(context, i);
        }

        CheckModel(context);
        for (int i = 0; i < context.Model.Losses.Count; i++)
        {
            CheckLoss(context, i, context.Model.Losses[i]);
        }
    }

    /// <summary>Dropout of 0. (A penalty of 0 is the other half of an L1L2.)</summary>
    private static void CheckRates(DeclarationContext context, int layer)
    {
        LayerDeclaration declaration = context.Layers[layer];
        if (declaration is DropoutDeclaration { Rate: 0 })
        {
            Report(context, ProblemPlace.Layer(layer, "rate"), $"Layer '{context.NameOf(layer)}' drops a fraction of 0, which is nothing", "Remove the layer, or give it a rate above 0");
        }

        foreach (string argument in declaration.Written)
        {
            bool isZero = argument switch
            {
                "Dropout" => declaration is RecurrentDeclaration { Dropout: 0 },
                "RecurrentDropout" => declaration is RecurrentDeclaration { RecurrentDropout: 0 },
                "CandidateDropout" => declaration is LstmDeclaration { CandidateDropout: 0 },
                _ => false,
            };
            if (isZero)
            {
                Report(context, ProblemPlace.Layer(layer, argument), $"Layer '{context.CellName(layer)}' has {argument} = 0, which does nothing", $"Remove {argument}, or give it a value above 0");
            }
        }
    }

    private static void CheckMask(DeclarationContext context, int layer)
    {
        string name = context.NameOf(layer);
        switch (context.Layers[layer])
        {
            case RecurrentDeclaration { ZeroOutputForMask: true, ReturnSequences: true } when !context.Model.HasMask:
                Report(context, ProblemPlace.Layer(layer, "ZeroOutputForMask"), $"Layer '{name}' has ZeroOutputForMask = true, but nothing masks a timestep; beyond a row's length outputs are 0 in any case", "Remove ZeroOutputForMask, or mask with MaskZero or [Masking]");
                break;
            case RecurrentDeclaration { ZeroOutputForMask: true, ReturnSequences: true } when context.InputOf(layer).Repeated is not null:
                Report(context, ProblemPlace.Layer(layer, "ZeroOutputForMask"), $"Layer '{name}' has ZeroOutputForMask = true, but below [RepeatVector] no timestep is masked", "Remove ZeroOutputForMask");
                break;
            case EmbeddingDeclaration { MaskZero: true } when !IsMaskRead(context):
                Report(context, ProblemPlace.Layer(layer, "MaskZero"), $"Layer '{name}' masks id 0, but no recurrent or pooling layer and no loss reads the mask", "Remove MaskZero");
                break;
            case MaskingDeclaration { Value: 0 } when !IsMaskRead(context):
                Report(context, ProblemPlace.Layer(layer), $"Layer '{name}' masks timesteps of zeros, but no recurrent or pooling layer and no loss reads the mask", "Remove [Masking]");
                break;
        }
    }

    // What RepeatVector makes of the timesteps depends on whether there is a mask.
    private static bool IsMaskRead(DeclarationContext context)
        => context.Model.Loss is not null || context.Layers.Any(layer => layer is RecurrentDeclaration or BidirectionalDeclaration or PoolingDeclaration or RepeatVectorDeclaration);

    /// <summary>An activation that returns what it reads, in a layer that is not there for its name or to join sources.</summary>
    private static void CheckIdentity(DeclarationContext context, int layer)
    {
        if (context.Layers[layer] is ActivationDeclaration { Name: null, IsOutput: false } declaration
            && (declaration.Activation.IsLinear || declaration.Activation is { Kind: Activation.Affine, GivenAlpha: null or 1, GivenBeta: null or 0 })
            && context.SourcesOf(layer).Count == 1
            && !Named(context).Contains(context.NameOf(layer)))
        {
            Report(context, ProblemPlace.Layer(layer, "activation"), $"Layer '{context.NameOf(layer)}' returns what it reads ({declaration.Activation})", "Remove the layer, or choose another activation");
        }
    }

    /// <summary>What <c>From</c> and <c>[Loss]</c> name.</summary>
    private static IEnumerable<string> Named(DeclarationContext context)
        => context.Layers.SelectMany(layer => LayerSources.Names(layer) ?? Enumerable.Empty<string>()).Concat(context.Model.Losses.Select(loss => loss.Output).OfType<string>());

    private static void CheckModel(DeclarationContext context)
    {
        if (context.Model.FastActivations && context.Layers.Count > 0 && !context.Layers.SelectMany(layer => layer.Activations).Any(a => MayBeFast(a.Function.Kind)))
        {
            Report(context, ProblemPlace.Model("FastActivations"), $"Model '{context.Model.DisplayName}' has FastActivations = true, but no layer with a sigmoid or tanh", "Remove FastActivations");
        }

        if (context.Model.WeightPrecision != WeightPrecision.Float32 && context.Layers.Count > 0 && !context.Layers.Any(layer => layer is RecurrentDeclaration or DenseDeclaration))
        {
            Report(context, ProblemPlace.Model("WeightPrecision"), $"Model '{context.Model.DisplayName}' has WeightPrecision = {context.Model.WeightPrecision}, but no kernel: embeddings and biases stay floats", "Remove WeightPrecision");
        }
    }

    /// <summary>All but those of which it is certain that they contain neither.</summary>
    private static bool MayBeFast(Activation activation)
        => activation is not (Activation.Linear or Activation.Relu or Activation.LeakyRelu or Activation.ThresholdedRelu or Activation.HardTanh or Activation.HardSigmoid or Activation.HardSigmoidKeras2 or Activation.Softsign or Activation.Affine);

    private static void CheckLoss(DeclarationContext context, int index, LossDeclaration loss)
    {
        if (loss.FromLogits && loss.Kind is LossKind.MeanSquaredError or LossKind.MeanAbsoluteError or LossKind.Huber or LossKind.LogCosh)
        {
            Report(context, ProblemPlace.Loss(index, "FromLogits"), $"{loss.Kind} has FromLogits = true, but takes the outputs as they are in any case", "Remove FromLogits, or choose a cross-entropy");
        }
    }

    private static void Report(DeclarationContext context, ProblemPlace place, string what, string remedy) => context.Report(RuleIds.IdleOption, place, what, remedy);
}

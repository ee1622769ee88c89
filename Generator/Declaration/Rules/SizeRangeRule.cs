using System.Globalization;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0004: every size is at least 1, a dropout rate lies in [0, 1), an epsilon and a clip are positive, and buffers have a greatest length.</summary>
internal sealed class SizeRangeRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        ModelDeclaration model = context.Model;
        CheckModel(context, model.Features, "Features", "inputs per timestep");
        if (model.Timesteps <= 0)
        {
            CheckModel(context, model.Timesteps, "Timesteps", "timesteps of every sequence");
        }
        else
        {
            CheckModel(context, model.MaxTimesteps, "MaxTimesteps", "timesteps of the longest sequence");
        }

        if (model.MaxTimesteps is null && !model.Streaming)
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Model(),
                $"Model '{model.DisplayName}' does not say how long its longest sequence is",
                "Set MaxTimesteps, or Streaming = true for a model that is only run step by step",
                suggestion: "MaxTimesteps");
        }

        for (int i = 0; i < context.Layers.Count; i++)
        {
            switch (context.Layers[i])
            {
                case InputDeclaration input:
                    CheckLayer(context, i, input.Features, "features");
                    break;
                case RecurrentDeclaration recurrent:
                    CheckLayer(context, i, recurrent.Units, "units");
                    CheckClip(context, i, recurrent.Clip, "Clip", "gates' sums");
                    CheckLstm(context, i, recurrent as LstmDeclaration);
                    CheckRate(context, i, recurrent.Dropout, "Dropout");
                    CheckRate(context, i, recurrent.RecurrentDropout, "RecurrentDropout");
                    break;
                case DenseDeclaration dense:
                    CheckLayer(context, i, dense.Units, "units");
                    break;
                case EmbeddingDeclaration embedding:
                    CheckLayer(context, i, embedding.Vocabulary, "vocabulary");
                    CheckLayer(context, i, embedding.Dimensions, "dimensions");
                    break;
                case LayerNormalizationDeclaration normalization:
                    CheckEpsilon(context, i, normalization.Epsilon);
                    break;
                case BatchNormalizationDeclaration normalization:
                    CheckEpsilon(context, i, normalization.Epsilon);
                    CheckMomentum(context, i, normalization.Momentum);
                    break;
                case RepeatVectorDeclaration repeat:
                    CheckLayer(context, i, repeat.N, "n");
                    break;
                case MaskingDeclaration masking:
                    CheckMask(context, i, masking.Value);
                    break;
                case DropoutDeclaration dropout:
                    CheckRate(context, i, dropout.Rate, "rate");
                    break;
            }
        }
    }

    private static void CheckModel(DeclarationContext context, int? size, string argument, string meaning)
    {
        if (size <= 0)
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Model(argument),
                $"{argument} of model '{context.Model.DisplayName}' is {size}",
                $"Set it to the number of {meaning}, at least 1");
        }
    }

    private static void CheckLayer(DeclarationContext context, int layer, int size, string argument)
    {
        if (size <= 0)
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Layer(layer, argument),
                $"Layer '{context.NameOf(layer)}' has {argument} = {size.ToString(CultureInfo.InvariantCulture)}",
                "Give it at least 1");
        }
    }

    private static void CheckLstm(DeclarationContext context, int layer, LstmDeclaration? lstm)
    {
        CheckClip(context, layer, lstm?.CellClip, "CellClip", "cell state");
        CheckClip(context, layer, lstm?.ProjectionClip, "ProjectionClip", "projected output");
        CheckRate(context, layer, lstm?.CandidateDropout ?? 0, "CandidateDropout");
        if (lstm?.LayerNormEpsilon is { } epsilon)
        {
            CheckEpsilon(context, layer, epsilon, "LayerNormEpsilon");
        }

        if (lstm?.Projection is { } projection)
        {
            CheckLayer(context, layer, projection, "Projection");
        }
    }

    private static void CheckClip(DeclarationContext context, int layer, double? clip, string argument, string what)
    {
        // Written so that NaN fails.
        if (clip is { } bound && !((float)bound > 0 && (float)bound < float.PositiveInfinity))
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Layer(layer, argument),
                $"Layer '{context.NameOf(layer)}' clips its {what} to ±{bound.ToString("R", CultureInfo.InvariantCulture)}",
                $"Give it a bound greater than 0, or leave {argument} out for none");
        }
    }

    private static void CheckRate(DeclarationContext context, int layer, double rate, string argument)
    {
        // Written so that NaN fails. A rate that rounds to 1 in single precision would divide the rest by 0.
        if (!(rate >= 0 && (float)rate < 1))
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Layer(layer, argument),
                $"Layer '{context.NameOf(layer)}' drops a fraction of {rate.ToString("R", CultureInfo.InvariantCulture)}",
                "Give it a rate of at least 0 and less than 1");
        }
    }

    private static void CheckMask(DeclarationContext context, int layer, double value)
    {
        // Written so that NaN fails.
        if (!(value >= -float.MaxValue && value <= float.MaxValue))
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Layer(layer, "value"),
                $"Layer '{context.NameOf(layer)}' masks timesteps of {value.ToString("R", CultureInfo.InvariantCulture)}, which no input can be",
                "Give it a finite number, such as 0 or -1");
        }
    }

    private static void CheckMomentum(DeclarationContext context, int layer, double momentum)
    {
        // Written so that NaN fails.
        if (!(momentum >= 0 && momentum <= 1))
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Layer(layer, "Momentum"),
                $"Layer '{context.NameOf(layer)}' keeps a share of {momentum.ToString("R", CultureInfo.InvariantCulture)} of its moving statistics",
                "Give it a Momentum from 0 to 1, such as 0.99");
        }
    }

    private static void CheckEpsilon(DeclarationContext context, int layer, double epsilon, string argument = "Epsilon")
    {
        // Written so that NaN fails. One that is 0 or infinite in single precision does not keep the quotient finite.
        if (!((float)epsilon > 0 && (float)epsilon <= float.MaxValue))
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Layer(layer, argument),
                $"Layer '{context.NameOf(layer)}' adds {epsilon.ToString("R", CultureInfo.InvariantCulture)} to the variance",
                $"Give it {(argument == "Epsilon" ? "an" : "a")} {argument} greater than 0, such as 0.001");
        }
    }
}

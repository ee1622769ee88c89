using System;
using System.Globalization;

namespace ModelGen.Declaration.Rules;

/// <summary>
/// MG0004: the weights, and the values that one sequence leaves in all layers, must each fit a buffer whose offsets are
/// 32-bit. Counts padding as if every row were padded to 16 lanes, which no kernel exceeds.
/// </summary>
internal sealed class TotalSizeRule : DeclarationRule
{
    /// <summary>The longest array of .NET, less a margin for alignment.</summary>
    public const double LongestBuffer = 0x7FFFFFC7 - 65536;

    private const double Lanes = 16;

    public override void Check(DeclarationContext context)
    {
        // Doubles cannot overflow, and are exact far beyond the limit they are compared with.
        double weights = 0;
        double perTimestep = 0;
        for (int i = 0; i < context.Layers.Count; i++)
        {
            double own = WeightsOf(context, i);
            bool tooMany = weights <= LongestBuffer && weights + own > LongestBuffer;
            weights += own;
            double values = ValuesOf(context, i) + JoinedOf(context, i);
            perTimestep += context.Model.RepeatedTimesteps(i) is { } repeated ? values * Positive(repeated) / Math.Max(context.Model.MaxTimesteps ?? 1, 1) : values;
            if (tooMany)
            {
                context.Report(
                    RuleIds.Size,
                    ProblemPlace.Layer(i, SizeArgument(context.Layers[i])),
                    $"Layer '{context.NameOf(i)}' brings the model to {Count(weights)} weights, more than one buffer can hold ({Count(LongestBuffer)})",
                    "Make it smaller");
            }
        }

        CheckTimesteps(context, perTimestep + (Pad(context.Model.Features ?? Math.Max(context.Model.InputFeatures, 1)) * Copies(context)));
    }

    private static void CheckTimesteps(DeclarationContext context, double perTimestep)
    {
        double timesteps = context.Model.MaxTimesteps ?? 1;
        if (timesteps <= 0 || timesteps * perTimestep <= LongestBuffer)
        {
            return;
        }

        string what = $"{Count(timesteps)} timesteps of {Count(perTimestep)} values in all layers of model '{context.Model.DisplayName}' are more than one buffer can hold ({Count(LongestBuffer)})";
        if (context.Model.MaxTimesteps is null)
        {
            context.Report(RuleIds.Size, ProblemPlace.Model(), what, "Make the layers smaller");
        }
        else
        {
            context.Report(RuleIds.Size, ProblemPlace.Model("MaxTimesteps"), what, "Lower MaxTimesteps, or run the model step by step");
        }
    }

    /// <summary>Floats in the layer's packed weights: the bias, the kernel's rows and the recurrent kernel's.</summary>
    private static double WeightsOf(DeclarationContext context, int layer)
    {
        double inputs = context.InputOf(layer).Width;
        return context.Layers[layer] switch
        {
            RecurrentDeclaration recurrent => Directions(context, layer) * (((recurrent.BiasRows + inputs + Positive(recurrent.Outputs)) * recurrent.Gates * Pad(recurrent.Units)) + OptionWeightsOf(recurrent as LstmDeclaration)),
            DenseDeclaration dense => (1 + inputs) * Pad(dense.Units),
            LayerNormalizationDeclaration => 2 * Pad(inputs),
            BatchNormalizationDeclaration => 4 * Pad(inputs),
            EmbeddingDeclaration embedding => Positive(embedding.Vocabulary) * Pad(embedding.Dimensions),
            _ => 0,
        };
    }

    /// <summary>The peepholes, gains and shifts of the gates and of c, and the projection kernel below the bias row of its matrix.</summary>
    private static double OptionWeightsOf(LstmDeclaration? lstm)
        => lstm is null ? 0 : (((lstm.Peepholes ? 3 : 0) + (lstm.LayerNorm ? 10 : 0)) * Pad(lstm.Units)) + (lstm.Projection is { } outputs ? (1 + Positive(lstm.Units)) * Pad(outputs) : 0);

    /// <summary>Floats that the layer keeps per timestep: its output, and for a recurrent one its gates and states; in training gradients too.</summary>
    private static double ValuesOf(DeclarationContext context, int layer) => context.Layers[layer] switch
    {
        BidirectionalDeclaration or BackwardLayerDeclaration => 0,
        // Its output is one row, as long as the input's timesteps together.
        FlattenDeclaration => Pad(context.InputOf(layer).Width) * Copies(context),
        RecurrentDeclaration recurrent => (Pad(context.OutputOf(layer).Width) * Copies(context)) + (Directions(context, layer) * (((recurrent.KeptPerUnit + (2 * Copies(context))) * Pad(recurrent.Units)) + ProjectedOf(context, recurrent) + MaskedOf(context, layer, recurrent))),
        _ => Pad(context.OutputOf(layer).Width) * Copies(context),
    };

    /// <summary>The state h of a projection, beside c, and what it keeps of its gradient.</summary>
    private static double ProjectedOf(DeclarationContext context, RecurrentDeclaration recurrent)
        => recurrent is LstmDeclaration { Projection: { } outputs } ? (1 + (2 * Copies(context))) * Pad(outputs) : 0;

    /// <summary>The masked copy of the input or of the state in a cell with dropout.</summary>
    private static double MaskedOf(DeclarationContext context, int layer, RecurrentDeclaration recurrent)
        => recurrent.Dropout == 0 && recurrent.RecurrentDropout == 0 ? 0 : Pad(Math.Max(context.InputOf(layer).Width, recurrent.Outputs));

    /// <summary>Floats that hold the outputs of several layers side by side.</summary>
    private static double JoinedOf(DeclarationContext context, int layer)
        => context.SourcesOf(layer).Count > 1 ? Pad(context.InputOf(layer).Width) * Copies(context) : 0;

    /// <summary>A model with a loss keeps a gradient beside every value that flows between layers, and twice the states.</summary>
    private static int Copies(DeclarationContext context) => context.Model.Loss is null ? 1 : 2;

    private static int Directions(DeclarationContext context, int layer) => context.WrapperOf(layer) is null || LayerNames.OwnBackward(context.Layers, layer) is not null ? 1 : 2;

    private static string? SizeArgument(LayerDeclaration layer) => layer switch
    {
        RecurrentDeclaration or DenseDeclaration => "units",
        EmbeddingDeclaration => "vocabulary",
        _ => null,
    };

    private static double Positive(double size) => Math.Max(size, 0);

    private static double Pad(double size) => Math.Ceiling(Positive(size) / Lanes) * Lanes;

    private static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>A batch normalisation. Its table has a row for gamma and a row for beta, those of the two that it has, then the moving mean and variance.</summary>
internal sealed record BatchNormalizationPlan(
    string Name,
    string Identifier,
    int Index,
    Signal Input,
    Signal Output,
    double Momentum,
    double Epsilon,
    bool Scale,
    bool Center,
    PlacedMatrix Table)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    /// <summary>At inference the dense layers that read it do its work; nothing else reads it.</summary>
    public bool IsFolded { get; init; }

    public override bool IsIdentityAtInference => IsFolded;

    /// <summary>Gamma, which the gradient of the input is multiplied by.</summary>
    public KernelRows? Gamma => Scale ? new KernelRows(Table, FirstRow: 0, Rows: 1) : null;

    public override IEnumerable<KernelRows> Transposed => Gamma is { } gamma ? new[] { gamma } : base.Transposed;

    /// <summary>The table's row of the moving mean.</summary>
    public int MeanRow => (Scale ? 1 : 0) + (Center ? 1 : 0);

    /// <summary>Doubles of its statistics; see <c>BatchNormalization</c> in the runtime.</summary>
    public int StatisticsLength => 1 + (4 * Input.Width);

    /// <summary>Offset of a row of the table in the packed weights.</summary>
    public int Row(int row) => Table.Offset + (row * Table.Matrix.Panels[0].Width);

    public static BatchNormalizationPlan Create(PlanBuilder builder, LayerPlace place, BatchNormalizationDeclaration layer)
    {
        int width = place.Input.Width;
        int parameters = (layer.Scale ? 1 : 0) + (layer.Center ? 1 : 0);
        PlacedMatrix table = builder.Place(PackedMatrix.ForTable(parameters + 2, width));
        if (layer.Scale)
        {
            builder.AddVector($"{place.Name}.gamma", table, row: 0, InitializerResolver.Vector(layer.GammaInitializer, Initializer.Ones, width));
        }

        if (layer.Center)
        {
            builder.AddVector($"{place.Name}.beta", table, row: parameters - 1, InitializerResolver.Vector(layer.BetaInitializer, Initializer.Zeros, width));
        }

        builder.AddStatistic($"{place.Name}.moving_mean", table, row: parameters, InitializerResolver.Vector(layer.MovingMeanInitializer, Initializer.Zeros, width));
        builder.AddStatistic($"{place.Name}.moving_variance", table, row: parameters + 1, InitializerResolver.Vector(layer.MovingVarianceInitializer, Initializer.Ones, width));

        // The input's layout, so that what reads it reads its input in its place where it is folded.
        return new BatchNormalizationPlan(
            place.Name, place.Identifier, place.Index, place.Input, place.Input, layer.Momentum, layer.Epsilon, layer.Scale, layer.Center, table);
    }

    /// <summary>Folds every normalisation that dense layers alone read.</summary>
    public static void Fold(List<LayerPlan> layers)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            if (layers[i] is BatchNormalizationPlan { IsOutput: false } normalization)
            {
                LayerPlan[] readers = layers.Where(l => l.Sources.Contains(i)).ToArray();
                layers[i] = normalization with { IsFolded = readers.Length > 0 && readers.All(r => r is DensePlan { Joins: false }) };
            }
        }
    }
}

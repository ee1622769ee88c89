using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration;

/// <summary>Works out <see cref="OutputRange"/>s, from the activations and how layers are joined.</summary>
internal sealed class OutputRanges
{
    private const double Infinity = double.PositiveInfinity;

    private readonly DeclarationContext _context;
    private readonly Dictionary<int, OutputRange?> _known = new();

    public OutputRanges(DeclarationContext context) => _context = context;

    /// <summary>The bounds of a source; null where the declaration does not tell.</summary>
    public OutputRange? Of(int source)
    {
        if (source == LayerSources.Input)
        {
            return null;
        }

        if (!_known.TryGetValue(source, out OutputRange? range))
        {
            // Layers read further up only, so this ends.
            range = Find(source);
            _known.Add(source, range);
        }

        return range;
    }

    private OutputRange? Find(int source)
    {
        int layer = LayerSources.LayerOf(source);
        switch (_context.Layers[layer])
        {
            case DenseDeclaration dense:
                // Weights that are never negative may make nothing negative of what is not.
                return Apply(dense.Activation, -Infinity, Infinity, layer) is { } own && !(own.CanBeNegative && IsNonNegative(dense, "Kernel")) ? own : null;
            case ActivationDeclaration { Activation.IsLinear: true }:
                return Together(layer);
            case ActivationDeclaration activation:
                OutputRange? read = Together(layer);
                return Apply(activation.Activation, read?.Low ?? -Infinity, read?.High ?? Infinity, layer) is { } squashed && !(read is null && squashed.CanBeNegative) ? squashed : null;
            case LayerNormalizationDeclaration or BatchNormalizationDeclaration:
                return new OutputRange(-Infinity, Infinity, Squash.None, layer);
            case EmbeddingDeclaration embedding:
                return IsNonNegative(embedding, "Embeddings") ? null : new OutputRange(-Infinity, Infinity, Squash.None, layer);
            case RecurrentDeclaration:
                return OfRecurrent(layer, source);
            case MergeDeclaration { Join: not JoinKind.Concatenate } merge:
                return Joined(layer, merge.Join);
            case PoolingDeclaration { Pooling: PoolingKind.Max } or FlattenDeclaration:
                return Together(layer) is { Squash: Squash.Softmax } parts ? parts with { Squash = Squash.None } : Together(layer);
            case DropoutDeclaration or PoolingDeclaration or RepeatVectorDeclaration or MergeDeclaration:
                return Together(layer);
            default:
                return null;
        }
    }

    /// <summary>The bounds of <paramref name="function"/> of arguments between <paramref name="low"/> and <paramref name="high"/>.</summary>
    public static OutputRange? Apply(ActivationFunction function, double low, double high, int layer)
    {
        if (function.Clip is { } clip)
        {
            (low, high) = (Math.Max(low, -clip), Math.Min(high, clip));
        }

        double alpha = function.GivenAlpha ?? function.DefaultAlpha ?? 1;
        double beta = function.GivenBeta ?? function.DefaultBeta ?? 0;
        return function.Kind switch
        {
            Activation.Linear => new OutputRange(low, high, Squash.None, layer),
            Activation.Softmax => new OutputRange(0, 1, Squash.Softmax, layer),
            Activation.Sigmoid or Activation.HardSigmoid or Activation.HardSigmoidKeras2 => new OutputRange(0, 1, Squash.Sigmoid, layer),
            Activation.Tanh or Activation.Softsign or Activation.HardTanh => new OutputRange(low < 0 ? -1 : 0, high > 0 ? 1 : 0, Squash.None, layer),
            Activation.ScaledTanh => new OutputRange(low < 0 || alpha * beta < 0 ? -Math.Abs(alpha) : 0, Math.Abs(alpha), Squash.None, layer),
            Activation.Relu or Activation.ThresholdedRelu => new OutputRange(Math.Max(low, 0), Math.Max(high, 0), Squash.None, layer),
            Activation.Softplus or Activation.Exponential => new OutputRange(0, Infinity, Squash.None, layer),
            Activation.LeakyRelu => new OutputRange(low < 0 ? (alpha == 0 ? 0 : alpha * low) : low, high, Squash.None, layer),
            Activation.Elu => new OutputRange(low < 0 ? -alpha : low, high, Squash.None, layer),
            Activation.Selu or Activation.Gelu or Activation.GeluTanh or Activation.Silu or Activation.Mish => new OutputRange(low < 0 ? -2 : 0, Infinity, Squash.None, layer),
            Activation.Affine when alpha != 0 => new OutputRange((alpha > 0 ? alpha * low : alpha * high) + beta, (alpha > 0 ? alpha * high : alpha * low) + beta, Squash.None, layer),
            // No member of the enum, or a constant: another rule's business.
            _ => null,
        };
    }

    private static bool IsNonNegative(LayerDeclaration layer, string tensor) => layer.Rules.Of(tensor)?.Constraint == WeightConstraint.NonNegative;

    /// <summary>What a layer reads, side by side.</summary>
    private OutputRange? Together(int layer)
    {
        IReadOnlyList<int> sources = _context.SourcesOf(layer);
        OutputRange? all = sources.Count == 0 ? null : Of(sources[0]);
        foreach (int source in sources.Skip(1))
        {
            all = Hull(all, Of(source));
        }

        return all;
    }

    private static OutputRange? Hull(OutputRange? a, OutputRange? b)
        => a is not { } first || b is not { } second ? null
            : new OutputRange(Math.Min(first.Low, second.Low), Math.Max(first.High, second.High), first.Squash == Squash.Sigmoid && second.Squash == Squash.Sigmoid ? Squash.Sigmoid : Squash.None, first.Low <= second.Low ? first.Layer : second.Layer);

    private OutputRange? Joined(int layer, JoinKind join)
    {
        OutputRange? all = null;
        foreach (int source in _context.SourcesOf(layer))
        {
            OutputRange? next = Of(source);
            all = source == _context.SourcesOf(layer)[0] ? next : join == JoinKind.Add ? Sum(all, next, layer) : Product(all, next, layer);
        }

        return all;
    }

    private static OutputRange? Sum(OutputRange? a, OutputRange? b, int layer)
        => a is not { } first || b is not { } second ? null : new OutputRange(first.Low + second.Low, first.High + second.High, Squash.None, layer);

    private static OutputRange? Product(OutputRange? a, OutputRange? b, int layer)
    {
        if (a is not { } first || b is not { } second)
        {
            return null;
        }

        double[] corners = { Times(first.Low, second.Low), Times(first.Low, second.High), Times(first.High, second.Low), Times(first.High, second.High) };
        return new OutputRange(corners.Min(), corners.Max(), Squash.None, layer);
    }

    private static double Times(double a, double b) => a == 0 || b == 0 ? 0 : a * b;

    private OutputRange? OfRecurrent(int layer, int source)
    {
        OutputRange? forward = OfCell((RecurrentDeclaration)_context.Layers[layer], layer);
        OutputRange? backward = LayerNames.OwnBackward(_context.Layers, layer) is { } own ? OfCell(own, layer) : forward;
        return _context.WrapperOf(layer)?.Merge switch
        {
            null => forward,
            MergeMode.None when LayerSources.IsDirection(source) => LayerSources.IsBackward(source) ? backward : forward,
            MergeMode.Sum => Sum(forward, backward, layer),
            MergeMode.Mul => Product(forward, backward, layer),
            _ => Hull(forward, backward),
        };
    }

    private static OutputRange? OfCell(RecurrentDeclaration cell, int layer)
    {
        OutputRange? candidate = Apply(cell.Activation, -Infinity, Infinity, layer);
        switch (cell)
        {
            case SimpleRnnDeclaration:
                return candidate;
            case GruDeclaration gru when Apply(gru.RecurrentActivation, -Infinity, Infinity, layer) is { IsProbability: true }:
                // A mean of what it was, at first 0, and the candidate.
                return candidate is { } mean ? mean with { Low = Math.Min(mean.Low, 0), High = Math.Max(mean.High, 0) } : null;
            case LstmDeclaration { Projection: null, LayerNorm: false } lstm when candidate is { } added && Apply(lstm.RecurrentActivation, -Infinity, Infinity, layer) is { IsProbability: true }:
                double bound = lstm.CellClip ?? Infinity;
                OutputRange? output = Apply(lstm.OutputActivation ?? lstm.Activation, added.Low < 0 ? -bound : 0, added.High > 0 ? bound : 0, layer);
                return output is { } read ? read with { Low = Math.Min(read.Low, 0), High = Math.Max(read.High, 0) } : null;
            case LstmDeclaration { Projection: null } normalized:
                return Apply(normalized.OutputActivation ?? normalized.Activation, -Infinity, Infinity, layer) is { } shifted
                    ? shifted with { Low = Math.Min(shifted.Low, 0), High = Math.Max(shifted.High, 0) }
                    : null;
            case LstmDeclaration { ProjectionClip: { } clip }:
                return new OutputRange(-clip, clip, Squash.None, layer);
            case LstmDeclaration:
                return new OutputRange(-Infinity, Infinity, Squash.None, layer);
            default:
                return null;
        }
    }
}

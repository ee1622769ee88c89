using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>Where a layer stands: what every kind of layer is planned from.</summary>
/// <param name="Name">Name in weight files and messages.</param>
/// <param name="Identifier">The name as a C# identifier in Pascal case.</param>
/// <param name="Index">Position among the layers.</param>
/// <param name="Input">What it reads.</param>
internal sealed record LayerPlace(string Name, string Identifier, int Index, Signal Input);

/// <summary>Resolves a declaration without errors into a <see cref="NetworkPlan"/>.</summary>
internal static class NetworkPlanner
{
    public static NetworkPlan Plan(ModelDeclaration declaration)
    {
        var builder = new PlanBuilder(new InitializerResolver(declaration.Initializers));
        var layers = new List<LayerPlan>();
        string[] names = LayerNames.Assign(declaration.Layers);
        int features = declaration.InputFeatures;
        int inputColumn = 0;
        var modelInput = new Signal(features, features, IsSequence: true);

        // A wrapper and the layer that it wraps are one plan.
        var plans = new int[declaration.Layers.Count];
        for (int i = 0; i < declaration.Layers.Count; i++)
        {
            builder.Rules = (declaration.Layers[i] is BidirectionalDeclaration ? declaration.Layers[i + 1] : declaration.Layers[i]).Rules;
            LayerDeclaration declared = declaration.Layers[i];
            int[] sources = LayerSources.Of(declaration.Layers, names, i).Select(s => s == LayerSources.Input ? s : plans[LayerSources.LayerOf(s)] + (!LayerSources.IsDirection(s) ? 0 : LayerSources.IsBackward(s) ? 2 : 1)).ToArray();
            Signal[] signals = sources.Select(s => s == LayerSources.Input ? modelInput : layers[s].Output).ToArray();
            Signal signal = Join(signals, declared is MergeDeclaration { Join: not JoinKind.Concatenate });
            var place = new LayerPlace(names[i], LayerNames.ToIdentifier(names[i]), layers.Count, signal);
            plans[i] = layers.Count;
            LayerPlan layer = declared switch
            {
                BidirectionalDeclaration wrapper => RecurrentPlan.Create(builder, place, (RecurrentDeclaration)declaration.Layers[++i], wrapper.Merge, LayerNames.OwnBackward(declaration.Layers, i)),
                RecurrentDeclaration recurrent => RecurrentPlan.Create(builder, place, recurrent, merge: null),
                EmbeddingDeclaration embedding => EmbeddingPlan.Create(builder, place, embedding, readsColumn: declaration.Inputs.Any()),
                DenseDeclaration dense => DensePlan.Create(builder, place, dense),
                InputDeclaration input => PlanInput(input, place, ref inputColumn),
                DropoutDeclaration dropout => new DropoutPlan(place.Name, place.Identifier, place.Index, signal, signal, dropout.Rate),
                MaskingDeclaration masking => MaskingPlan.Create(place, masking),
                LayerNormalizationDeclaration normalization => LayerNormalizationPlan.Create(builder, place, normalization),
                BatchNormalizationDeclaration normalization => BatchNormalizationPlan.Create(builder, place, normalization),
                FlattenDeclaration => FlattenPlan.Create(place, declaration.RepeatedTimesteps(i) ?? declaration.Timesteps!.Value),
                RepeatVectorDeclaration => RepeatVectorPlan.Create(place, declaration.RepeatedTimesteps(i)),
                ActivationDeclaration activation => ActivationPlan.Create(place, activation),
                PoolingDeclaration pooling => PoolingPlan.Create(place, pooling),
                MergeDeclaration merge => new MergePlan(place.Name, place.Identifier, place.Index, signal, signal, merge.Join),
                LayerDeclaration other => throw new InvalidOperationException($"Layer kind '{other.Kind}' has no plan."),
            };
            plans[i] = layers.Count;
            string[]? from = LayerSources.Names(declared);
            layers.Add(layer with
            {
                Sources = new EquatableArray<int>(sources),
                IsOutput = declared.IsOutput,
                Activity = (declared is BidirectionalDeclaration ? declaration.Layers[i] : declared).Activity,
                ReadsOnlyInput = sources.Length == 1 && (sources[0] == LayerSources.Input || layers[sources[0]] is ColumnsPlan { IsInput: true }),
                From = from is not null ? string.Join(", ", from) : declared is InputDeclaration ? LayerSources.InputName : null,
            });
            if (declared is BidirectionalDeclaration && LayerNames.OwnBackward(declaration.Layers, i) is not null)
            {
                i += 2;
            }

            if (layers[layers.Count - 1] is RecurrentPlan { Merge: MergeMode.None } split)
            {
                PlanDirections(layers, split, split.IsOutput || i == declaration.Layers.Count - 1);
            }
        }

        BatchNormalizationPlan.Fold(layers);
        return new NetworkPlan(declaration, layers, builder.Tensors, builder.States, builder.PackedLength);
    }

    /// <summary>The directions of a layer that does not merge them are columns of its output, which follow it as layers.</summary>
    private static void PlanDirections(List<LayerPlan> layers, RecurrentPlan layer, bool isOutput)
    {
        layers[layer.Index] = layer with { IsOutput = false };
        int column = 0;
        foreach (CellPlan cell in layer.Cells)
        {
            layers.Add(new ColumnsPlan(cell.Prefix, cell.Identifier, layers.Count, layer.Output, layer.Output with { Width = cell.Hidden.Length }, column)
            {
                Sources = new EquatableArray<int>(new[] { layer.Index }),
                From = layer.Name,
                IsOutput = isOutput,
            });
            column += cell.Hidden.Length;
        }
    }

    /// <summary>Declared inputs are the columns of the model's input, in order.</summary>
    private static ColumnsPlan PlanInput(InputDeclaration input, LayerPlace place, ref int column)
    {
        var plan = new ColumnsPlan(place.Name, place.Identifier, place.Index, place.Input, place.Input with { Width = input.Features }, column);
        column += input.Features;
        return plan;
    }

    /// <summary>The input that several outputs are together.</summary>
    private static Signal Join(Signal[] sources, bool elementwise)
        => sources.Length == 1 ? sources[0]
            : Signal.Padded(elementwise ? sources[0].Width : sources.Sum(s => s.Width), sources[0].IsSequence);
}

/// <summary>Hands out places in the packed weights and in the state, and collects the tensors there, while layers are planned.</summary>
internal sealed class PlanBuilder
{
    private readonly List<TensorPlan> _tensors = new();
    private readonly List<StatePlan> _states = new();
    private int _stateLength;

    public PlanBuilder(InitializerResolver initializers) => Initializers = initializers;

    public InitializerResolver Initializers { get; }

    /// <summary>Regularisers, constraints and numbers of initialisers of the layer that is being planned.</summary>
    public WeightRules Rules { get; set; } = WeightRules.None;

    public IReadOnlyList<TensorPlan> Tensors => _tensors;

    public IReadOnlyList<StatePlan> States => _states;

    public int PackedLength { get; private set; }

    /// <summary>Room for a matrix on a 64-byte boundary.</summary>
    public PlacedMatrix Place(PackedMatrix matrix)
    {
        var placed = new PlacedMatrix(matrix, PackedLength);
        PackedLength = (PackedLength + matrix.Length + 15) & ~15;
        return placed;
    }

    /// <summary>Adds a tensor [rows, columns] that is a part of <paramref name="matrix"/>.</summary>
    public void AddTensor(string name, PlacedMatrix matrix, int firstRow, int rows, InitializerPlan initializer)
        => AddTensor(name, new[] { matrix }, firstRow, rows, initializer);

    /// <summary>Adds a tensor [rows, columns] whose gates lie in several matrices, one after the other.</summary>
    public void AddTensor(string name, IEnumerable<PlacedMatrix> matrices, int firstRow, int rows, InitializerPlan initializer)
        => Add(new TensorPlan(name, new EquatableArray<PlacedMatrix>(matrices), firstRow, rows, IsVector: false, initializer));

    /// <summary>Adds a tensor [columns] that is one row of <paramref name="matrix"/>.</summary>
    public void AddVector(string name, PlacedMatrix matrix, int row, InitializerPlan initializer)
        => AddVector(name, new[] { matrix }, row, initializer);

    /// <summary>Adds a tensor [columns] that is one row of <paramref name="matrix"/> and that is not trained.</summary>
    public void AddStatistic(string name, PlacedMatrix matrix, int row, InitializerPlan initializer)
        => Add(new TensorPlan(name, new EquatableArray<PlacedMatrix>(new[] { matrix }), row, Rows: 1, IsVector: true, initializer) { IsTrainable = false });

    /// <summary>Adds a tensor [columns] that is one row of several matrices.</summary>
    public void AddVector(string name, IEnumerable<PlacedMatrix> matrices, int row, InitializerPlan initializer)
        => Add(new TensorPlan(name, new EquatableArray<PlacedMatrix>(matrices), row, Rows: 1, IsVector: true, initializer));

    private void Add(TensorPlan tensor) => _tensors.Add(tensor.With(Rules));

    /// <summary>Adds a state tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="variable">What emitted code calls it.</param>
    /// <param name="length">Its exact length.</param>
    /// <param name="stride">Floats from one row to the next in the kernels' buffers.</param>
    public StatePlan AddState(string name, string variable, int length, int stride)
    {
        var state = new StatePlan(name, variable, length, stride, _stateLength);
        _states.Add(state);
        _stateLength = (_stateLength + length + 15) & ~15;
        return state;
    }
}

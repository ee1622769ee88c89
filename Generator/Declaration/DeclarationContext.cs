using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelGen.Declaration;

/// <summary>What flows into or out of a layer, as far as a declaration that may be wrong tells.</summary>
/// <param name="Kind">Ids, a sequence or one row.</param>
/// <param name="Width">Values per row (and timestep), or 0 where the declaration does not say.</param>
/// <param name="LastOutputOf">Index of the layer that returned only its last output, or −1 for a sequence.</param>
/// <param name="IsReversed">Its timesteps come last one first, out of a layer that goes backwards.</param>
/// <param name="Repeated">The timesteps that it has, or comes of, where [RepeatVector] made them; null for the input's.</param>
internal readonly record struct DeclaredSignal(SignalKind Kind, long Width, int LastOutputOf = -1, bool IsReversed = false, int? Repeated = null);

/// <summary>The form of a <see cref="DeclaredSignal"/>.</summary>
internal enum SignalKind
{
    /// <summary><c>[T, Width]</c></summary>
    Sequence,

    /// <summary><c>[Width]</c></summary>
    LastOutput,
}

/// <summary>A model that is being checked: its facts, the layers' names and what flows between them.</summary>
internal sealed class DeclarationContext
{
    private readonly List<DeclarationProblem> _problems;
    private readonly string[] _names;
    private readonly DeclaredSignal[] _inputs;
    private readonly DeclaredSignal[] _outputs;
    private readonly IReadOnlyList<int>[] _sources;

    public DeclarationContext(ModelDeclaration model, List<DeclarationProblem> problems)
    {
        Model = model;
        _problems = problems;
        _names = LayerNames.Assign(model.Layers);
        _inputs = new DeclaredSignal[model.Layers.Count];
        _outputs = new DeclaredSignal[model.Layers.Count];
        _sources = new IReadOnlyList<int>[model.Layers.Count];
        Flow();
    }

    public ModelDeclaration Model { get; }

    public EquatableArray<LayerDeclaration> Layers => Model.Layers;

    /// <summary>The layer whose output the model always returns, or −1.</summary>
    public int LastLayer => Layers.Count == 0 ? -1 : LayerNames.Computing(Layers, Layers.Count - 1);

    /// <summary>What the model returns, as sources: layers, the last one at the end, or their directions.</summary>
    public IReadOnlyList<int> Outputs
        => Enumerable.Range(0, Layers.Count).Where(i => !LayerNames.IsOwnBackward(Layers, i) && (i == LastLayer || ((WrapperOf(i) ?? Layers[i]).IsOutput && Layers[i] is not BidirectionalDeclaration)))
            .SelectMany(i => LayerNames.IsSplit(Layers, i) ? LayerSources.DirectionsOf(i) : new[] { i }).ToArray();

    /// <summary>The output that a loss is for, or null where it does not say so rightly.</summary>
    public int? OutputOf(LossDeclaration loss)
    {
        foreach (int output in Outputs)
        {
            if (loss.Output is null ? Outputs.Count == 1 : NameOf(output) == loss.Output)
            {
                return output;
            }
        }

        return null;
    }

    /// <summary>Index of the first layer that is neither an input nor a wrapper, or −1.</summary>
    public int FirstLayer
    {
        get
        {
            for (int i = 0; i < Layers.Count; i++)
            {
                if (Layers[i] is not BidirectionalDeclaration and not InputDeclaration)
                {
                    return i;
                }
            }

            return -1;
        }
    }

    /// <summary>Some layer says what it reads.</summary>
    public bool IsGraph => Layers.Any(layer => layer.From is not null);

    /// <summary>The model's input is ids rather than features.</summary>
    public bool ReadsIds => !Model.Inputs.Any() && FirstLayer >= 0 && Layers[FirstLayer] is EmbeddingDeclaration;

    /// <summary>The source is one of the declared inputs.</summary>
    public bool IsInput(int source) => source >= 0 && source < Layers.Count && Layers[source] is InputDeclaration;

    /// <summary>The source is an input that embeddings read: its one value is an id.</summary>
    public bool IsIds(int layer)
        => IsInput(layer) && Enumerable.Range(0, Layers.Count).Any(i => Layers[i] is EmbeddingDeclaration && _sources[i].Contains(layer));

    /// <summary>Name in weight files and messages; a wrapped layer goes by its wrapper's.</summary>
    public string NameOf(int layer) => _names[LayerSources.LayerOf(layer)] + LayerSources.Ending(layer);

    /// <summary>What messages call one cell: a bidirectional layer with two cells of its own has a second one.</summary>
    public string CellName(int layer) => _names[layer] + (LayerNames.IsOwnBackward(Layers, layer) ? ".backward" : string.Empty);

    /// <summary>The number of the layer that goes by <paramref name="name"/> above <paramref name="before"/>, −1 for the model's input, or null.</summary>
    public int? Find(string name, int before) => LayerSources.Find(Layers, _names, name, before);

    public DeclaredSignal InputOf(int layer) => _inputs[layer];

    /// <summary>What a layer returns; −1 is the model's input.</summary>
    public DeclaredSignal OutputOf(int layer)
        => layer == LayerSources.Input ? new DeclaredSignal(SignalKind.Sequence, Positive(Model.InputFeatures)) : LayerSources.IsDirection(layer) ? _outputs[LayerSources.LayerOf(layer)] with { Width = WidthOf(layer) }
            : _outputs[layer];

    /// <summary>What a layer reads, as far as it exists; see <see cref="LayerSources"/>.</summary>
    public IReadOnlyList<int> SourcesOf(int layer) => _sources[layer];

    /// <summary>What messages call a source.</summary>
    public string SourceName(int source) => source == LayerSources.Input ? LayerSources.InputName : NameOf(source);

    /// <summary>The wrapper around the layer, or null.</summary>
    public BidirectionalDeclaration? WrapperOf(int layer)
        => LayerNames.IsWrapped(Layers, layer) ? (BidirectionalDeclaration)Layers[layer - 1] : null;

    public void Report(
        string ruleId,
        ProblemPlace place,
        string what,
        string remedy,
        ProblemPlace? related = null,
        string? suggestion = null,
        DiagnosticSeverity? severity = null)
        => _problems.Add(new DeclarationProblem(ruleId, place, what, remedy, related, suggestion) { Severity = severity });

    private void Flow()
    {
        for (int i = 0; i < Layers.Count; i++)
        {
            _sources[i] = LayerSources.Of(Layers, _names, i);
            _inputs[i] = Join(_sources[i].Select(OutputOf).ToArray(), (Layers[i] as MergeDeclaration)?.Join ?? JoinKind.Concatenate);
            _outputs[i] = Next(i, _inputs[i]);
        }
    }

    /// <summary>What several signals become together; where they do not fit, which a rule reports, the first one's kind.</summary>
    private static DeclaredSignal Join(DeclaredSignal[] sources, JoinKind join)
    {
        if (sources.Length == 0)
        {
            return new DeclaredSignal(SignalKind.Sequence, Width: 0);
        }

        long width = join != JoinKind.Concatenate ? sources[0].Width : sources.Any(s => s.Width == 0) ? 0 : sources.Sum(s => s.Width);
        int? repeated = sources[0].Kind == SignalKind.Sequence ? sources[0].Repeated : sources.Select(s => s.Repeated).FirstOrDefault(timesteps => timesteps is not null);
        return sources[0] with { Width = width, Repeated = repeated };
    }

    private DeclaredSignal Next(int index, DeclaredSignal input) => Layers[index] switch
    {
        RecurrentDeclaration recurrent => new DeclaredSignal(
            recurrent.ReturnSequences ? SignalKind.Sequence : SignalKind.LastOutput,
            Positive(recurrent.Outputs) + (WrapperOf(index) is { Merge: MergeMode.Concat or MergeMode.None } ? Positive((LayerNames.OwnBackward(Layers, index) ?? recurrent).Outputs) : 0),
            recurrent.ReturnSequences ? -1 : index,
            recurrent.ReturnSequences && input.IsReversed != recurrent.GoBackwards,
            input.Repeated),
        InputDeclaration source => new DeclaredSignal(SignalKind.Sequence, Positive(source.Features)),
        EmbeddingDeclaration embedding => new DeclaredSignal(SignalKind.Sequence, Positive(embedding.Dimensions)),
        FlattenDeclaration => new DeclaredSignal(SignalKind.LastOutput, input.Width * Positive(input.Repeated ?? Model.Timesteps ?? 0), index, Repeated: input.Repeated),
        RepeatVectorDeclaration => new DeclaredSignal(SignalKind.Sequence, input.Width, Repeated: Model.RepeatedTimesteps(index)),
        PoolingDeclaration => new DeclaredSignal(SignalKind.LastOutput, input.Width, index, Repeated: input.Repeated),
        DenseDeclaration dense => input with { Width = Positive(dense.Units) },
        // A wrapper changes nothing by itself; the layer that it wraps follows.
        _ => input,
    };

    /// <summary>What one direction returns.</summary>
    private long WidthOf(int direction)
    {
        int layer = LayerSources.LayerOf(direction);
        var forward = (RecurrentDeclaration)Layers[layer];
        return Positive((LayerSources.IsBackward(direction) ? LayerNames.OwnBackward(Layers, layer) ?? forward : forward).Outputs);
    }

    private static long Positive(int size) => size > 0 ? size : 0;
}

using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>A checked model with every dimension, offset and name resolved: all that the emitters need.</summary>
internal sealed class NetworkPlan
{
    public NetworkPlan(ModelDeclaration declaration, IReadOnlyList<LayerPlan> layers, IReadOnlyList<TensorPlan> tensors, IReadOnlyList<StatePlan> states, int packedLength)
    {
        Declaration = declaration;
        Layers = layers;
        Tensors = tensors;
        States = states;
        PackedLength = packedLength;
        Stored = StoredWeights.Plan(declaration.WeightPrecision, layers, tensors);
    }

    /// <summary>Rows of a batch or agents of a crowd that are computed together: whole register tiles of 4 or 6 rows.</summary>
    public const int RowsPerBlock = 48;

    public ModelDeclaration Declaration { get; }

    public IReadOnlyList<LayerPlan> Layers { get; }

    public IReadOnlyList<TensorPlan> Tensors { get; }

    /// <summary>Recurrent states at exact lengths, in order.</summary>
    public IReadOnlyList<StatePlan> States { get; }

    /// <summary>Floats in the packed weights.</summary>
    public int PackedLength { get; }

    /// <summary>The weights as inference reads them.</summary>
    public StoredWeights Stored { get; }

    public string Name => Declaration.DisplayName;

    /// <summary>The embedding that reads the model's ids, or null in a model that reads floats.</summary>
    public EmbeddingPlan? Embedding => Layers[0] as EmbeddingPlan;

    /// <summary>The embeddings that read one of several inputs, with that input.</summary>
    public IReadOnlyList<(EmbeddingPlan Layer, ColumnsPlan Input)> IdInputs
        => Layers.OfType<EmbeddingPlan>().Where(e => e.ReadsColumn).Select(e => (e, (ColumnsPlan)Layers[e.Sources[0]])).ToArray();

    /// <summary>The input is ids, which people hand over as whole numbers.</summary>
    public bool IsIds(ColumnsPlan input) => IdInputs.Any(i => i.Input.Index == input.Index);

    /// <summary>The declared inputs: columns of the model's input. None where it has a single one without a name.</summary>
    public IReadOnlyList<ColumnsPlan> Inputs => Layers.OfType<ColumnsPlan>().Where(c => c.IsInput).ToArray();

    /// <summary>People hand over a span for each of several inputs.</summary>
    public bool HasSeveralInputs => Inputs.Count > 1;

    /// <summary>Input features per timestep; 1 for ids.</summary>
    public int Features => Embedding is null ? Input.Width : 1;

    /// <summary>The features that a model without ids reads.</summary>
    public Signal Input => new(Declaration.InputFeatures, Declaration.InputFeatures, IsSequence: true);

    public string InputType => Embedding is null ? "float" : "int";

    public int MaxTimesteps => Declaration.MaxTimesteps ?? 1;

    /// <summary>The timesteps of sequences at layer <paramref name="index"/> that [RepeatVector] made, or null where they are the input's.</summary>
    public int? RepeatedTimesteps(int index)
        => Layers.OfType<RepeatVectorPlan>().LastOrDefault(r => r.Index <= index && r.Timesteps is not null)?.Timesteps;

    /// <summary>The most timesteps of the sequences that a layer reads or returns.</summary>
    public int TimestepsOf(LayerPlan layer) => RepeatedTimesteps(layer.Index) ?? MaxTimesteps;

    /// <summary>The layer from which on sequences have other timesteps than above it: a pass goes on there with lengths of its own.</summary>
    public bool BeginsTimesteps(LayerPlan layer)
        => layer is RepeatVectorPlan { Timesteps: { } timesteps } && timesteps != RepeatedTimesteps(layer.Index - 1);

    /// <summary>The timesteps that the model's outputs have, or come of, in every row, or null where they are the input's.</summary>
    public int? OutputTimesteps => Outputs.Select(o => ComesOf(o.Index)).FirstOrDefault(timesteps => timesteps is not null);

    private int? ComesOf(int layer)
        => layer == LayerSources.Input ? null
            : Layers[layer] is RepeatVectorPlan repeat ? repeat.Timesteps
            : Layers[layer].Sources.Select(ComesOf).FirstOrDefault(timesteps => timesteps is not null);

    /// <summary>
    /// Timesteps whose gates training keeps at a time. An eighth of them is small beside the states, which are kept of all; fewer than 8, of shards of
    /// 8 rows, would make the products slow.
    /// </summary>
    public int KeptTimestepsOf(RecurrentPlan layer)
        => Declaration.RecomputeActivations ? System.Math.Min(TimestepsOf(layer), System.Math.Max(8, (TimestepsOf(layer) + 7) / 8)) : TimestepsOf(layer);

    public bool MaskZero => Embedding is { MaskZero: true };

    /// <summary>What of a row of floats says that its timestep is masked, or null: [Masking], or an embedding with MaskZero that reads one of several inputs.</summary>
    public MaskColumns? MaskColumns
    {
        get
        {
            LayerPlan? layer = Layers.FirstOrDefault(l => l is MaskingPlan or EmbeddingPlan { MaskZero: true, ReadsColumn: true });
            if (layer is null)
            {
                return null;
            }

            float value = layer is MaskingPlan masking ? masking.Value : 0;
            return layer.Sources[0] == LayerSources.Input ? new MaskColumns(0, Features, value) : new MaskColumns(((ColumnsPlan)Layers[layer.Sources[0]]).Column, layer.Input.Width, value);
        }
    }

    /// <summary>Timesteps can be masked.</summary>
    public bool HasMask => MaskZero || MaskColumns is not null;

    /// <summary>What the model returns: its outputs side by side.</summary>
    public Signal Output
    {
        get
        {
            Signal last = Layers[Layers.Count - 1].Output;
            return Outputs.Count == 1 ? last : Signal.Padded(Outputs.Sum(o => o.Output.Width), last.IsSequence);
        }
    }

    /// <summary>The layers whose outputs the model returns, in order; the last layer always.</summary>
    public IReadOnlyList<LayerPlan> Outputs => Layers.Where(l => l.IsOutput || l.Index == Layers.Count - 1).ToArray();

    /// <summary>The gradient of outputs and final states is the caller's.</summary>
    public bool HasExternalLoss => Declaration.Loss is { Kind: LossKind.External };

    /// <summary>The loss of one of several outputs, or null where it has none.</summary>
    public LossDeclaration? LossOf(LayerPlan output) => Outputs.Count == 1 ? null : Declaration.Losses.FirstOrDefault(l => l.Output == output.Name);

    /// <summary>The outputs with their first column in a row of all.</summary>
    public IEnumerable<(LayerPlan Layer, int Column)> OutputColumns
    {
        get
        {
            int column = 0;
            foreach (LayerPlan output in Outputs)
            {
                yield return (output, column);
                column += output.Output.Width;
            }
        }
    }

    /// <summary>The outputs of a row come last timestep first: an odd number of layers has reversed them.</summary>
    public bool OutputsReversed => Output.IsSequence && IsReversed(Layers.Count - 1);

    public int ParameterCount => Tensors.Sum(t => t.Parameters);

    /// <summary>No layer needs the future, so the model can be stepped.</summary>
    public bool IsCausal => Recurrent.All(l => l.Backward is null && !l.Forward.Reverse) && !Layers.Any(l => l.WaitsForEnd);

    /// <summary>Training can go through a long sequence piece by piece, each from the state in which the one before it ended.</summary>
    public bool CarriesStates => IsCausal && Output.IsSequence && States.Count > 0 && Declaration.Timesteps is null && Declaration.Loss is not null && !HasExternalLoss;

    public IEnumerable<RecurrentPlan> Recurrent => Layers.OfType<RecurrentPlan>();

    /// <summary>Layers that do something at inference. One that does not still joins its sources.</summary>
    public IEnumerable<LayerPlan> Computed => Layers.Where(l => !l.IsIdentityAtInference || l.Joins);

    /// <summary>The layer whose output is that of layer <paramref name="layer"/> at inference, or −1.</summary>
    public int AtInference(int layer)
        => layer != LayerSources.Input && Layers[layer] is { IsIdentityAtInference: true, Joins: false } identity ? AtInference(identity.Sources[0]) : layer;

    /// <summary>The layer that keeps the values of what a layer returns: its own, or those whose columns it names. −1 is the model's input.</summary>
    public int KeeperOf(int layer) => layer != LayerSources.Input && Layers[layer] is ColumnsPlan columns ? KeeperOf(columns.Sources[0]) : layer;

    /// <summary>The model's input or some columns of it.</summary>
    public bool IsInput(int layer) => KeeperOf(layer) == LayerSources.Input;

    /// <summary>The layer that computes what <paramref name="output"/> returns at inference.</summary>
    public LayerPlan AtInference(LayerPlan output) => Layers[AtInference(output.Index)];

    /// <summary>The timesteps of what a layer returns come last one first; −1 is the model's input.</summary>
    public bool IsReversed(int layer)
        => layer != LayerSources.Input && Layers[layer] is not RepeatVectorPlan && (Layers[layer].Reverses != IsReversed(Layers[layer].Sources[0]));

    /// <summary>
    /// The layers that need statistics of the whole batch in training, in order. Training's passes run in phases: each of these layers
    /// begins one, after all shards have left their sums.
    /// </summary>
    public IReadOnlyList<BatchNormalizationPlan> Normalizations => Layers.OfType<BatchNormalizationPlan>().ToArray();

    /// <summary>The normalisation that a dense layer has in its weights at inference, or null.</summary>
    public BatchNormalizationPlan? FoldedInto(DensePlan dense)
        => dense.Sources.Count == 1 && dense.Sources[0] >= 0 && Layers[dense.Sources[0]] is BatchNormalizationPlan { IsFolded: true } folded ? folded : null;

    /// <summary>Inference reads a copy of the weights with normalisations folded into dense layers.</summary>
    public bool HasFolds => Normalizations.Any(n => n.IsFolded);

    /// <summary>Every direction of every recurrent layer, in order.</summary>
    public IEnumerable<CellPlan> Cells => Recurrent.SelectMany(l => l.Cells);
}

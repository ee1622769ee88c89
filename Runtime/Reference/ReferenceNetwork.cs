using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// The model in double precision, one row at a time, as plain loops that share no code with the compiled kernels:
/// what they are measured against. Slow, and allocates.
/// </summary>
/// <remarks>
/// Semantics. A row has no padding here: it ends at its length. A masked timestep (id 0 under MaskZero, the value of [Masking]) holds every
/// state, and with it a recurrent layer's output repeats the previous one in processing order (at the start of the
/// row: the initial hidden state, which is 0 unless one is given).
/// A layer that returns its last output only returns its final hidden state, which is the initial one where no
/// timestep was active. A layer that goes backwards reads the row from its last timestep to its first and leaves
/// outputs and mask in that order.
/// </remarks>
public sealed class ReferenceNetwork
{
    private readonly ReferenceLayer[] _layers;
    private readonly bool[] _sequences;
    private readonly Dictionary<string, double[]> _weights = [];

    /// <summary>A network on a copy of the given weights.</summary>
    /// <param name="description">The model.</param>
    /// <param name="weights">Every tensor by name, in Keras layout, row-major.</param>
    /// <exception cref="ArgumentException">A tensor is missing or has the wrong length, or a layer cannot be computed.</exception>
    public ReferenceNetwork(ModelDescription description, IReadOnlyDictionary<string, double[]> weights)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(weights);
        Description = description;
        ImmutableArray<TensorDescription>.Builder tensors = ImmutableArray.CreateBuilder<TensorDescription>();
        ImmutableArray<StateTensor>.Builder states = ImmutableArray.CreateBuilder<StateTensor>();
        foreach (LayerDescription layer in description.Layers)
        {
            tensors.AddRange(layer.Tensors);
            states.AddRange(layer.States);
        }

        Tensors = tensors.ToImmutable();
        foreach (TensorDescription tensor in Tensors)
        {
            if (!weights.TryGetValue(tensor.Name, out double[]? values))
            {
                throw new ArgumentException($"{description.Name}: tensor {tensor.Name} is missing.", nameof(weights));
            }

            if (values.Length != tensor.Length)
            {
                throw new ArgumentException($"{description.Name}: tensor {tensor.Name} has {tensor.Length} elements, got {values.Length}.", nameof(weights));
            }

            _weights.Add(tensor.Name, (double[])values.Clone());
        }

        States = states.ToImmutable();
        foreach (StateTensor state in States)
        {
            StateLength += state.Length;
        }

        _layers = new ReferenceLayer[description.Layers.Length];
        Graph = new ReferenceGraph(description);
        _sequences = new bool[_layers.Length];
        for (int i = 0; i < _layers.Length; i++)
        {
            int size = 0;
            foreach (int source in Graph.Sources(i))
            {
                size += source == ReferenceGraph.Input ? description.Features : _layers[source].OutputSize;
            }

            int first = Graph.Sources(i)[0];
            _layers[i] = CreateLayer(description.Layers[i], size, Graph.Sources(i).Count);
            _sequences[i] = _layers[i].MakesSequence || _layers[i].KeepsSequence && (first == ReferenceGraph.Input || _sequences[first]);
        }

        ReturnsSequences = _sequences[^1];
        ImmutableArray<OutputHead>.Builder losses = ImmutableArray.CreateBuilder<OutputHead>();
        foreach (int output in Graph.Outputs)
        {
            int width = _layers[output].OutputSize;
            LayerDescription layer = description.Layers[output];
            OutputLoss? loss = description.Loss is { } kind ? new OutputLoss(kind, description.FromLogits, 1) { LabelSmoothing = description.LabelSmoothing, Delta = description.Delta } : layer.Loss;
            if (loss is not null)
            {
                losses.Add(new OutputHead(layer.Name, Outputs, width, loss.Kind, loss.FromLogits, loss.Weight) { LabelSmoothing = loss.LabelSmoothing, Delta = loss.Delta, Blank = description.Blank, ZeroInfinity = description.ZeroInfinity });
            }

            Outputs += width;
        }

        Losses = losses.ToImmutable();
    }

    /// <summary>A network on a copy of a compiled model's weights.</summary>
    /// <param name="description">The model's <c>Description</c>.</param>
    /// <param name="weights">The same model's weights.</param>
    /// <exception cref="ArgumentException">The weights belong to another model.</exception>
    public ReferenceNetwork(ModelDescription description, ModelWeights weights)
        : this(description, ToDoubles(weights))
    {
    }

    /// <summary>The model.</summary>
    public ModelDescription Description { get; }

    /// <summary>The outputs that have a loss.</summary>
    internal ImmutableArray<OutputHead> Losses { get; }

    /// <summary>Which layers each layer reads.</summary>
    internal ReferenceGraph Graph { get; }

    /// <summary>The model's tensors, in the order of its layers.</summary>
    public ImmutableArray<TensorDescription> Tensors { get; }

    /// <summary>The network's own weights by name. Their elements may be changed between calls.</summary>
    public IReadOnlyDictionary<string, double[]> Weights => _weights;

    /// <summary>The recurrent states in order.</summary>
    public ImmutableArray<StateTensor> States { get; }

    /// <summary>Number of values in the recurrent state.</summary>
    public int StateLength { get; }

    /// <summary>Outputs per row, or per timestep where <see cref="ReturnsSequences"/>.</summary>
    public int Outputs { get; }

    /// <summary>The model returns every timestep's output.</summary>
    public bool ReturnsSequences { get; }

    /// <summary>Computes one row's outputs and final state, and keeps what <see cref="ReferencePass.Backward"/> needs.</summary>
    /// <exception cref="ArgumentException">The row does not fit the model.</exception>
    public ReferencePass Forward(ReferenceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Forward([row], training: false)[0];
    }

    /// <summary>Computes a batch layer by layer.</summary>
    private ReferencePass[] Forward(ReferenceRow[] rows, bool training)
    {
        var inputs = new ReferenceSignal[rows.Length];
        var states = new double[rows.Length][];
        var passes = new ReferenceLayerPass[rows.Length][];
        for (int r = 0; r < rows.Length; r++)
        {
            Check(rows[r]);
            inputs[r] = new ReferenceSignal(rows[r].Inputs, Active(rows[r]));
            states[r] = new double[StateLength];
            rows[r].InitialState?.CopyTo(states[r], 0);
            passes[r] = new ReferenceLayerPass[_layers.Length];
        }

        int offset = 0;
        for (int i = 0; i < _layers.Length; i++)
        {
            ReferenceSignal[] signals = [.. inputs.Select((input, r) => Graph.Join(i, input, passes[r]))];
            ReferenceLayerPass[]? together = training && _layers[i] is ReferenceBatchNormalization normalization ? normalization.ForwardBatch(signals) : null;
            for (int r = 0; r < rows.Length; r++)
            {
                passes[r][i] = together?[r] ?? _layers[i].Forward(rows[r], signals[r], states[r].AsSpan(offset, _layers[i].StateLength));
            }

            offset += _layers[i].StateLength;
        }

        return [.. rows.Select((_, r) => new ReferencePass(this, _layers, passes[r], inputs[r], states[r]))];
    }

    /// <summary>The timesteps that the model does not mask: the mask is the model's, so that layers that read the input past what masks have it too.</summary>
    private bool[] Active(ReferenceRow row)
    {
        for (int i = 0; i < Description.Layers.Length; i++)
        {
            double? masked = Description.Layers[i] switch
            {
                MaskingDescription masking => masking.Value,
                EmbeddingDescription { MaskZero: true } => 0,
                _ => null,
            };
            if (masked is { } value)
            {
                // One of several inputs is columns of all.
                int source = Graph.Sources(i)[0];
                Range tells = source == ReferenceGraph.Input || Description.Layers[source] is not ColumnsDescription columns ? .. : columns.Column..(columns.Column + columns.Width);
                return [.. row.Inputs.Select(x => x[tells].Any(feature => feature != value))];
            }
        }

        return [.. row.Inputs.Select(_ => true)];
    }

    /// <summary>The loss of a batch, as training computes it.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="training">Batch normalisations use the batch's statistics.</param>
    /// <exception cref="ArgumentException">A row does not fit the model, or the model declares no loss.</exception>
    public double Loss(IReadOnlyList<ReferenceExample> batch, bool training = false) => Evaluate(batch, backward: false, training).Loss;

    /// <summary>The loss of a batch and its gradient for every weight, input and initial state, as training computes them.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="training">Batch normalisations use the batch's statistics.</param>
    /// <exception cref="ArgumentException">A row does not fit the model, or the model declares no loss.</exception>
    /// <remarks>
    /// The loss is Σ loss·weight / number of valid elements: active timesteps where the model returns sequences, rows
    /// with at least one active timestep where it does not. Other elements count nothing; without any the loss is 0.
    /// </remarks>
    public ReferenceGradients Gradients(IReadOnlyList<ReferenceExample> batch, bool training = false) => Evaluate(batch, backward: true, training);

    /// <summary>Zeros of the shape of the weights, by name.</summary>
    internal Dictionary<string, double[]> CreateWeightGradients()
    {
        var gradients = new Dictionary<string, double[]>();
        foreach (TensorDescription tensor in Tensors)
        {
            if (tensor.IsTrainable)
            {
                gradients.Add(tensor.Name, new double[tensor.Length]);
            }
        }

        return gradients;
    }

    private ReferenceGradients Evaluate(IReadOnlyList<ReferenceExample> batch, bool backward, bool training)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (Losses.IsEmpty)
        {
            throw new ArgumentException($"{Description.Name} declares no loss.", nameof(batch));
        }

        if (Losses.Any(head => head.Kind == LossKind.External))
        {
            throw new ArgumentException($"{Description.Name}: its loss is external, and has no value. ReferencePass.Backward takes the caller's gradient.", nameof(batch));
        }

        ReferencePass[] passes = Forward([.. batch.Select(example => example.Row)], training);
        bool hasLabels = Losses[0].Kind == LossKind.Ctc;
        int valid = passes.Sum(pass => hasLabels ? Convert.ToInt32(pass.Active.Contains(true)) : pass.Active.Count(active => active));

        double loss = 0;
        Dictionary<string, double[]> weightGradients = CreateWeightGradients();
        var allOutputGradients = new double[batch.Count][][];
        for (int row = 0; row < batch.Count; row++)
        {
            ReferencePass pass = passes[row];
            double[][] outputGradients = ReferenceSignal.Zeros(pass.Outputs.Length, Outputs);
            if (hasLabels && pass.Active.Contains(true))
            {
                loss += ReferenceCtc.Add(Losses[0], pass, batch[row], batch[row].Weight / valid, outputGradients);
            }

            for (int t = 0; t < pass.Outputs.Length && !hasLabels; t++)
            {
                if (!pass.Active[t])
                {
                    continue;
                }

                double factor = batch[row].Weight * (batch[row].TimestepWeights?[t] ?? 1) / valid;
                double[] targets = batch[row].Targets[t];
                foreach (OutputHead head in Losses)
                {
                    Range columns = head.Column..(head.Column + head.Width);
                    double[] outputs = pass.Outputs[t][columns];
                    double[] own = ReferenceLoss.Smooth(head.Kind, targets[columns], head.LabelSmoothing);
                    loss += factor * head.Weight * ReferenceLoss.Value(head.Kind, head.FromLogits, outputs, own, head.Delta);
                    double[] gradient = ReferenceLoss.Gradient(head.Kind, head.FromLogits, outputs, own, head.Delta);
                    for (int n = 0; n < head.Width; n++)
                    {
                        outputGradients[t][head.Column + n] = factor * head.Weight * gradient[n];
                    }
                }
            }

            allOutputGradients[row] = outputGradients;
        }

        // Loss 0 where nothing counts.
        for (int i = 0; i < _layers.Length && valid > 0; i++)
        {
            loss += passes.Sum(pass => ReferenceActivity.Value(Description.Layers[i], pass.Through(i).Output, _sequences[i])) / passes.Length;
        }

        double[][] stateGradients = [.. passes.Select(_ => new double[StateLength])];
        double[][][] inputGradients = backward ? Backward(passes, allOutputGradients, weightGradients, stateGradients, training) : [];
        return new ReferenceGradients(loss, weightGradients, inputGradients, stateGradients);
    }

    /// <summary>The backward pass of a batch, layer by layer.</summary>
    private double[][][] Backward(
        ReferencePass[] passes, double[][][] outputGradients, Dictionary<string, double[]> weightGradients, double[][] stateGradients, bool training)
    {
        double[][][][] gradients = [.. passes.Select((pass, r) => pass.BeginBackward(outputGradients[r]))];
        int end = StateLength;
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            int start = end - _layers[i].StateLength;
            for (int r = 0; r < passes.Length; r++)
            {
                ReferenceActivity.AddGradient(Description.Layers[i], passes[r].Through(i).Output, _sequences[i], 1.0 / passes.Length, gradients[r][i]);
            }

            double[][][]? together = training && _layers[i] is ReferenceBatchNormalization normalization
                ? normalization.BackwardBatch([.. passes.Select(pass => pass.Through(i))], [.. gradients.Select(g => g[i])], weightGradients)
                : null;
            for (int r = 0; r < passes.Length; r++)
            {
                double[][] gradient = together?[r] ?? passes[r].Through(i).Backward(gradients[r][i], weightGradients, stateGradients[r].AsSpan(start, end - start));
                Graph.Spread(i, gradient, source => source == ReferenceGraph.Input ? gradients[r][^1] : gradients[r][source]);
            }

            end = start;
        }

        return [.. gradients.Select(g => g[^1])];
    }

    private static Dictionary<string, double[]> ToDoubles(ModelWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var tensors = new Dictionary<string, double[]>();
        foreach (string name in weights.TensorNames)
        {
            tensors.Add(name, Array.ConvertAll(weights.ToArray(name), value => (double)value));
        }

        return tensors;
    }

    private ReferenceLayer CreateLayer(LayerDescription layer, int size, int sources) => layer switch
    {
        RecurrentDescription recurrent => ReferenceRecurrent.Create(recurrent, _weights),
        BidirectionalDescription bidirectional => new ReferenceBidirectional(bidirectional, _weights),
        ColumnsDescription columns => new ReferenceColumns(columns, size),
        EmbeddingDescription embedding => new ReferenceEmbedding(embedding, _weights),
        DenseDescription dense => new ReferenceDense(dense, _weights),
        DropoutDescription dropout => new ReferenceDropout(dropout, size),
        LayerNormalizationDescription normalization => new ReferenceLayerNormalization(normalization, _weights),
        MaskingDescription => new ReferenceMasking(size),
        BatchNormalizationDescription normalization => new ReferenceBatchNormalization(normalization, _weights),
        FlattenDescription flatten => new ReferenceFlatten(flatten),
        RepeatVectorDescription repeat => new ReferenceRepeatVector(repeat),
        ActivationDescription activation => new ReferenceActivationLayer(activation, size),
        PoolingDescription pooling => new ReferencePooling(pooling),
        ConcatenateDescription => new ReferenceConcatenate(size),
        AddDescription => new ReferenceElementwise(size, sources, multiplies: false),
        MultiplyDescription => new ReferenceElementwise(size, sources, multiplies: true),
        _ => throw new ArgumentException($"{Description.Name}: no reference for {layer.GetType().Name} ({layer.Name}).", nameof(layer)),
    };

    private void Check(ReferenceRow row)
    {
        if (row.Length > Description.MaxTimesteps)
        {
            throw new ArgumentException($"{Description.Name} takes up to {Description.MaxTimesteps} timesteps, the row has {row.Length}.", nameof(row));
        }

        foreach (double[] timestep in row.Inputs)
        {
            if (timestep.Length != Description.Features)
            {
                throw new ArgumentException($"{Description.Name} reads {Description.Features} values per timestep, the row has {timestep.Length}.", nameof(row));
            }

            if (Description.Vocabulary > 0 && !(timestep[0] >= 0 && timestep[0] < Description.Vocabulary))
            {
                throw new ArgumentException($"{Description.Name} reads ids from 0 to {Description.Vocabulary - 1}, the row has {timestep[0]}.", nameof(row));
            }
        }

        if (row.InitialState is not null && row.InitialState.Length != StateLength)
        {
            throw new ArgumentException($"{Description.Name} has a state of {StateLength} values, the row's has {row.InitialState.Length}.", nameof(row));
        }
    }
}

using System;
using System.Collections.Generic;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>Resolves a declaration without errors into a <see cref="NetworkPlan"/>.</summary>
internal sealed class NetworkPlanner
{
    /// <summary>Cells up to this many units are bound by latency: their recurrent sum gets a chain of its own.</summary>
    private const int LargestSplitChain = 16;

    private readonly ModelDeclaration _declaration;
    private readonly List<LayerPlan> _layers = new();
    private readonly List<TensorPlan> _tensors = new();
    private readonly List<StatePlan> _states = new();
    private int _packedLength;
    private int _stateLength;

    private NetworkPlanner(ModelDeclaration declaration) => _declaration = declaration;

    public static NetworkPlan Plan(ModelDeclaration declaration) => new NetworkPlanner(declaration).Plan();

    private NetworkPlan Plan()
    {
        string[] names = LayerNames.Assign(_declaration.Layers);
        int features = _declaration.Features ?? 0;
        var signal = new Signal(features, features, IsSequence: true);

        for (int i = 0; i < _declaration.Layers.Count; i++)
        {
            string name = names[i];
            string identifier = LayerNames.ToIdentifier(name);
            int index = _layers.Count;
            LayerPlan layer = _declaration.Layers[i] switch
            {
                BidirectionalDeclaration wrapper => PlanBidirectional(name, identifier, index, signal, wrapper, (LstmDeclaration)_declaration.Layers[++i]),
                LstmDeclaration lstm => PlanLstm(name, identifier, index, signal, lstm),
                EmbeddingDeclaration embedding => PlanEmbedding(name, identifier, index, embedding),
                DenseDeclaration dense => PlanDense(name, identifier, index, signal, dense),
                DropoutDeclaration dropout => new DropoutPlan(name, identifier, index, signal, signal, dropout.Rate),
                LayerDeclaration other => throw new InvalidOperationException($"Layer kind '{other.Kind}' has no plan."),
            };
            _layers.Add(layer);
            signal = layer.Output;
        }

        return new NetworkPlan(_declaration, _layers, _tensors, _states, _packedLength);
    }

    private LstmPlan PlanLstm(string name, string identifier, int index, Signal input, LstmDeclaration lstm)
    {
        LstmCellPlan cell = PlanCell(name, identifier, input, lstm, lstm.GoBackwards);
        return new LstmPlan(name, identifier, index, input, Signal.Padded(lstm.Units, lstm.ReturnSequences), cell, Backward: null, MergeMode.Concat, lstm.ReturnSequences);
    }

    private LstmPlan PlanBidirectional(string name, string identifier, int index, Signal input, BidirectionalDeclaration wrapper, LstmDeclaration lstm)
    {
        // A wrapped layer that already goes backwards is the forward direction run in reverse, as in Keras.
        LstmCellPlan forward = PlanCell(name + ".forward", identifier + "Forward", input, lstm, lstm.GoBackwards);
        LstmCellPlan backward = PlanCell(name + ".backward", identifier + "Backward", input, lstm, !lstm.GoBackwards);
        int width = wrapper.Merge == MergeMode.Concat ? 2 * lstm.Units : lstm.Units;
        return new LstmPlan(name, identifier, index, input, Signal.Padded(width, lstm.ReturnSequences), forward, backward, wrapper.Merge, lstm.ReturnSequences);
    }

    private LstmCellPlan PlanCell(string prefix, string identifier, Signal input, LstmDeclaration lstm, bool reverse)
    {
        PackedMatrix matrix = PackedMatrix.ForGates(1 + input.Width + lstm.Units, gates: 4, lstm.Units);
        int offset = Reserve(matrix);
        var initializers = new InitializerResolver(_declaration.Initializers);
        AddTensor($"{prefix}.kernel", matrix, offset, firstRow: 1, input.Width, isVector: false, initializers.Kernel(lstm, input.Width));
        AddTensor($"{prefix}.recurrent_kernel", matrix, offset, firstRow: 1 + input.Width, lstm.Units, isVector: false, initializers.RecurrentKernel(lstm, input.Width));
        if (lstm.UseBias)
        {
            AddTensor($"{prefix}.bias", matrix, offset, firstRow: 0, rows: 1, isVector: true, initializers.Bias(lstm));
        }

        int hiddenState = _states.Count;
        int stateOffset = AddState($"{prefix}.h", lstm.Units);
        AddState($"{prefix}.c", lstm.Units);
        return new LstmCellPlan(
            prefix, identifier, input.Width, input.Stride, lstm.Units, reverse, lstm.UseBias, lstm.Activation, lstm.RecurrentActivation,
            matrix, offset, SplitChain: lstm.Units <= LargestSplitChain, hiddenState, stateOffset);
    }

    private EmbeddingPlan PlanEmbedding(string name, string identifier, int index, EmbeddingDeclaration embedding)
    {
        PackedMatrix matrix = PackedMatrix.ForTable(embedding.Vocabulary, embedding.Dimensions);
        int offset = Reserve(matrix);
        AddTensor($"{name}.embeddings", matrix, offset, firstRow: 0, embedding.Vocabulary, isVector: false, new InitializerResolver(_declaration.Initializers).Embeddings(embedding));
        return new EmbeddingPlan(
            name, identifier, index, new Signal(1, 1, IsSequence: true), Signal.Padded(embedding.Dimensions, isSequence: true),
            embedding.Vocabulary, embedding.MaskZero, matrix, offset);
    }

    private DensePlan PlanDense(string name, string identifier, int index, Signal input, DenseDeclaration dense)
    {
        PackedMatrix matrix = PackedMatrix.ForColumns(1 + input.Width, dense.Units);
        int offset = Reserve(matrix);
        var initializers = new InitializerResolver(_declaration.Initializers);
        AddTensor($"{name}.kernel", matrix, offset, firstRow: 1, input.Width, isVector: false, initializers.Kernel(dense, input.Width));
        if (dense.UseBias)
        {
            AddTensor($"{name}.bias", matrix, offset, firstRow: 0, rows: 1, isVector: true, initializers.Bias(dense, input.Width));
        }

        return new DensePlan(name, identifier, index, input, Signal.Padded(dense.Units, input.IsSequence), dense.UseBias, dense.Activation, matrix, offset);
    }

    /// <summary>Room for a matrix on a 64-byte boundary.</summary>
    private int Reserve(PackedMatrix matrix)
    {
        int offset = _packedLength;
        _packedLength = (offset + matrix.Length + 15) & ~15;
        return offset;
    }

    private void AddTensor(string name, PackedMatrix matrix, int offset, int firstRow, int rows, bool isVector, InitializerPlan initializer)
        => _tensors.Add(new TensorPlan(name, matrix, offset, firstRow, rows, isVector, initializer));

    private int AddState(string name, int length)
    {
        int offset = _stateLength;
        _states.Add(new StatePlan(name, length, offset));
        _stateLength = (offset + length + 15) & ~15;
        return offset;
    }
}

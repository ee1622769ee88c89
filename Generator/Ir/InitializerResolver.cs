using System;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>Applies a preset to the initialisers that a declaration leaves open, and works out the fans.</summary>
internal readonly struct InitializerResolver
{
    /// <summary>Bound (uniform) and standard deviation (normal) of Keras' random initialisers.</summary>
    private const double KerasRandomScale = 0.05;

    private readonly InitializerPreset _preset;

    public InitializerResolver(InitializerPreset preset) => _preset = preset;

    public InitializerPlan Kernel(RecurrentDeclaration layer, int inputs)
        => RecurrentTensor(layer, layer.KernelInitializer, Initializer.GlorotUniform, rows: inputs, inputs);

    public InitializerPlan RecurrentKernel(RecurrentDeclaration layer, int inputs)
        => RecurrentTensor(layer, layer.RecurrentInitializer, Initializer.Orthogonal, rows: layer.Outputs, inputs);

    /// <summary>As in Keras the fans of a bias [columns] are both its length, those of a bias [2, columns] its two sides.</summary>
    public InitializerPlan Bias(RecurrentDeclaration layer)
    {
        int columns = layer.Gates * layer.Units;
        int fanIn = layer.BiasRows == 1 ? columns : layer.BiasRows;
        // As the shift of a normalisation, which PyTorch's cells do not have, the bias starts at 0.
        bool pyTorch = _preset == InitializerPreset.PyTorch && layer is not LstmDeclaration { LayerNorm: true };
        InitializerPlan plan = layer.BiasInitializer != Initializer.Preset ? Plain(layer.BiasInitializer, fanIn, columns)
            : pyTorch ? PyTorchUniform(layer.Units)
            : Plain(Initializer.Zeros, layer.Units, columns);
        return layer switch
        {
            // PyTorch's LSTM has no forget bias; TensorFlow 1 adds 1 when the cell runs, which storing it in the bias equals.
            LstmDeclaration lstm when lstm.UnitForgetBias ?? !pyTorch => plan with { Gates = new GateInitializerPlan(FirstGate: 1, Gates: 1, Rows: 1, Initializer.Ones, columns, columns) },
            // TensorFlow 1's GRUCell remembers at first. With two biases their sum does.
            GruDeclaration { BiasInitializer: Initializer.Preset } when _preset == InitializerPreset.TensorFlow1 => plan with { Gates = new GateInitializerPlan(FirstGate: 0, Gates: 2, Rows: 1, Initializer.Ones, columns, columns) },
            _ => plan,
        };
    }

    /// <summary>TensorFlow 1 draws each peephole vector [Units] with the variables' default, glorot uniform, whose fans are both its length.</summary>
    public InitializerPlan Peepholes(LstmDeclaration lstm)
        => _preset == InitializerPreset.PyTorch ? PyTorchUniform(lstm.Units) : Plain(Initializer.GlorotUniform, lstm.Units, lstm.Units);

    public InitializerPlan Projection(LstmDeclaration lstm)
        => lstm.ProjectionInitializer != Initializer.Preset ? Plain(lstm.ProjectionInitializer, lstm.Units, lstm.Outputs)
            : _preset == InitializerPreset.PyTorch ? PyTorchUniform(lstm.Units)
            : Plain(Initializer.GlorotUniform, lstm.Units, lstm.Outputs);

    public InitializerPlan Kernel(DenseDeclaration dense, int inputs)
        => dense.KernelInitializer != Initializer.Preset ? Plain(dense.KernelInitializer, inputs, dense.Units)
            : _preset == InitializerPreset.PyTorch ? PyTorchUniform(inputs)
            : Plain(Initializer.GlorotUniform, inputs, dense.Units);

    public InitializerPlan Bias(DenseDeclaration dense, int inputs)
        => dense.BiasInitializer != Initializer.Preset ? Plain(dense.BiasInitializer, dense.Units, dense.Units)
            : _preset == InitializerPreset.PyTorch ? PyTorchUniform(inputs)
            : Plain(Initializer.Zeros, inputs, dense.Units);

    public InitializerPlan Embeddings(EmbeddingDeclaration embedding)
        => embedding.EmbeddingsInitializer != Initializer.Preset ? Plain(embedding.EmbeddingsInitializer, embedding.Vocabulary, embedding.Dimensions)
            : _preset == InitializerPreset.PyTorch ? new InitializerPlan(Initializer.RandomNormal, embedding.Vocabulary, embedding.Dimensions, 1.0)
            : Plain(Initializer.RandomUniform, embedding.Vocabulary, embedding.Dimensions);

    /// <summary>A vector of a layer whose defaults no preset changes. As in Keras both fans of a vector are its length.</summary>
    public static InitializerPlan Vector(Initializer declared, Initializer standard, int length)
        => Plain(declared == Initializer.Preset ? standard : declared, length, length);

    private InitializerPlan RecurrentTensor(RecurrentDeclaration layer, Initializer declared, Initializer keras, int rows, int inputs)
    {
        int units = layer.Units;
        int columns = layer.Gates * units;
        if (declared != Initializer.Preset)
        {
            return Plain(declared, rows, columns);
        }

        return _preset switch
        {
            InitializerPreset.PyTorch => PyTorchUniform(units),
            // One glorot draw covers the whole [x; h] kernel: of all gates, or, in a GRU, of z and r and another of the candidate.
            InitializerPreset.TensorFlow1 when layer is GruDeclaration => Plain(Initializer.GlorotUniform, inputs + units, 2 * units) with
            {
                Gates = new GateInitializerPlan(FirstGate: 2, Gates: 1, rows, Initializer.GlorotUniform, inputs + units, units),
            },
            InitializerPreset.TensorFlow1 => Plain(Initializer.GlorotUniform, inputs + layer.Outputs, columns),
            _ => Plain(keras, rows, columns),
        };
    }

    private static InitializerPlan Plain(Initializer kind, int fanIn, int fanOut) => new(kind, fanIn, fanOut, KerasRandomScale);

    private static InitializerPlan PyTorchUniform(int fan) => new(Initializer.RandomUniform, fan, fan, 1.0 / Math.Sqrt(fan));
}

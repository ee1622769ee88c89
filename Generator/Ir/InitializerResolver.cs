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

    public InitializerPlan Kernel(LstmDeclaration lstm, int inputs)
        => RecurrentTensor(lstm.KernelInitializer, Initializer.GlorotUniform, fanIn: inputs, inputs, lstm.Units);

    public InitializerPlan RecurrentKernel(LstmDeclaration lstm, int inputs)
        => RecurrentTensor(lstm.RecurrentInitializer, Initializer.Orthogonal, fanIn: lstm.Units, inputs, lstm.Units);

    /// <summary>A bias is a vector: as in Keras, both of its fans are its length.</summary>
    public InitializerPlan Bias(LstmDeclaration lstm)
    {
        InitializerPlan plan = lstm.BiasInitializer != Initializer.Preset
            ? Plain(lstm.BiasInitializer, 4 * lstm.Units, 4 * lstm.Units)
            : _preset == InitializerPreset.PyTorch ? PyTorchUniform(lstm.Units) : Plain(Initializer.Zeros, lstm.Units, 4 * lstm.Units);

        // PyTorch's LSTM has no forget bias; TensorFlow 1 adds 1 when the cell runs, which storing it in the bias equals.
        bool unitForgetBias = lstm.UnitForgetBias ?? _preset != InitializerPreset.PyTorch;
        return unitForgetBias ? plan with { ForgetBias = 1.0 } : plan;
    }

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
            : _preset == InitializerPreset.PyTorch ? new InitializerPlan(Initializer.RandomNormal, embedding.Vocabulary, embedding.Dimensions, 1.0, ForgetBias: null)
            : Plain(Initializer.RandomUniform, embedding.Vocabulary, embedding.Dimensions);

    private InitializerPlan RecurrentTensor(Initializer declared, Initializer keras, int fanIn, int inputs, int units)
    {
        if (declared != Initializer.Preset)
        {
            return Plain(declared, fanIn, 4 * units);
        }

        return _preset switch
        {
            InitializerPreset.PyTorch => PyTorchUniform(units),
            // One glorot draw covers the whole [x; h] kernel.
            InitializerPreset.TensorFlow1 => Plain(Initializer.GlorotUniform, inputs + units, 4 * units),
            _ => Plain(keras, fanIn, 4 * units),
        };
    }

    private static InitializerPlan Plain(Initializer kind, int fanIn, int fanOut) => new(kind, fanIn, fanOut, KerasRandomScale, ForgetBias: null);

    private static InitializerPlan PyTorchUniform(int fan) => new(Initializer.RandomUniform, fan, fan, 1.0 / Math.Sqrt(fan), ForgetBias: null);
}

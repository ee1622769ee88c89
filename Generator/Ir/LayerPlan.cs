using System.Collections.Generic;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>A layer with every dimension resolved.</summary>
/// <param name="Name">Name in weight files and messages.</param>
/// <param name="Identifier">The name as a C# identifier in Pascal case.</param>
/// <param name="Index">Position among the layers.</param>
/// <param name="Input">What it reads.</param>
/// <param name="Output">What it returns.</param>
internal abstract record LayerPlan(string Name, string Identifier, int Index, Signal Input, Signal Output);

/// <summary>What flows between two layers.</summary>
/// <param name="Width">Features per row (and timestep).</param>
/// <param name="Stride">Floats from one row to the next in the kernels' buffers.</param>
/// <param name="IsSequence">One row per timestep rather than one row in all.</param>
internal readonly record struct Signal(int Width, int Stride, bool IsSequence)
{
    /// <summary>Floats from one row to the next in a buffer of gradients, which kernels write in whole vectors.</summary>
    public int GradientStride => (Width + 7) & ~7;

    /// <summary>A signal whose rows are padded to whole vectors of eight.</summary>
    public static Signal Padded(int width, bool isSequence) => new(width, (width + 7) & ~7, isSequence);
}

/// <summary>A logical tensor: name, Keras-layout shape, place in a packed matrix, initialiser.</summary>
/// <param name="Name">E.g. <c>lstm.kernel</c>.</param>
/// <param name="Matrix">The packed matrix it is a part of.</param>
/// <param name="MatrixOffset">Float offset of that matrix in the model's packed buffer.</param>
/// <param name="FirstRow">The matrix row at which the tensor starts.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="IsVector">The logical shape has no row axis (a bias).</param>
/// <param name="Initializer">How it gets its first values.</param>
internal sealed record TensorPlan(
    string Name,
    PackedMatrix Matrix,
    int MatrixOffset,
    int FirstRow,
    int Rows,
    bool IsVector,
    InitializerPlan Initializer)
{
    public int Parameters => Rows * Matrix.Gates * Matrix.Units;
}

/// <summary>A resolved initialiser; see <c>TensorInitializer</c> in the runtime.</summary>
internal sealed record InitializerPlan(Initializer Kind, int FanIn, int FanOut, double Scale, double? ForgetBias);

/// <summary>One direction of an LSTM: its cell, weights and states.</summary>
/// <param name="Prefix">Start of the tensors' names: <c>lstm</c> or <c>bidirectional.forward</c>.</param>
/// <param name="Identifier">Start of the emitted members' names.</param>
/// <param name="InputWidth">Features it reads per timestep.</param>
/// <param name="InputStride">Floats from one input row to the next.</param>
/// <param name="Units">Units.</param>
/// <param name="Reverse">Reads the timesteps from the last valid one to the first.</param>
/// <param name="Weights">Rows: bias, kernel, recurrent kernel; four gates i, f, c, o.</param>
/// <param name="WeightsOffset">Where <see cref="Weights"/> lies in the packed buffer.</param>
/// <param name="UseBias">The bias row is a parameter (it is 0 otherwise).</param>
/// <param name="Activation">Activation of the candidate and of the cell state.</param>
/// <param name="RecurrentActivation">Activation of the three gates.</param>
/// <param name="SplitChain">
/// The recurrent product is summed in a chain of its own and added to the input's. Halves the latency of small cells;
/// the same on every instruction set.
/// </param>
/// <param name="HiddenState">Index of h among the model's state tensors; the cell state is the next one.</param>
/// <param name="StateOffset">Offset of h in a padded state; the cell state follows at the next multiple of 16.</param>
internal sealed record LstmCellPlan(
    string Prefix,
    string Identifier,
    int InputWidth,
    int InputStride,
    int Units,
    bool Reverse,
    bool UseBias,
    Activation Activation,
    Activation RecurrentActivation,
    PackedMatrix Weights,
    int WeightsOffset,
    bool SplitChain,
    int HiddenState,
    int StateOffset)
{
    /// <summary>Floats in a row of pre-activations: four gates of padded units.</summary>
    public int GateWidth => Weights.ResultWidth;

    /// <summary>Floats in a row of h or c.</summary>
    public int PaddedUnits => Weights.PaddedUnits;

    /// <summary>First matrix row of the kernel.</summary>
    public int KernelRow => 1;

    /// <summary>First matrix row of the recurrent kernel.</summary>
    public int RecurrentRow => 1 + InputWidth;

    /// <summary>Offset of c in a padded state.</summary>
    public int CellStateOffset => StateOffset + ((Units + 15) & ~15);
}

/// <summary>An LSTM layer, in one direction or two.</summary>
/// <param name="Forward">The only direction, or the forward one.</param>
/// <param name="Backward">The backward direction of a bidirectional layer.</param>
/// <param name="Merge">How two directions' outputs are merged.</param>
/// <param name="ReturnSequences">Returns every timestep.</param>
internal sealed record LstmPlan(
    string Name,
    string Identifier,
    int Index,
    Signal Input,
    Signal Output,
    LstmCellPlan Forward,
    LstmCellPlan? Backward,
    MergeMode Merge,
    bool ReturnSequences)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    /// <summary>
    /// Outputs stay in processing order, from the end of the sequence to its start; with two directions that of the
    /// forward one, as in Keras.
    /// </summary>
    public bool GoBackwards => Forward.Reverse;

    /// <summary>The one direction, or the forward one and then the backward one.</summary>
    public IReadOnlyList<LstmCellPlan> Cells => Backward is null ? new[] { Forward } : new[] { Forward, Backward };
}

/// <summary>A dense layer. Matrix rows: bias, then the kernel.</summary>
internal sealed record DensePlan(
    string Name,
    string Identifier,
    int Index,
    Signal Input,
    Signal Output,
    bool UseBias,
    Activation Activation,
    PackedMatrix Weights,
    int WeightsOffset)
    : LayerPlan(Name, Identifier, Index, Input, Output);

/// <summary>An embedding layer: a table of rows.</summary>
internal sealed record EmbeddingPlan(
    string Name,
    string Identifier,
    int Index,
    Signal Input,
    Signal Output,
    int Vocabulary,
    bool MaskZero,
    PackedMatrix Weights,
    int WeightsOffset)
    : LayerPlan(Name, Identifier, Index, Input, Output);

/// <summary>A dropout layer.</summary>
internal sealed record DropoutPlan(string Name, string Identifier, int Index, Signal Input, Signal Output, double Rate)
    : LayerPlan(Name, Identifier, Index, Input, Output);

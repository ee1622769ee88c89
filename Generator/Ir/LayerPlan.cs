using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>A layer with every dimension resolved.</summary>
/// <param name="Name">Name in weight files and messages.</param>
/// <param name="Identifier">The name as a C# identifier in Pascal case.</param>
/// <param name="Index">Position among the layers.</param>
/// <param name="Input">What it reads.</param>
/// <param name="Output">What it returns.</param>
internal abstract record LayerPlan(string Name, string Identifier, int Index, Signal Input, Signal Output)
{
    /// <summary>The layers that it reads, in order; −1 is the model's input.</summary>
    public EquatableArray<int> Sources { get; init; }

    /// <summary>The names of what it reads as the user gave them, or null for the layer before it.</summary>
    public string? From { get; init; }

    /// <summary>The user says that the model returns its output.</summary>
    public bool IsOutput { get; init; }

    /// <summary>The regulariser of its outputs.</summary>
    public DeclaredActivity Activity { get; init; }

    /// <summary>How several sources become its one input.</summary>
    public virtual JoinKind Join => JoinKind.Concatenate;

    /// <summary>It reads more than one layer's output.</summary>
    public bool Joins => Sources.Count > 1;

    /// <summary>It reads the model's input and nothing else.</summary>
    public bool ReadsOnlyInput { get; init; }

    /// <summary>Inference leaves it out: what reads it reads what it reads.</summary>
    public virtual bool IsIdentityAtInference => false;

    /// <summary>Its timesteps come in the opposite order to its input's.</summary>
    public virtual bool Reverses => false;

    /// <summary>It returns nothing before the end of the sequence.</summary>
    public virtual bool WaitsForEnd => false;

    /// <summary>The parts of its weights that the backward pass reads transposed.</summary>
    public virtual IEnumerable<KernelRows> Transposed => Enumerable.Empty<KernelRows>();
}

/// <summary>A packed matrix and its place.</summary>
/// <param name="Matrix">The matrix.</param>
/// <param name="Offset">Its first float in the model's packed buffer.</param>
internal sealed record PlacedMatrix(PackedMatrix Matrix, int Offset);

/// <summary>Consecutive rows of a packed matrix: a kernel, without the bias beside it.</summary>
/// <param name="Source">The matrix.</param>
/// <param name="FirstRow">The first row.</param>
/// <param name="Rows">Number of rows, which is the length of the vectors that it multiplies.</param>
internal sealed record KernelRows(PlacedMatrix Source, int FirstRow, int Rows)
{
    /// <summary>The matrix that multiplies gradients of results to those of the vectors.</summary>
    public PackedMatrix Transposed => PackedMatrix.ForColumns(Source.Matrix.ResultWidth, Rows);
}

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
/// <param name="Matrices">The packed matrices with its gates, one after the other: one, where the gates are not computed apart.</param>
/// <param name="FirstRow">The row of each matrix at which the tensor starts.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="IsVector">The logical shape has no row axis (a bias).</param>
/// <param name="Initializer">How it gets its first values.</param>
internal sealed record TensorPlan(
    string Name,
    EquatableArray<PlacedMatrix> Matrices,
    int FirstRow,
    int Rows,
    bool IsVector,
    InitializerPlan Initializer)
{
    /// <summary>Optimisers change it.</summary>
    public bool IsTrainable { get; init; } = true;

    /// <summary>Its regulariser and constraint, or null.</summary>
    public TensorRulePlan? Rule { get; init; }

    /// <summary>The same with what the declaration says about it.</summary>
    public TensorPlan With(WeightRules rules)
        => rules.Tensors.FirstOrDefault(r => Name.EndsWith("." + r.Tensor, System.StringComparison.Ordinal)) is { } rule
            ? this with { Rule = TensorRulePlan.Resolve(rules, rule), Initializer = Initializer.With(rule) }
            : this;

    public int Parameters => Rows * Columns;

    /// <summary>It multiplies vectors; a bias is added.</summary>
    public bool IsKernel => Name.EndsWith("kernel", System.StringComparison.Ordinal);

    /// <summary>Columns of the logical tensor: all gates' units.</summary>
    public int Columns => Gates * Units;

    public int Gates => Matrices.Sum(m => m.Matrix.Gates);

    public int Units => Matrices[0].Matrix.Units;
}

/// <summary>A regulariser and a constraint; see <c>TensorPenalty</c> and <c>TensorConstraint</c> in the runtime.</summary>
internal sealed record TensorRulePlan(double L1, double L2, WeightConstraint Constraint, double Least, double Greatest, double Rate)
{
    /// <summary>What the declaration says about a tensor, or null for nothing.</summary>
    public static TensorRulePlan? Resolve(WeightRules rules, TensorRule rule)
        => rule is { L1: 0, L2: 0, Constraint: WeightConstraint.None }
            ? null
            : new TensorRulePlan(
                rule.L1,
                rule.L2,
                rule.Constraint,
                rule.Constraint == WeightConstraint.MinMaxNorm ? rules.MinNorm ?? 0 : 0,
                rules.Greatest(rule.Constraint),
                rule.Constraint == WeightConstraint.MinMaxNorm ? rules.NormRate ?? 1 : 1);
}

/// <summary>A resolved initialiser; see <c>TensorInitializer</c> in the runtime.</summary>
internal sealed record InitializerPlan(Initializer Kind, int FanIn, int FanOut, double Scale, GateInitializerPlan? Gates = null)
{
    public double Mean { get; init; }

    public double Gain { get; init; } = 1;

    /// <summary>The same with the numbers that the declaration gives.</summary>
    public InitializerPlan With(TensorRule rule) => this with
    {
        Scale = rule.IsSpread ? rule.Scale ?? Scale : Scale,
        Mean = rule.Mean ?? Mean,
        Gain = rule.IsGain ? rule.Scale ?? Gain : Gain,
    };
}

/// <summary>Another initialiser for some gate blocks of a tensor's first rows; see <c>GateInitializer</c> in the runtime.</summary>
internal sealed record GateInitializerPlan(int FirstGate, int Gates, int Rows, Initializer Kind, int FanIn, int FanOut);

/// <summary>A dense layer. Matrix rows: bias, then the kernel.</summary>
internal sealed record DensePlan(
    string Name,
    string Identifier,
    int Index,
    Signal Input,
    Signal Output,
    bool UseBias,
    ActivationFunction Activation,
    PlacedMatrix Weights)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    /// <summary>The kernel.</summary>
    public KernelRows Kernel => new(Weights, FirstRow: 1, Input.Width);

    public override IEnumerable<KernelRows> Transposed => new[] { Kernel };

    public static DensePlan Create(PlanBuilder builder, LayerPlace place, DenseDeclaration dense)
    {
        PlacedMatrix matrix = builder.Place(PackedMatrix.ForColumns(1 + place.Input.Width, dense.Units));
        builder.AddTensor($"{place.Name}.kernel", matrix, firstRow: 1, place.Input.Width, builder.Initializers.Kernel(dense, place.Input.Width));
        if (dense.UseBias)
        {
            builder.AddVector($"{place.Name}.bias", matrix, row: 0, builder.Initializers.Bias(dense, place.Input.Width));
        }

        return new DensePlan(
            place.Name, place.Identifier, place.Index, place.Input, Signal.Padded(dense.Units, place.Input.IsSequence), dense.UseBias, dense.Activation, matrix);
    }
}

/// <summary>An embedding layer: a table of rows. It reads the model's ids, or a column of floats that is one of several inputs.</summary>
internal sealed record EmbeddingPlan(
    string Name,
    string Identifier,
    int Index,
    Signal Input,
    Signal Output,
    int Vocabulary,
    bool MaskZero,
    PlacedMatrix Weights)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    /// <summary>The ids are floats of one of several inputs.</summary>
    public bool ReadsColumn { get; init; }

    public static EmbeddingPlan Create(PlanBuilder builder, LayerPlace place, EmbeddingDeclaration embedding, bool readsColumn)
    {
        PlacedMatrix matrix = builder.Place(PackedMatrix.ForTable(embedding.Vocabulary, embedding.Dimensions));
        builder.AddTensor($"{place.Name}.embeddings", matrix, firstRow: 0, embedding.Vocabulary, builder.Initializers.Embeddings(embedding));
        return new EmbeddingPlan(
            place.Name, place.Identifier, place.Index, readsColumn ? place.Input : new Signal(1, 1, IsSequence: true), Signal.Padded(embedding.Dimensions, isSequence: true),
            embedding.Vocabulary, embedding.MaskZero, matrix)
        {
            ReadsColumn = readsColumn,
        };
    }
}

/// <summary>A dropout layer.</summary>
internal sealed record DropoutPlan(string Name, string Identifier, int Index, Signal Input, Signal Output, double Rate)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    public override bool IsIdentityAtInference => true;
}

/// <summary>Some columns of what it reads, where they lie: one of several inputs. It computes nothing.</summary>
/// <param name="Column">The first column.</param>
internal sealed record ColumnsPlan(string Name, string Identifier, int Index, Signal Input, Signal Output, int Column)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    /// <summary>Columns of the model's input.</summary>
    public bool IsInput => ReadsOnlyInput;

    /// <summary>The ref expression of its first float.</summary>
    /// <param name="source">That of what it reads.</param>
    public string Place(string source) => Column == 0 ? source : $"ref Unsafe.Add({source}, {Column})";
}

/// <summary>[Concatenate], [Add] or [Multiply]: its joined sources are its output.</summary>
internal sealed record MergePlan(string Name, string Identifier, int Index, Signal Input, Signal Output, JoinKind Kind)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    public override JoinKind Join => Kind;
}

using System.Collections.Generic;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>An LSTM cell. States: h, c.</summary>
/// <param name="UseBias">The bias row is a parameter (it is 0 otherwise).</param>
/// <param name="Activation">Activation of the candidate and, unless it has its own, of the cell state.</param>
/// <param name="RecurrentActivation">Activation of the three gates.</param>
/// <param name="Weights">Rows: bias, kernel, recurrent kernel; four gates i, f, c, o.</param>
internal sealed record LstmCellPlan(
    CellPlace Place,
    int Units,
    EquatableArray<StatePlan> States,
    bool UseBias,
    ActivationFunction Activation,
    ActivationFunction RecurrentActivation,
    PlacedMatrix Weights)
    : CellPlan(Place, Units, States)
{
    /// <summary>
    /// The recurrent product is summed in a chain of its own and added to the input's. Halves the latency of small cells;
    /// the same on every instruction set.
    /// </summary>
    public bool SplitChain => Units <= LargestSplitChain;

    /// <summary>The peepholes [3, Units] of i, f and o, or null for none.</summary>
    public PlacedMatrix? Peepholes { get; init; }

    /// <summary>The bound of c, or null for none.</summary>
    public float? Clip { get; init; }

    /// <summary>The forget gate is 1 − i.</summary>
    public bool Coupled { get; init; }

    /// <summary>The activation of the cell state that the layer declares, or null for none.</summary>
    public ActivationFunction? DeclaredOutputActivation { get; init; }

    /// <summary>Activation of the cell state. A clip bounds the gates' sums only.</summary>
    public ActivationFunction OutputActivation => DeclaredOutputActivation ?? Activation.Unclipped;

    /// <summary>Gains and shifts of the gates, rows of one matrix, or null in a cell that does not normalise.</summary>
    public PlacedMatrix? GateNorm { get; init; }

    /// <summary>Gains and shifts of c, or null.</summary>
    public PlacedMatrix? CellNorm { get; init; }

    /// <summary>What is added to the variances.</summary>
    public double LayerNormEpsilon { get; init; }

    /// <summary>Makes h of the cell's output, or null where it is h. Rows: one of zeros where others have a bias, projection kernel.</summary>
    public PlacedMatrix? Projection { get; init; }

    /// <summary>The bound of the projected h, or null for none.</summary>
    public float? ProjectionClip { get; init; }

    /// <summary>Training drops elements of the candidate.</summary>
    public bool DropsCandidate => Dropout?.Candidate is not null;

    /// <summary>The cell is more than Keras' LSTM.</summary>
    public bool HasOptions => Peepholes is not null || Clip is not null || Coupled || Projection is not null || GateNorm is not null || OutputActivation != Activation;

    /// <summary>Sigmoid and tanh and no options, for which the runtime has fused functions.</summary>
    public bool IsStandard => !HasOptions && Activation.IsTanh && RecurrentActivation.IsSigmoid;

    public KernelRows Kernel => new(Weights, FirstRow: 1, InputWidth);

    public KernelRows RecurrentKernel => new(Weights, FirstRow: 1 + InputWidth, Hidden.Length);

    /// <summary>The projection's kernel, in a cell that has one.</summary>
    public KernelRows ProjectionKernel => new(Projection!, FirstRow: 1, Units);

    public StatePlan CellState => States[1];

    /// <summary>Floats in a row of pre-activations: four gates of padded units.</summary>
    public int GateWidth => Weights.Matrix.ResultWidth;

    /// <summary>Floats in a row of c, or of h before a projection.</summary>
    public int PaddedUnits => Weights.Matrix.PaddedUnits;

    public override int BlockWidth => GateWidth + (Projection is null ? 0 : PaddedUnits);

    public override IEnumerable<KernelRows> Transposed
        => Projection is null ? new[] { Kernel, RecurrentKernel } : new[] { Kernel, RecurrentKernel, ProjectionKernel };

    public override IEnumerable<(string Name, int Width)> Kept
    {
        get
        {
            yield return ("gates", GateWidth);
            yield return ("activated", PaddedUnits);
            if (KeepsDerivatives)
            {
                yield return ("derivatives", GateWidth);
            }

            if (OutputActivation.KeepsDerivative)
            {
                yield return ("activatedDerivative", PaddedUnits);
            }

            if (Dropout?.Candidate is { } candidate)
            {
                yield return (DroppedCandidate.Factors, candidate.Stride);
            }

            if (GateNorm is not null)
            {
                yield return ("sums", GateWidth);
                yield return ("newCell", PaddedUnits);
            }

            if (Projection is not null)
            {
                yield return ("cellOutput", PaddedUnits);
                yield return ("projected", Hidden.Stride);
            }
        }
    }

    /// <summary>Copies of the peepholes, gains and shifts, which the backward pass reads, and the gradient of what is projected.</summary>
    public override IEnumerable<(string Name, int Width)> Workspace
    {
        get
        {
            if (Peepholes is not null)
            {
                yield return ("peepholes", 3 * PaddedUnits);
            }

            if (GateNorm is not null && CellNorm is not null)
            {
                yield return ("gateNorm", GateNorm.Matrix.Length);
                yield return ("cellNorm", CellNorm.Matrix.Length);
            }

            if (Projection is not null)
            {
                yield return ("cellOutputGradient", PaddedUnits);
            }
        }
    }

    /// <summary>Training keeps the derivative of an activation of the gates.</summary>
    public bool KeepsDerivatives => Activation.KeepsDerivative || RecurrentActivation.KeepsDerivative;

    public static LstmCellPlan Create(PlanBuilder builder, CellPlace place, LstmDeclaration lstm)
    {
        int inputs = place.Input.Width;
        PlacedMatrix matrix = builder.Place(PackedMatrix.ForGates(1 + inputs + lstm.Outputs, gates: 4, lstm.Units));
        builder.AddTensor($"{place.Prefix}.kernel", matrix, firstRow: 1, inputs, builder.Initializers.Kernel(lstm, inputs));
        builder.AddTensor($"{place.Prefix}.recurrent_kernel", matrix, firstRow: 1 + inputs, lstm.Outputs, builder.Initializers.RecurrentKernel(lstm, inputs));
        // Row 0 of the kernels' matrix stays 0 where the bias is the shift of the normalised gates.
        PlacedMatrix? gateNorm = lstm.LayerNorm ? builder.Place(PackedMatrix.ForGates(2, gates: 4, lstm.Units)) : null;
        if (lstm.UseBias)
        {
            builder.AddVector($"{place.Prefix}.bias", gateNorm ?? matrix, row: gateNorm is null ? 0 : 1, builder.Initializers.Bias(lstm));
        }

        PlacedMatrix? peepholes = null;
        if (lstm.Peepholes)
        {
            peepholes = builder.Place(PackedMatrix.ForTable(3, lstm.Units));
            builder.AddTensor($"{place.Prefix}.peepholes", peepholes, firstRow: 0, rows: 3, builder.Initializers.Peepholes(lstm));
        }

        PlacedMatrix? cellNorm = null;
        if (gateNorm is not null)
        {
            cellNorm = builder.Place(PackedMatrix.ForTable(2, lstm.Units));
            builder.AddVector($"{place.Prefix}.gain", gateNorm, row: 0, InitializerResolver.Vector(lstm.GainInitializer, Initializer.Ones, 4 * lstm.Units));
            builder.AddVector($"{place.Prefix}.cell_gain", cellNorm, row: 0, InitializerResolver.Vector(lstm.CellGainInitializer, Initializer.Ones, lstm.Units));
            if (lstm.UseBias)
            {
                builder.AddVector($"{place.Prefix}.cell_bias", cellNorm, row: 1, InitializerResolver.Vector(lstm.CellBiasInitializer, Initializer.Zeros, lstm.Units));
            }
        }

        PlacedMatrix? projection = null;
        if (lstm.Projection is not null)
        {
            projection = builder.Place(PackedMatrix.ForColumns(1 + lstm.Units, lstm.Outputs));
            builder.AddTensor($"{place.Prefix}.projection_kernel", projection, firstRow: 1, lstm.Units, builder.Initializers.Projection(lstm));
        }

        int padded = matrix.Matrix.PaddedUnits;
        var states = new EquatableArray<StatePlan>(new[]
        {
            builder.AddState($"{place.Prefix}.h", "hidden", lstm.Outputs, projection?.Matrix.ResultWidth ?? padded),
            builder.AddState($"{place.Prefix}.c", "cell", lstm.Units, padded),
        });
        return new LstmCellPlan(place, lstm.Units, states, lstm.UseBias, lstm.Activation, lstm.RecurrentActivation, matrix)
        {
            Peepholes = peepholes,
            Clip = (float?)lstm.CellClip,
            Coupled = lstm.InputForgetCoupling,
            DeclaredOutputActivation = lstm.OutputActivation,
            GateNorm = gateNorm,
            CellNorm = cellNorm,
            LayerNormEpsilon = lstm.LayerNormEpsilon ?? 1e-12,
            Projection = projection,
            ProjectionClip = projection is null ? null : (float?)lstm.ProjectionClip,
        };
    }
}

using System.Linq;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit;

/// <summary>Writes what a person calls: constants, constructor, Predict, Step, and the nested weights.</summary>
internal static class FacadeEmitter
{
    public static void Write(CodeWriter writer, NetworkPlan network)
    {
        var buffers = new InferenceBuffers(network);
        DescriptionEmitter.Write(writer, network);
        writer.Line();
        WriteConstruction(writer, network, buffers);
        writer.Line();
        WritePredict(writer, network);
        writer.Line();
        WriteRun(writer, network, buffers);
        if (network.IsCausal)
        {
            writer.Line();
            WriteStep(writer, network);
        }

        writer.Line();
        WritePrecision(writer, network);
        writer.Line();
        WeightsEmitter.Write(writer, network);
        if (network.IsCausal)
        {
            writer.Line();
            CrowdEmitter.WriteClass(writer, network);
        }
    }

    private static void WriteConstruction(CodeWriter writer, NetworkPlan network, InferenceBuffers buffers)
    {
        writer.Write($$"""
            private readonly AlignedBuffer _packed;
            private readonly AlignedBuffer _scratch;
            private readonly byte[] _kinds;
            private readonly int _capacity;

            /// <summary>An instance for one stream: it owns state and scratch memory; the weights are shared. Nothing is allocated after this.</summary>
            /// <param name="weights">The weights, which any number of instances and threads can share.{{(network.Stored.IsReduced ? $" This instance keeps them as they are now, with kernels as {network.Stored.Precision}." : string.Empty)}}</param>
            /// <param name="batchSize">Rows that the batch overloads compute together (at most {{NetworkPlan.RowsPerBlock}} at a time). Decides memory and speed, never a bit of the result.</param>
            /// <exception cref="ArgumentNullException">There are no weights.</exception>
            /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
            public {{ModelEmitter.Escape(network.Declaration.Type.Name)}}(Weights weights, int batchSize = 1)
            {
                ArgumentNullException.ThrowIfNull(weights);
                ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
                _packed = {{(network.Stored.IsReduced ? "weights.PackedAs(Weights.Reduced)" : "weights.Packed")}};
                _capacity = Math.Min(batchSize, {{NetworkPlan.RowsPerBlock}});
                _scratch = new AlignedBuffer(checked({{buffers.FixedLength}} + (_capacity * {{buffers.LengthPerRow}})));
                _kinds = new byte[_capacity * {{network.MaxTimesteps}}];
            }

            /// <summary>A state of zeros: the start of a sequence.</summary>
            public static ModelState CreateState() => new ModelState(Shape);
            """);
    }

    private static void WritePredict(CodeWriter writer, NetworkPlan network)
    {
        string type = network.InputType;
        string rows = network.Embedding is null ? "[T, Features]" : "[T] ids";
        string output = network.Output.IsSequence ? "[T, Outputs]" : "[Outputs]";
        string checkIds = network.Embedding is { } e ? $"ModelChecks.Ids(Shape, \"{e.Name}\", x, default, timesteps);" : string.Empty;
        string checkBatch = network.Embedding is { } b ? $"ModelChecks.Ids(Shape, \"{b.Name}\", x, lengths, timesteps);" : "ModelChecks.Disjoint(Shape, x, y);";
        writer.Write($$"""
            /// <summary>Runs one sequence from a state of zeros.</summary>
            /// <param name="x">Input <c>{{rows}}</c>; T is 0 to MaxTimesteps.</param>
            /// <param name="y">Receives the output <c>{{output}}</c>.</param>
            /// <exception cref="ArgumentException">A span's length does not fit{{(network.Embedding is null ? string.Empty : ", or an id lies outside the vocabulary")}}; nothing has changed.</exception>
            public void Predict(ReadOnlySpan<{{type}}> x, Span<float> y) => Predict(InstructionSets.Best, x, y);

            /// <summary>Runs one sequence that goes on from <paramref name="state"/> and leaves its final state there.</summary>
            /// <param name="x">Input <c>{{rows}}</c>; T is 0 to MaxTimesteps.</param>
            /// <param name="y">Receives the output <c>{{output}}</c>.</param>
            /// <param name="state">The initial state; receives the final one.</param>
            /// <exception cref="ArgumentException">A span's length does not fit, or the state belongs to another model; nothing has changed.</exception>
            public void Predict(ReadOnlySpan<{{type}}> x, Span<float> y, ModelState state) => Predict(InstructionSets.Best, x, y, state);

            /// <summary>Runs a batch of sequences, each from a state of zeros and with a length of its own.</summary>
            /// <param name="x">Input <c>[B, {{rows.Substring(1)}}</c>, where B is the number of lengths; T is 0 to MaxTimesteps. What lies beyond a row's length is not read.</param>
            /// <param name="lengths">Valid timesteps of each row, 0 to T: <c>[B]</c>.</param>
            /// <param name="y">Receives the output <c>[B, {{output.Substring(1)}}</c>{{(network.Output.IsSequence ? "; 0 beyond a row's length" : string.Empty)}}.</param>
            /// <exception cref="ArgumentException">A span's length does not fit, {{(network.Embedding is null ? "a length lies outside 0…T, or the output overlaps the input" : "or a length lies outside 0…T")}}; nothing has changed.</exception>
            public void Predict(ReadOnlySpan<{{type}}> x, ReadOnlySpan<int> lengths, Span<float> y) => Predict(InstructionSets.Best, x, lengths, y);

            /// <summary>Runs a batch of sequences that go on from a state each and leave their final states there.</summary>
            /// <param name="x">Input <c>[B, {{rows.Substring(1)}}</c>, where B is the number of lengths.</param>
            /// <param name="lengths">Valid timesteps of each row, 0 to T: <c>[B]</c>.</param>
            /// <param name="y">Receives the output <c>[B, {{output.Substring(1)}}</c>.</param>
            /// <param name="states">One state per row: <c>[B]</c>.</param>
            /// <exception cref="ArgumentException">A span's length does not fit, or a state belongs to another model or to two rows; nothing has changed.</exception>
            public void Predict(ReadOnlySpan<{{type}}> x, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states) => Predict(InstructionSets.Best, x, lengths, y, states);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            internal void Predict(InstructionSet set, ReadOnlySpan<{{type}}> x, Span<float> y)
            {
                int timesteps = ModelChecks.Timesteps(Shape, x.Length);
                ModelChecks.Outputs(Shape, y.Length, 1, timesteps);
                {{checkIds}}
                RunRows(set, x, timesteps, new ReadOnlySpan<int>(in timesteps), y, default);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            internal void Predict(InstructionSet set, ReadOnlySpan<{{type}}> x, Span<float> y, ModelState state)
            {
                int timesteps = ModelChecks.Timesteps(Shape, x.Length);
                ModelChecks.Outputs(Shape, y.Length, 1, timesteps);
                ModelChecks.State(Shape, state);
                {{checkIds}}
                RunRows(set, x, timesteps, new ReadOnlySpan<int>(in timesteps), y, new ReadOnlySpan<ModelState>(in state));
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            internal void Predict(InstructionSet set, ReadOnlySpan<{{type}}> x, ReadOnlySpan<int> lengths, Span<float> y)
            {
                int timesteps = ModelChecks.Timesteps(Shape, x.Length, lengths.Length);
                ModelChecks.Lengths(Shape, lengths, timesteps);
                ModelChecks.Outputs(Shape, y.Length, lengths.Length, timesteps);
                {{checkBatch}}
                RunBatch(set, x, timesteps, lengths, y, default);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            internal void Predict(InstructionSet set, ReadOnlySpan<{{type}}> x, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states)
            {
                int timesteps = ModelChecks.Timesteps(Shape, x.Length, lengths.Length);
                ModelChecks.Lengths(Shape, lengths, timesteps);
                ModelChecks.Outputs(Shape, y.Length, lengths.Length, timesteps);
                ModelChecks.States(Shape, states, lengths.Length);
                {{checkBatch}}
                RunBatch(set, x, timesteps, lengths, y, states);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private void RunBatch(InstructionSet set, ReadOnlySpan<{{type}}> x, int timesteps, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states)
            {
                int inputs = timesteps * Shape.Features;
                int outputs = {{(network.Output.IsSequence ? "timesteps * Outputs" : "Outputs")}};
                for (int first = 0; first < lengths.Length; first += _capacity)
                {
                    int rows = Math.Min(_capacity, lengths.Length - first);
                    RunRows(set, x.Slice(first * inputs, rows * inputs), timesteps, lengths.Slice(first, rows), y.Slice(first * outputs, rows * outputs), states.IsEmpty ? default : states.Slice(first, rows));
                }
            }
            """);
    }

    private static void WriteRun(CodeWriter writer, NetworkPlan network, InferenceBuffers buffers)
    {
        int features = network.Features;
        writer.Write("/// <summary>Runs up to capacity rows: stages their inputs, loads their states, runs the layers, hands out outputs and states.</summary>")
            .Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]")
            .Open($"private void RunRows(InstructionSet set, ReadOnlySpan<{network.InputType}> x, int stride, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states)")
            .Write("int rows = lengths.Length;")
            .Write("int capacity = _capacity;")
            .Write("ref float weights = ref _packed.Reference;")
            .Write("ref float scratch = ref _scratch.Reference;")
            .Write(network.MaskZero
                ? "bool ragged = RowSchedule.PrepareMasked(lengths, x, stride, _kinds, out int timesteps);"
                : "bool ragged = RowSchedule.Prepare(lengths, _kinds, out int timesteps);")
            .Line();
        if (network.States.Count > 0)
        {
            writer.Open("for (int r = 0; r < rows; r++)");
            foreach (StatePlan state in network.States)
            {
                writer.Write($"RowOperations.Clear(ref Unsafe.Add({buffers.State(state)}, r * {state.Stride}), {state.Stride});");
            }

            writer.Open("if (!states.IsEmpty)")
                .Write("ref float state = ref states[r].Buffer.Reference;");
            foreach (StatePlan state in network.States)
            {
                writer.Write($"RowOperations.Copy(ref Unsafe.Add(ref state, {state.Offset}), ref Unsafe.Add({buffers.State(state)}, r * {state.Stride}), {state.Length});");
            }

            writer.Close().Close().Line();
        }

        string arguments;
        if (network.Embedding is null)
        {
            writer.Write("ref float input = ref MemoryMarshal.GetReference(x);")
                .Open("if (rows > 1)")
                .Write("// The kernels read time-major rows; what lies beyond a row's length is not looked at.")
                .Write($"ref float staged = {buffers.At(buffers.Input)};");
            StagingCode.StageInputs(writer, "staged", $"ref Unsafe.Add(ref input, ((r * stride) + t) * {features})", features);
            writer.Line()
                .Write("input = ref staged;")
                .Close().Line();
            arguments = "ref input";
        }
        else
        {
            writer.Write("ref int ids = ref MemoryMarshal.GetReference(x);").Line();
            arguments = "ref ids, stride";
        }

        WriteSwitch(writer, $"Predict(ref weights, ref scratch, {arguments}, capacity, timesteps, rows, _kinds, lengths, ragged);");

        LayerPlan last = InferenceBuffers.Computed(network).Last();
        writer.Line()
            .Write($"ref float output = {buffers.Output(last)};")
            .Write("ref float destination = ref MemoryMarshal.GetReference(y);");
        if (network.Output.IsSequence)
        {
            writer.Open("for (int r = 0; r < rows; r++)")
                .Open("for (int t = 0; t < stride; t++)")
                .Write("ref float row = ref Unsafe.Add(ref destination, ((r * stride) + t) * Outputs);");
            StagingCode.CopyValidRow(writer, $"ref Unsafe.Add(ref output, ((t * rows) + r) * {last.Output.Stride})", "Outputs");
            writer.Close().Close();
        }
        else
        {
            writer.Open("for (int r = 0; r < rows; r++)")
                .Write($"RowOperations.Copy(ref Unsafe.Add(ref output, r * {last.Output.Stride}), ref Unsafe.Add(ref destination, r * Outputs), Outputs);")
                .Close();
        }

        if (network.States.Count > 0)
        {
            writer.Line()
                .Open("for (int r = 0; r < states.Length; r++)")
                .Write("ref float state = ref states[r].Buffer.Reference;");
            foreach (StatePlan state in network.States)
            {
                writer.Write($"RowOperations.Copy(ref Unsafe.Add({buffers.State(state)}, r * {state.Stride}), ref Unsafe.Add(ref state, {state.Offset}), {state.Length});");
            }

            writer.Close();
        }

        writer.Close();
    }

    private static void WriteStep(CodeWriter writer, NetworkPlan network)
    {
        string type = network.InputType;
        string input = network.Embedding is null ? "ref MemoryMarshal.GetReference(x)" : "x[0]";
        string checkId = network.Embedding is { } e ? $"ModelChecks.Ids(Shape, \"{e.Name}\", x, default, 1);" : string.Empty;
        string parameter = network.Embedding is null ? "<c>[Features]</c>" : "one id";
        writer.Write($$"""
            /// <summary>The state of this instance's own stream, which <see cref="Step(ReadOnlySpan{{{type}}}, Span{float})"/> moves on.</summary>
            public ModelState State { get; } = CreateState();

            /// <summary>Starts a new sequence on this instance's own stream.</summary>
            public void ResetState() => State.Reset();

            /// <summary>Runs one timestep of this instance's own stream.</summary>
            /// <param name="x">Input {{parameter}}.</param>
            /// <param name="y">Receives the output <c>[Outputs]</c>.</param>
            /// <exception cref="ArgumentException">A span's length does not fit; the state is as before.</exception>
            public void Step(ReadOnlySpan<{{type}}> x, Span<float> y) => Step(InstructionSets.Best, State, x, y);

            /// <summary>Runs one timestep of the stream whose state is <paramref name="state"/>.</summary>
            /// <param name="state">The stream's state, moved on by one timestep.</param>
            /// <param name="x">Input {{parameter}}.</param>
            /// <param name="y">Receives the output <c>[Outputs]</c>.</param>
            /// <exception cref="ArgumentException">A span's length does not fit, or the state belongs to another model; the state is as before.</exception>
            public void Step(ModelState state, ReadOnlySpan<{{type}}> x, Span<float> y) => Step(InstructionSets.Best, state, x, y);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            internal void Step(InstructionSet set, ModelState state, ReadOnlySpan<{{type}}> x, Span<float> y)
            {
                ModelChecks.State(Shape, state);
                ModelChecks.Step(Shape, x.Length, y.Length);
                {{checkId}}
                ref float weights = ref _packed.Reference;
                ref float scratch = ref _scratch.Reference;
                ref float stream = ref state.Buffer.Reference;
                ref float output = ref scratch;
            """);
        foreach (InstructionSetSpec set in InstructionSetSpec.All)
        {
            bool last = set == InstructionSetSpec.All[InstructionSetSpec.All.Count - 1];
            bool first = set == InstructionSetSpec.All[0];
            writer.Open(last ? "else" : $"{(first ? string.Empty : "else ")}if (set == InstructionSet.{set.Name})")
                .Write($"output = ref {set.Passes}.Step(ref weights, ref scratch, {input}, ref stream, _capacity);")
                .Close();
        }

        writer.Line()
            .Write("RowOperations.Copy(ref output, ref MemoryMarshal.GetReference(y), Outputs);")
            .Close();
    }

    private static void WritePrecision(CodeWriter writer, NetworkPlan network)
    {
        string type = network.InputType;
        string rows = network.Embedding is null ? "[B, T, Features]" : "[B, T] ids";
        writer.Write($$"""
            /// <summary>Compares the outputs of an instance with those of the same network in double precision on the weights as they were trained, on data of your own.</summary>
            /// <param name="weights">The weights.</param>
            /// <param name="x">Input <c>{{rows}}</c>, where B is the number of lengths.</param>
            /// <param name="lengths">Valid timesteps of each row, 0 to T: <c>[B]</c>.</param>
            /// <exception cref="ArgumentNullException">There are no weights.</exception>
            /// <exception cref="ArgumentException">A span's length does not fit{{(network.Embedding is null ? string.Empty : ", or an id lies outside the vocabulary")}}.</exception>
            public static PrecisionReport MeasurePrecision(Weights weights, ReadOnlySpan<{{type}}> x, ReadOnlySpan<int> lengths)
            {
                var model = new {{ModelEmitter.FullName(network.Declaration)}}(weights, batchSize: {{NetworkPlan.RowsPerBlock}});
                int timesteps = ModelChecks.Timesteps(Shape, x.Length, lengths.Length);
                float[] y = new float[lengths.Length * {{(network.Output.IsSequence ? "timesteps * Outputs" : "Outputs")}}];
                model.Predict(x, lengths, y);
                return PrecisionReport.Measure(Description, weights, x, timesteps, lengths, y);
            }
            """);
    }

    /// <summary>Calls a static method of the chosen tier's class; the JIT keeps one call where the tier is a constant.</summary>
    public static void WriteSwitch(CodeWriter writer, string call)
    {
        writer.Open("switch (set)");
        foreach (InstructionSetSpec set in InstructionSetSpec.All)
        {
            bool last = set == InstructionSetSpec.All[InstructionSetSpec.All.Count - 1];
            writer.Write(last ? "default:" : $"case InstructionSet.{set.Name}:")
                .Write($"{set.Passes}.{call}")
                .Write("break;");
        }

        writer.Close();
    }
}

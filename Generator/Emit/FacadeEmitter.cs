using System.Globalization;
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
        NamedSpansEmitter.Write(writer, network);
        writer.Line();
        WriteRun(writer, network, buffers);
        if (network.IsCausal)
        {
            writer.Line();
            StepEmitter.Write(writer, network);
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
        string model = ModelEmitter.Escape(network.Declaration.Type.Name);
        string threads = Threads(network);
        string second = buffers.SecondLength == 0 ? string.Empty : $" + (threads > 1 ? {buffers.SecondLength} : 0)";
        bool named = network.Outputs.Count > 1;
        writer.Write($$"""
            private readonly AlignedBuffer _packed;
            private readonly AlignedBuffer _scratch;
            private readonly byte[] _kinds;
            private readonly int _capacity;{{(named ? "\nprivate readonly float[] _outputs;" : string.Empty)}}{{(network.HasSeveralInputs ? "\nprivate readonly float[] _inputs;" : string.Empty)}}
            private readonly {{threads}}? _threads;

            /// <summary>An instance for one stream: it owns state and scratch memory; the weights are shared. Nothing is allocated after this. Used by one thread at a time.</summary>
            /// <param name="weights">The weights, which any number of instances and threads can share.{{(network.Stored.IsReduced ? $" This instance keeps them as they are now, with kernels as {network.Stored.Precision}." : network.HasFolds ? " This instance keeps them as they are now, with batch normalisations folded into them." : string.Empty)}}</param>
            /// <param name="batchSize">Rows that the batch overloads compute together (at most {{NetworkPlan.RowsPerBlock}} at a time). Decides memory and speed, never a bit of the result.</param>
            /// <param name="threads">Threads that a call may use, the calling one included: for the rows of a batch{{(buffers.SecondLength == 0 ? string.Empty : ", and for the two directions of a bidirectional layer")}}. Decides speed, never a bit of the result. The threads end when the instance is collected.</param>
            /// <exception cref="ArgumentNullException">There are no weights.</exception>
            /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> or <paramref name="threads"/> is less than 1.</exception>
            public {{model}}(Weights weights, int batchSize = 1, int threads = 1)
            {
                ArgumentNullException.ThrowIfNull(weights);
                ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
                ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
                _packed = {{WeightsEmitter.Stored(network, "weights.")}};
                _capacity = Math.Min(batchSize, {{NetworkPlan.RowsPerBlock}});
                _scratch = new AlignedBuffer(checked({{buffers.FixedLength}} + (_capacity * {{buffers.LengthPerRow}}){{second}}));
                _kinds = new byte[_capacity * {{network.MaxTimesteps}}];{{(named ? $"\n_outputs = new float[checked(_capacity * threads * {NamedSpansEmitter.OutputsPerRow(network)})];" : string.Empty)}}{{(network.HasSeveralInputs ? $"\n_inputs = new float[checked(_capacity * threads * {NamedSpansEmitter.InputsPerRow(network)})];" : string.Empty)}}
                if (threads > 1)
                {
                    _threads = new {{threads}}(Shape, threads, _scratch, _kinds);
                }
            }

            /// <summary>A state of zeros: the start of a sequence.</summary>
            public static ModelState CreateState() => new ModelState(Shape);
            """);
    }

    /// <summary>The type of the threads of one instance.</summary>
    private static string Threads(NetworkPlan network)
        => $"InferenceThreads<{ModelEmitter.FullName(network.Declaration)}, {network.InputType}>";

    /// <summary>The number of a row's outputs, in an expression.</summary>
    private static string OutputFloats(NetworkPlan network, string timesteps)
        => network.Output.IsSequence ? $"{network.OutputTimesteps?.ToString(CultureInfo.InvariantCulture) ?? timesteps} * Outputs" : "Outputs";

    private static void WritePredict(CodeWriter writer, NetworkPlan network)
    {
        string type = network.InputType;
        string rows = network.Embedding is null ? "[T, Features]" : "[T] ids";
        string output = network.Output.IsSequence ? $"[{network.OutputTimesteps?.ToString(CultureInfo.InvariantCulture) ?? "T"}, Outputs]" : "[Outputs]";
        string checkIds = network.Embedding is { } e ? $"ModelChecks.Ids(Shape, \"{e.Name}\", x, default, timesteps);"
            : network.IdInputs.Count > 0 ? "ModelChecks.IdColumns(Shape, x, default, timesteps);" : string.Empty;
        string checkBatch = network.Embedding is { } b ? $"ModelChecks.Ids(Shape, \"{b.Name}\", x, lengths, timesteps);" : "ModelChecks.Disjoint(Shape, x, y);" + (network.IdInputs.Count > 0 ? "\nModelChecks.IdColumns(Shape, x, lengths, timesteps);" : string.Empty);
        string outputs = OutputFloats(network, "timesteps");
        string checkSequence = $$"""
            if (timesteps * Features != x.Length || timesteps {{(network.Declaration.Timesteps is null ? ">" : "!=")}} MaxTimesteps || y.Length != {{outputs}})
            {
            ModelChecks.ThrowSequence(Shape, x.Length, y.Length);
            }
            """;
        writer.Write($$"""
            /// <summary>Runs one sequence from a state of zeros.</summary>
            /// <param name="x">Input <c>{{rows}}</c>; {{(network.Declaration.Timesteps is null ? "T is 0 to MaxTimesteps" : "T is MaxTimesteps")}}.</param>
            /// <param name="y">Receives the output <c>{{output}}</c>.</param>
            /// <exception cref="ArgumentException">A span's length does not fit{{(network.Embedding is null && network.IdInputs.Count == 0 ? string.Empty : ", or an id lies outside the vocabulary")}}; nothing has changed.</exception>
            public void Predict(ReadOnlySpan<{{type}}> x, Span<float> y) => Predict(InstructionSets.Best, x, y);

            /// <summary>Runs one sequence that goes on from <paramref name="state"/> and leaves its final state there.</summary>
            /// <param name="x">Input <c>{{rows}}</c>; {{(network.Declaration.Timesteps is null ? "T is 0 to MaxTimesteps" : "T is MaxTimesteps")}}.</param>
            /// <param name="y">Receives the output <c>{{output}}</c>.</param>
            /// <param name="state">The initial state; receives the final one.</param>
            /// <exception cref="ArgumentException">A span's length does not fit, or the state belongs to another model; nothing has changed.</exception>
            public void Predict(ReadOnlySpan<{{type}}> x, Span<float> y, ModelState state) => Predict(InstructionSets.Best, x, y, state);

            /// <summary>Runs a batch of sequences, each from a state of zeros and with a length of its own.</summary>
            /// <param name="x">Input <c>[B, {{rows.Substring(1)}}</c>, where B is the number of lengths; {{(network.Declaration.Timesteps is null ? "T is 0 to MaxTimesteps" : "T is MaxTimesteps")}}. What lies beyond a row's length is not read.</param>
            /// <param name="lengths">Valid timesteps of each row, 0 to T: <c>[B]</c>.</param>
            /// <param name="y">Receives the output <c>[B, {{output.Substring(1)}}</c>{{(network.Output.IsSequence && network.OutputTimesteps is null ? "; 0 beyond a row's length" : string.Empty)}}.</param>
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
                int timesteps = x.Length / Features;
                {{checkSequence}}
                {{checkIds}}
                Run(set, x, timesteps, new ReadOnlySpan<int>(in timesteps), y, default);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            internal void Predict(InstructionSet set, ReadOnlySpan<{{type}}> x, Span<float> y, ModelState state)
            {
                int timesteps = x.Length / Features;
                {{checkSequence}}
                ModelChecks.State(Shape, state);
                {{checkIds}}
                Run(set, x, timesteps, new ReadOnlySpan<int>(in timesteps), y, new ReadOnlySpan<ModelState>(in state));
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            internal void Predict(InstructionSet set, ReadOnlySpan<{{type}}> x, ReadOnlySpan<int> lengths, Span<float> y)
            {
                int timesteps = ModelChecks.Timesteps(Shape, x.Length, lengths.Length);
                ModelChecks.Lengths(Shape, lengths, timesteps);
                ModelChecks.Outputs(Shape, y.Length, lengths.Length, timesteps);
                {{checkBatch}}
                Run(set, x, timesteps, lengths, y, default);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            internal void Predict(InstructionSet set, ReadOnlySpan<{{type}}> x, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states)
            {
                int timesteps = ModelChecks.Timesteps(Shape, x.Length, lengths.Length);
                ModelChecks.Lengths(Shape, lengths, timesteps);
                ModelChecks.Outputs(Shape, y.Length, lengths.Length, timesteps);
                ModelChecks.States(Shape, states, lengths.Length);
                {{checkBatch}}
                Run(set, x, timesteps, lengths, y, states);
            }
            """);
    }

    private static void WriteRun(CodeWriter writer, NetworkPlan network, InferenceBuffers buffers)
    {
        int features = network.Features;
        string rowsParameters = $"ReadOnlySpan<{network.InputType}> x, int stride, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states";
        bool directions = buffers.SecondLength > 0;
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]")
            .Open($"private void Run(InstructionSet set, {rowsParameters})");
        WriteSwitch(writer, set => $"Run{set.Name}(x, stride, lengths, y, states);");
        writer.Close().Line()
            .Write("// A method for each tier: the first call of a program does not even load the others.");
        foreach (InstructionSetSpec set in InstructionSetSpec.All)
        {
            writer.Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]")
                .Write($"private void Run{set.Name}({rowsParameters}) => RunBatch<{set.Wide}, {set.Narrow}>(x, stride, lengths, y, states);")
                .Line();
        }

        writer
            .Write("/// <summary>Runs any number of rows, on several threads where there are both.</summary>")
            .Write($"private void RunBatch<TWide, TNarrow>({rowsParameters})")
            .Write("    where TWide : struct, ILanes<TWide>")
            .Open("    where TNarrow : struct, ILanes<TNarrow>")
            .Open("if (_threads is not null && _threads.Parts(lengths.Length) > 1)")
            .Write("_threads.Run(this, static (model, part) => model.RunPart<TWide, TNarrow>(part), _threads.Parts(lengths.Length), x, stride, lengths, y, states);")
            .Write("return;")
            .Close().Line()
            .Write($"RunBlocks<TWide, TNarrow>(_scratch, _kinds, x, stride, lengths, y, states{(directions ? ", _threads" : string.Empty)});")
            .Close().Line()
            .Write("/// <summary>Runs one thread's share of a batch.</summary>")
            .Write("private void RunPart<TWide, TNarrow>(int part)")
            .Write("    where TWide : struct, ILanes<TWide>")
            .Open("    where TNarrow : struct, ILanes<TNarrow>")
            .Write($"BatchPart<{network.InputType}> rows = _threads!.Part(part);")
            .Write($"RunBlocks<TWide, TNarrow>(rows.Scratch, rows.Kinds, rows.X, rows.Timesteps, rows.Lengths, rows.Y, rows.States{(directions ? ", null" : string.Empty)});")
            .Close().Line()
            .Write($$"""
                /// <summary>Runs rows on this thread, as many at a time as there is room for.</summary>
                private void RunBlocks<TWide, TNarrow>(AlignedBuffer buffer, byte[] kinds, {{rowsParameters}}{{(directions ? ", InferenceThreads? threads" : string.Empty)}})
                    where TWide : struct, ILanes<TWide>
                    where TNarrow : struct, ILanes<TNarrow>
                {
                if (lengths.Length == 1)
                {
                RunRows<TWide, TNarrow>(buffer, kinds, x, stride, lengths, y, states{{(directions ? ", threads" : string.Empty)}});
                return;
                }

                int inputs = stride * Features;
                int outputs = {{OutputFloats(network, "stride")}};
                for (int first = 0; first < lengths.Length; first += _capacity)
                {
                int rows = Math.Min(_capacity, lengths.Length - first);
                RunRows<TWide, TNarrow>(buffer, kinds, x.Slice(first * inputs, rows * inputs), stride, lengths.Slice(first, rows), y.Slice(first * outputs, rows * outputs), states.IsEmpty ? default : states.Slice(first, rows){{(directions ? ", threads" : string.Empty)}});
                }
                }

                """)
            .Write("/// <summary>Runs up to capacity rows: stages their inputs, loads their states, runs the layers, hands out outputs and states.</summary>")
            .Write($"private void RunRows<TWide, TNarrow>(AlignedBuffer buffer, byte[] kinds, {rowsParameters}{(directions ? ", InferenceThreads? threads" : string.Empty)})")
            .Write("    where TWide : struct, ILanes<TWide>")
            .Open("    where TNarrow : struct, ILanes<TNarrow>")
            .Write("int rows = lengths.Length;")
            .Write("int capacity = _capacity;")
            .Write("ref float weights = ref _packed.Reference;")
            .Write("ref float scratch = ref buffer.Reference;")
            .Write($"bool ragged = {MaskCode.Prepare(network, "x", "stride", "kinds")};")
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

        writer.Write($"Passes<TWide, TNarrow>.Predict(ref weights, ref scratch, {arguments}, capacity, timesteps, rows, kinds, lengths, ragged{(directions ? ", threads" : string.Empty)});");

        OutputCode.HandOut(writer, network, output => buffers.Output(network.AtInference(output)), "ref float destination = ref MemoryMarshal.GetReference(y);", "ref Unsafe.Add(ref destination, {0})", "stride");
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
            /// <exception cref="ArgumentException">A span's length does not fit{{(network.Embedding is null && network.IdInputs.Count == 0 ? string.Empty : ", or an id lies outside the vocabulary")}}.</exception>
            public static PrecisionReport MeasurePrecision(Weights weights, ReadOnlySpan<{{type}}> x, ReadOnlySpan<int> lengths)
            {
                var model = new {{ModelEmitter.FullName(network.Declaration)}}(weights, batchSize: {{NetworkPlan.RowsPerBlock}});
                int timesteps = ModelChecks.Timesteps(Shape, x.Length, lengths.Length);
                float[] y = new float[lengths.Length * {{OutputFloats(network, "timesteps")}}];
                model.Predict(x, lengths, y);
                return PrecisionReport.Measure(Description, weights, x, timesteps, lengths, y);
            }
            """);
    }

    /// <summary>Calls a static method of the chosen tier's class; the JIT keeps one call where the tier is a constant.</summary>
    public static void WriteSwitch(CodeWriter writer, string call) => WriteSwitch(writer, set => $"{set.Passes}.{call}");

    private static void WriteSwitch(CodeWriter writer, System.Func<InstructionSetSpec, string> call)
    {
        writer.Open("switch (set)");
        foreach (InstructionSetSpec set in InstructionSetSpec.All)
        {
            bool last = set == InstructionSetSpec.All[InstructionSetSpec.All.Count - 1];
            writer.Write(last ? "default:" : $"case InstructionSet.{set.Name}:")
                .Write(call(set))
                .Write("break;");
        }

        writer.Close();
    }
}

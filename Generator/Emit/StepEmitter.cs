using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit;

/// <summary>Writes what runs a causal model one timestep at a time.</summary>
internal static class StepEmitter
{
    public static void Write(CodeWriter writer, NetworkPlan network)
    {
        string type = network.InputType;
        string input = network.Embedding is null ? "ref MemoryMarshal.GetReference(x)" : "x[0]";
        string checkId = network.Embedding is { } e ? $"\nModelChecks.Ids(Shape, \"{e.Name}\", x, default, 1);"
            : network.IdInputs.Count > 0 ? "\nModelChecks.IdColumns(Shape, x, default, 1);" : string.Empty;
        string check = $$"""
            if (x.Length != Features || y.Length != Outputs)
            {
            ModelChecks.ThrowStep(Shape, x.Length, y.Length);
            }
            """ + checkId;
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
            public void Step(ReadOnlySpan<{{type}}> x, Span<float> y)
            {
                {{check}}
                RunStep(InstructionSets.Best, State.Buffer, x, y);
            }

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
                {{check}}
                RunStep(set, state.Buffer, x, y);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private void RunStep(InstructionSet set, AlignedBuffer state, ReadOnlySpan<{{type}}> x, Span<float> y)
            {
                ref float weights = ref _packed.Reference;
                ref float scratch = ref _scratch.Reference;
                ref float stream = ref state.Reference;
                ref float output = ref scratch;
            """);
        foreach (InstructionSetSpec set in InstructionSetSpec.All)
        {
            bool last = set == InstructionSetSpec.All[InstructionSetSpec.All.Count - 1];
            bool first = set == InstructionSetSpec.All[0];
            writer.Open(last ? "else" : $"{(first ? string.Empty : "else ")}if (set == InstructionSet.{set.Name})")
                .Write($"output = ref Step{set.Name}(ref weights, ref scratch, {input}, ref stream, _capacity);")
                .Close();
        }

        writer.Line()
            .Write("RowOperations.Copy(ref output, ref MemoryMarshal.GetReference(y), Outputs);")
            .Close();
        string passed = network.Embedding is null ? "ref float" : "int";
        foreach (InstructionSetSpec set in InstructionSetSpec.All)
        {
            writer.Line()
                .Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]")
                .Write($"private static ref float Step{set.Name}(ref float weights, ref float scratch, {passed} input, ref float state, int capacity)")
                .Write($"    => ref {set.Passes}.Step(ref weights, ref scratch, {(network.Embedding is null ? "ref " : string.Empty)}input, ref state, capacity);");
        }
    }
}

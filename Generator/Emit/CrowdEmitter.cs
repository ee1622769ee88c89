using System.Linq;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Emit.Layers;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit;

/// <summary>Writes the nested class of many agents on shared weights, and the pass over one timestep of a block of them.</summary>
internal static class CrowdEmitter
{
    /// <summary>The nested class. All but the pass is the same for every model and lives in the runtime.</summary>
    public static void WriteClass(CodeWriter writer, NetworkPlan network)
    {
        var buffers = new CrowdBuffers(network);
        string strides = string.Join(", ", buffers.StateStrides);
        string embedding = network.Embedding is { } e ? $"\"{e.Name}\"" : "null";
        int outputStride = (network.Outputs.Count == 1 ? network.AtInference(network.Outputs[0]).Output : network.Output).Stride;
        writer.Write($"/// <summary>Agents with a state each that step on shared weights, a block at a time: inputs <c>[Count, {(network.Embedding is null ? "Features" : "1")}]</c>, outputs <c>[Count, Outputs]</c>.</summary>")
            .Open($"public sealed class Crowd : ModelCrowd<{network.InputType}>")
            .Write($$"""
                {{(HasNamedSteps(network) ? "private readonly float[] _inputs;\n\n" : string.Empty)}}/// <summary>A crowd of agents, all with a state of zeros. Nothing is allocated after this.</summary>
                /// <param name="weights">The weights, which any number of crowds, instances and threads can share.</param>
                /// <param name="agents">Agents that have joined from the start: 0 to agents − 1.</param>
                /// <param name="capacity">The most agents; <paramref name="agents"/> where null.</param>
                /// <param name="threads">Threads that share the work of a step, the calling one included. Decides speed, never a bit of the result; the threads end with the crowd.</param>
                /// <exception cref="ArgumentNullException">There are no weights.</exception>
                /// <exception cref="ArgumentOutOfRangeException">There is room for no agent, more agents than room, or no thread.</exception>
                public Crowd(Weights weights, int agents, int? capacity = null, int threads = 1)
                    : this(InstructionSets.Best, weights, agents, capacity, threads)
                {
                }

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                internal Crowd(InstructionSet set, Weights weights, int agents, int? capacity = null, int threads = 1)
                    : base(Shape, {{WeightsEmitter.Stored(network, "weights?.")}}, new CrowdLayout({{NetworkPlan.RowsPerBlock}}, [{{strides}}], {{buffers.ScratchLength}}, {{outputStride}}, {{embedding}}), Choose(set), agents, capacity, threads)
                {{{(HasNamedSteps(network) ? "\n_inputs = new float[checked(Capacity * Features)];" : string.Empty)}}
                }
                """)
            .Line()
            .Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]")
            .Open($"private static CrowdStep<{network.InputType}> Choose(InstructionSet set)")
            .Open("switch (set)");
        foreach (InstructionSetSpec set in InstructionSetSpec.All)
        {
            bool last = set == InstructionSetSpec.All[InstructionSetSpec.All.Count - 1];
            writer.Write(last ? "default:" : $"case InstructionSet.{set.Name}:")
                .Write($"return {set.Name}();");
        }

        writer.Close().Close();
        foreach (InstructionSetSpec set in InstructionSetSpec.All)
        {
            writer.Line().Write($"private static CrowdStep<{network.InputType}> {set.Name}() => {set.Passes}.StepRows;");
        }

        if (HasNamedSteps(network))
        {
            WriteNamedSteps(writer, network);
        }

        writer.Close();
    }

    /// <summary>A span of ids before others would look like the agents' numbers.</summary>
    private static bool HasNamedSteps(NetworkPlan network) => network.HasSeveralInputs && network.IdInputs.Count == 0;

    /// <summary>Steps with a span for each of several inputs.</summary>
    private static void WriteNamedSteps(CodeWriter writer, NetworkPlan network)
    {
        string parameters = NamedSpansEmitter.InputParameters(network);
        foreach (bool some in new[] { false, true })
        {
            string count = some ? "agents.Length" : "Count";
            writer.Line()
                .Write(some
                    ? "/// <summary>Steps some agents by one timestep, with a span for each input; the others' states stay as they are.</summary>\n/// <param name=\"agents\">The agents, each once, in any order: <c>[N]</c>.</param>"
                    : "/// <summary>Steps every agent that has joined by one timestep, with a span for each input.</summary>")
                .Write(NamedSpansEmitter.EachInput(network, i => $"/// <param name=\"x{i.Identifier}\">Input <c>{i.Name}</c>: <c>[{(some ? "N" : "Count")}, {i.Output.Width}]</c>.</param>", "\n"))
                .Write($"/// <param name=\"ys\">Receives the outputs <c>[{(some ? "N" : "Count")}, Outputs]</c>.</param>")
                .Write("/// <exception cref=\"ArgumentException\">A span's length does not fit, or an agent has not joined or is named twice; nothing has changed.</exception>")
                .Open($"public void Step({(some ? "ReadOnlySpan<int> agents, " : string.Empty)}{parameters}, Span<float> ys)")
                .Write(NamedSpansEmitter.EachInput(network, i => $"ModelChecks.Input(Shape, \"{i.Name}\", x{i.Identifier}.Length, {count}, {i.Output.Width});", "\n"));
            if (some)
            {
                // The base class's check says which is wrong.
                writer.Open("if (agents.Length > Capacity)").Write("Step(agents, ReadOnlySpan<float>.Empty, ys);").Close();
            }

            writer.Write($"Span<float> xs = _inputs.AsSpan(0, {count} * Features);")
                .Write($"JoinInputs({NamedSpansEmitter.EachInput(network, i => $"x{i.Identifier}", ", ")}, xs);")
                .Write($"Step({(some ? "agents, " : string.Empty)}xs, ys);")
                .Close();
        }
    }

    /// <summary>The pass, in the class of passes.</summary>
    public static void WritePass(CodeWriter writer, EmitContext context)
    {
        NetworkPlan network = context.Network;
        string parameter = network.Embedding is null ? "ref float input" : "ref int ids";
        writer.Write("/// <summary>Runs all layers for one timestep of a block of agents, whose states are rows from <c>first</c> on, and returns the outputs.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"public static ref float StepRows(ref float weights, ref float scratch, {parameter}, ref float states, int slots, int first, int rows)");
        if (network.HasMask && network.Cells.Any())
        {
            writer.Write($"bool masked = {MaskCode.AnyRowIsMasked(network)};");
        }

        var flow = new PassFlow(context, "ref input");
        foreach (LayerPlan layer in network.Computed.Where(l => !flow.AddColumns(l)))
        {
            string value = flow.Input(writer, layer, context.Crowd.Joined, "rows", training: false);
            flow.Add(layer, LayerEmitters.For(layer).StepRows(writer, context, layer, value));
        }

        writer.Write($"return {flow.Outputs(writer, context.Crowd.OutputRows, "rows")};").Close();
    }
}

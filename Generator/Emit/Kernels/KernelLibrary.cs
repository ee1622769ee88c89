using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>A kernel to emit: two kernels with equal specifications are one method, whoever uses them.</summary>
internal abstract record KernelSpec
{
    /// <summary>Name of the constant that holds <see cref="AttributeValue"/>.</summary>
    public const string Attributes = "[MethodImpl(Kernel)]";

    /// <summary>
    /// One hot loop per method, compiled fully at its first call. Inlined into a caller it would lose its registers to
    /// what else is alive there.
    /// </summary>
    public const string AttributeValue = "MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization";

    /// <summary>The method's parameters.</summary>
    public abstract string Parameters { get; }

    /// <summary>It runs on the tier's widest vectors, not on those of at most 8 lanes.</summary>
    public abstract bool Wide { get; init; }

    /// <summary>
    /// One kernel for each width of panels in a matrix that has several, or this kernel alone. Panels of one matrix that the widest
    /// vectors divide do not wait for those that they do not.
    /// </summary>
    public virtual IReadOnlyList<KernelSpec> Parts => new[] { this };

    /// <summary>Writes the method's body, over the vector type <c>V</c>.</summary>
    public abstract void EmitBody(CodeWriter writer);
}

/// <summary>
/// The kernels of a model and the methods that run its layers by calling them. Layers ask for a kernel by its
/// specification and get what to call; directions and layers of the same shape share one. All methods are emitted once,
/// with the vectors as type parameters.
/// </summary>
internal sealed class KernelLibrary
{
    private readonly Dictionary<KernelSpec, string> _names = new();
    private readonly Dictionary<KernelSpec, string> _calls = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal) { "Predict", "Step", "StepRows", "Forward", "Backward", "Kernel" };
    private readonly List<(string Name, string Doc, KernelSpec Spec)> _kernels = new();
    private readonly List<Action<CodeWriter>> _drivers = new();
    private readonly Dictionary<(object Owner, string Name), string> _shared = new();

    /// <summary>What to call for <paramref name="spec"/>; <paramref name="preferredName"/> and <paramref name="doc"/> are its first user's.</summary>
    public string Use(KernelSpec spec, string preferredName, string doc)
    {
        if (_calls.TryGetValue(spec, out string? call))
        {
            return call;
        }

        string[] parts = spec.Parts.Select(part => UsePart(part, preferredName, doc)).ToArray();
        call = parts.Length == 1 ? parts[0] : AddDriver(preferredName, (writer, name) => WriteParts(writer, name, spec, doc, parts));
        _calls.Add(spec, call);
        return call;
    }

    /// <summary>Adds a method that runs a layer by calling kernels, and returns its name.</summary>
    public string AddDriver(string preferredName, Action<CodeWriter, string> write)
    {
        string name = Reserve(preferredName);
        _drivers.Add(writer => write(writer, name));
        return name;
    }

    /// <summary>The name of the method that several others call for <paramref name="owner"/>; the first of them adds it.</summary>
    public string AddSharedDriver(object owner, string preferredName, Action<CodeWriter, string> write)
    {
        if (!_shared.TryGetValue((owner, preferredName), out string? name))
        {
            name = AddDriver(preferredName, write);
            _shared.Add((owner, preferredName), name);
        }

        return name;
    }

    /// <summary>Writes the methods that run layers, which ask for more of them on the way. Only afterwards are all kernels known.</summary>
    public void WriteDrivers(CodeWriter writer)
    {
        for (int i = 0; i < _drivers.Count; i++)
        {
            writer.Line();
            _drivers[i](writer);
        }
    }

    /// <summary>Writes the kernels.</summary>
    public void WriteKernels(CodeWriter writer)
    {
        writer.Write("/// <summary>The kernels, written once for vectors of any width; all widths compute the same bits.</summary>")
            .Write("/// <typeparam name=\"V\">The vector: 16, 8, 4 floats or 1.</typeparam>")
            .Open("private static class Kernels<V> where V : struct, ILanes<V>")
            .Write("// One hot loop per method, compiled fully at its first call.")
            .Write($"private const MethodImplOptions Kernel = {KernelSpec.AttributeValue};");
        foreach ((string name, string doc, KernelSpec spec) in _kernels)
        {
            writer.Line()
                .Write($"// {doc}")
                .Write(KernelSpec.Attributes)
                .Open($"public static void {name}({spec.Parameters})");
            spec.EmitBody(writer);
            writer.Close();
        }

        writer.Close();
    }

    private string UsePart(KernelSpec part, string preferredName, string doc)
    {
        if (!_names.TryGetValue(part, out string? name))
        {
            name = Reserve(preferredName);
            _names.Add(part, name);
            _kernels.Add((name, doc, part));
        }

        return $"Kernels<{(part.Wide ? "TWide" : "TNarrow")}>.{name}";
    }

    private static void WriteParts(CodeWriter writer, string name, KernelSpec spec, string doc, string[] parts)
    {
        string arguments = string.Join(", ", spec.Parameters.Split(',').Select(parameter =>
        {
            string[] words = parameter.Trim().Split(' ');
            return words.Length == 3 ? $"ref {words[2]}" : words[1];
        }));
        writer.Write($"// {doc} First the panels for the widest vectors, then the others.")
            .Open($"private static void {name}({spec.Parameters})");
        foreach (string part in parts)
        {
            writer.Write($"{part}({arguments});");
        }

        writer.Close();
    }

    private string Reserve(string preferredName)
    {
        string name = preferredName;
        for (int i = 2; !_taken.Add(name); i++)
        {
            name = preferredName + "_" + i.ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>A kernel to emit: two kernels with equal specifications are one method, whoever uses them.</summary>
internal abstract record KernelSpec
{
    /// <summary>
    /// One hot loop per method, compiled fully at its first call. Inlined into a caller it would lose its registers to
    /// what else is alive there.
    /// </summary>
    public const string Attributes = "[MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]";

    /// <summary>The method's parameters, the same on every tier.</summary>
    public abstract string Parameters { get; }

    /// <summary>Writes the method's body for one tier.</summary>
    public abstract void EmitBody(CodeWriter writer, InstructionSetSpec set);
}

/// <summary>
/// The kernels of a model and the methods that run its layers by calling them. Layers ask for a kernel by its
/// specification and get what to call; directions and layers of the same shape share one. The layers' methods are
/// emitted once, over the tier as a type parameter; each tier then has a struct of kernels.
/// </summary>
internal sealed class KernelLibrary
{
    /// <summary>Name of the interface that every tier's kernels implement.</summary>
    public const string Interface = "IKernels";

    private const string TypeParameter = "TKernels";

    private readonly Dictionary<KernelSpec, string> _names = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal) { "Predict", "Step", "Forward", "Backward" };
    private readonly List<(string Name, string Doc, KernelSpec Spec)> _kernels = new();
    private readonly List<Action<CodeWriter>> _drivers = new();

    /// <summary>What to call for <paramref name="spec"/>; <paramref name="preferredName"/> and <paramref name="doc"/> are its first user's.</summary>
    public string Use(KernelSpec spec, string preferredName, string doc)
    {
        if (!_names.TryGetValue(spec, out string? name))
        {
            name = Reserve(preferredName);
            _names.Add(spec, name);
            _kernels.Add((name, doc, spec));
        }

        return $"{TypeParameter}.{name}";
    }

    /// <summary>Adds a method that runs a layer by calling kernels, and returns its name.</summary>
    public string AddDriver(string preferredName, Action<CodeWriter, string> write)
    {
        string name = Reserve(preferredName);
        _drivers.Add(writer => write(writer, name));
        return name;
    }

    /// <summary>Writes the methods that run layers. Only afterwards are all kernels known.</summary>
    public void WriteDrivers(CodeWriter writer)
    {
        foreach (Action<CodeWriter> write in _drivers)
        {
            writer.Line();
            write(writer);
        }
    }

    /// <summary>Writes the interface of the kernels.</summary>
    public void WriteInterface(CodeWriter writer)
    {
        writer.Write("/// <summary>The kernels that each tier implements with its own vectors; all compute the same bits.</summary>")
            .Open($"private interface {Interface}");
        bool first = true;
        foreach ((string name, string doc, KernelSpec spec) in _kernels)
        {
            if (!first)
            {
                writer.Line();
            }

            first = false;
            writer.Write($"/// <summary>{doc}</summary>")
                .Write($"static abstract void {name}({spec.Parameters});");
        }

        writer.Close();
    }

    /// <summary>Writes one tier's struct of kernels.</summary>
    public void WriteKernels(CodeWriter writer, InstructionSetSpec set)
    {
        string vectors = set.Vector.Width == 1 ? "machines without vectors" : $"vectors of {set.Vector.Width * 32} bits";
        writer.Write($"/// <summary>The kernels for {vectors}.</summary>")
            .Open($"private readonly struct {set.ClassName} : {Interface}");
        bool first = true;
        foreach ((string name, string doc, KernelSpec spec) in _kernels)
        {
            if (!first)
            {
                writer.Line();
            }

            first = false;
            writer.Write($"// {doc}")
                .Write(KernelSpec.Attributes)
                .Open($"public static void {name}({spec.Parameters})");
            spec.EmitBody(writer, set);
            writer.Close();
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

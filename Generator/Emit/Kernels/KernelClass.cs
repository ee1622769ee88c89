using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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

    /// <summary>Writes the method for one tier, below its comment.</summary>
    public abstract void Emit(CodeWriter writer, string name, InstructionSetSpec set);
}

/// <summary>
/// The methods of one tier's nested class. Layers ask for a kernel by its specification and get the name to call;
/// directions and layers of the same shape share one.
/// </summary>
internal sealed class KernelClass
{
    private readonly Dictionary<KernelSpec, string> _names = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal) { "Predict", "Step", "Forward", "Backward" };
    private readonly List<(string Name, string Doc, KernelSpec Spec)> _kernels = new();
    private readonly List<Action<CodeWriter>> _drivers = new();

    public KernelClass(InstructionSetSpec set) => Set = set;

    public InstructionSetSpec Set { get; }

    /// <summary>The name of the method that does <paramref name="spec"/>; <paramref name="preferredName"/> and <paramref name="doc"/> are its first user's.</summary>
    public string Use(KernelSpec spec, string preferredName, string doc)
    {
        if (!_names.TryGetValue(spec, out string? name))
        {
            name = Reserve(preferredName);
            _names.Add(spec, name);
            _kernels.Add((name, doc, spec));
        }

        return name;
    }

    /// <summary>Adds a method that runs a layer by calling kernels, and returns its name.</summary>
    public string AddDriver(string preferredName, Action<CodeWriter, string> write)
    {
        string name = Reserve(preferredName);
        _drivers.Add(writer => write(writer, name));
        return name;
    }

    public void Write(CodeWriter writer)
    {
        bool first = true;
        foreach (Action<CodeWriter> write in _drivers.Concat(_kernels.Select(k => (Action<CodeWriter>)(w => k.Spec.Emit(w.Write($"/// <summary>{k.Doc}</summary>"), k.Name, Set)))))
        {
            if (!first)
            {
                writer.Line();
            }

            first = false;
            write(writer);
        }
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

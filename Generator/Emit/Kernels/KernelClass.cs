using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>A kernel to emit: two kernels with equal specifications are one method.</summary>
internal abstract record KernelSpec
{
    /// <summary>Writes the method's body and signature for one tier.</summary>
    public abstract void Emit(CodeWriter writer, string name, InstructionSetSpec set);
}

/// <summary>
/// The methods of one tier's nested class. Layers ask for a kernel by its specification and get the name to call;
/// directions and layers of the same shape share one.
/// </summary>
internal sealed class KernelClass
{
    private readonly Dictionary<KernelSpec, string> _names = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly List<(string Name, KernelSpec Spec)> _kernels = new();
    private readonly List<Action<CodeWriter>> _drivers = new();

    public KernelClass(InstructionSetSpec set) => Set = set;

    public InstructionSetSpec Set { get; }

    /// <summary>The name of the method that does <paramref name="spec"/>; <paramref name="preferredName"/> for its first user.</summary>
    public string Use(KernelSpec spec, string preferredName)
    {
        if (!_names.TryGetValue(spec, out string? name))
        {
            name = preferredName;
            for (int i = 2; !_taken.Add(name); i++)
            {
                name = preferredName + i.ToString(CultureInfo.InvariantCulture);
            }

            _names.Add(spec, name);
            _kernels.Add((name, spec));
        }

        return name;
    }

    /// <summary>Adds a method that runs a layer by calling kernels.</summary>
    public void AddDriver(Action<CodeWriter> write) => _drivers.Add(write);

    public void Write(CodeWriter writer)
    {
        bool first = true;
        foreach (Action<CodeWriter> write in _drivers.Concat(_kernels.Select(k => (Action<CodeWriter>)(w => k.Spec.Emit(w, k.Name, Set)))))
        {
            if (!first)
            {
                writer.Line();
            }

            first = false;
            write(writer);
        }
    }
}

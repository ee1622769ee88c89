using System.Collections.Generic;

namespace ModelGen.Generator.Schedule;

/// <summary>
/// One tier: the vectors that its kernels run on. Kernels are emitted once, over the vector as a type parameter; a tier only
/// names the vectors that take its place.
/// </summary>
/// <param name="Name">Member of the runtime's <c>InstructionSet</c>.</param>
/// <param name="Wide">The widest vectors, for panels that they divide.</param>
/// <param name="Narrow">Vectors of at most 8 lanes, for narrower panels.</param>
internal sealed record InstructionSetSpec(string Name, string Wide, string Narrow)
{
    public static readonly IReadOnlyList<InstructionSetSpec> All = new[]
    {
        new InstructionSetSpec("Vector512", "Lanes16", "Lanes8"),
        new InstructionSetSpec("Vector256", "Lanes8", "Lanes8"),
        new InstructionSetSpec("Vector128", "Lanes4", "Lanes4"),
        new InstructionSetSpec("Scalar", "Lanes1", "Lanes1"),
    };

    /// <summary>The passes that run on this tier.</summary>
    public string Passes => $"Passes<{Wide}, {Narrow}>";
}

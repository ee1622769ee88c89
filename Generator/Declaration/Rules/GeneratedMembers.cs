using System.Collections.Generic;

namespace ModelGen.Declaration.Rules;

/// <summary>Names of the public members that the generator writes into a model class.</summary>
internal static class GeneratedMembers
{
    private static readonly HashSet<string> s_names = new()
    {
        "Features", "MaxTimesteps", "Outputs", "ParameterCount", "Vocabulary",
        "Shape", "Summary", "Description", "State", "Weights", "Trainer",
    };

    private static readonly HashSet<string> s_methods = new() { "Predict", "Step", "ResetState", "CreateState" };

    /// <summary>No other member may have this name.</summary>
    public static bool IsReserved(string name) => s_names.Contains(name);

    /// <summary>Other methods may overload this name; nothing else may have it.</summary>
    public static bool IsReservedMethod(string name) => s_methods.Contains(name);
}

using System.Collections.Generic;

namespace ModelGen.Declaration.Rules;

/// <summary>Names of the members that the generator writes into a model class. A test compares them with what it does write.</summary>
internal static class GeneratedMembers
{
    private static readonly HashSet<string> s_names = new()
    {
        "Features", "MaxTimesteps", "Outputs", "ParameterCount", "Vocabulary",
        "Shape", "Summary", "Description", "State", "Weights", "Crowd", "Trainer",
        "_packed", "_scratch", "_kinds", "_capacity", "_threads", "_outputs", "_declarationErrors", "OutputColumns", "InputColumns", "_inputs",
        "Passes", "Kernels",
    };

    private static readonly HashSet<string> s_methods = new() { "Predict", "Step", "ResetState", "CreateState", "MeasurePrecision", "JoinInputs", "Run", "RunBatch", "RunBlocks", "RunPart", "RunRows", "RunStep",
        "RunVector512", "RunVector256", "RunVector128", "RunScalar", "StepVector512", "StepVector256", "StepVector128", "StepScalar" };

    /// <summary>No other member may have this name.</summary>
    public static bool IsReserved(string name) => s_names.Contains(name);

    /// <summary>Other methods may overload this name; nothing else may have it.</summary>
    public static bool IsReservedMethod(string name) => s_methods.Contains(name);
}

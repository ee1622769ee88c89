using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>
/// A pass from a [RepeatVector] on, where every row has as many timesteps and no mask is left: a method of its own with the parameters of the
/// pass that calls it, so that layers find their timesteps under the same names.
/// </summary>
internal static class RepeatedCode
{
    /// <summary>The name of the method that goes on with <paramref name="pass"/>.</summary>
    public static string Method(string pass, LayerPlan layer) => $"Continue{pass}{layer.Identifier}";

    /// <summary>Goes on with a pass at <paramref name="layer"/>.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer that repeats rows.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="memory">Its arguments before those that say what the rows are.</param>
    /// <param name="others">Those after them.</param>
    public static void Call(CodeWriter writer, NetworkPlan network, LayerPlan layer, string pass, string memory, string others)
        => writer.Line()
            .Write($"// From {layer.Name} on every row has {network.TimestepsOf(layer)} timesteps, and none is masked.")
            .Write("Span<int> repeated = stackalloc int[rows];")
            .Write($"repeated.Fill({network.TimestepsOf(layer)});")
            .Write($"{Method(pass, layer)}({memory}, capacity, {network.TimestepsOf(layer)}, rows, default, repeated, false{others});");
}

using System.Collections.Generic;
using ModelGen.Declaration;
using ModelGen.Declaration.Rules;
using ModelGen.Generator.Ir;

namespace ModelGen.Analyzers.Declaration;

/// <summary>Rules on what a model costs. They need its plan, so that they see only a declaration that can be compiled.</summary>
internal static class CostRules
{
    // The second cache level of most processors since 2021 has 1 MiB or more for each core.
    private const long SecondLevel = 1024 * 1024;

    /// <summary>MG4001 and MG4005.</summary>
    public static IEnumerable<DeclarationProblem> Check(ModelDeclaration model)
    {
        NetworkPlan network = NetworkPlanner.Plan(model);
        NetworkCost cost = NetworkCost.Of(network);
        if (model.Budget is { } budget)
        {
            string name = model.Type.Name;
            if (budget.WeightBytes is { } weights && cost.WeightBytes > weights)
            {
                yield return Exceeded("WeightBytes", $"The weights of model '{name}' take {NetworkCost.Count(cost.WeightBytes)} bytes, {Largest(cost, l => l.WeightBytes, "bytes")}, and its budget is {NetworkCost.Count(weights)}", "Reduce units, choose a smaller WeightPrecision, or raise the budget");
            }

            if (budget.StateBytes is { } state && cost.StateBytes > state)
            {
                yield return Exceeded("StateBytes", $"The state of model '{name}' takes {NetworkCost.Count(cost.StateBytes)} bytes, and its budget is {NetworkCost.Count(state)}", "Reduce the units of its recurrent layers, or raise the budget");
            }

            if (budget.FlopsPerTimestep is { } flops && cost.FlopsPerTimestep > flops)
            {
                yield return Exceeded("FlopsPerTimestep", $"Model '{name}' does {NetworkCost.Count(cost.FlopsPerTimestep)} FLOPs per timestep, {Largest(cost, l => l.Flops, "FLOPs")}, and its budget is {NetworkCost.Count(flops)}", "Reduce units, or raise the budget");
            }
        }

        // Only a model that is stepped is bound to read all weights at each timestep. A table is looked up row by row.
        if (model is { Streaming: true, WeightPrecision: WeightPrecision.Float32 })
        {
            long floats = Multiplied(cost);
            long halves = Multiplied(NetworkCost.Of(network, WeightPrecision.BFloat16));
            if (floats > SecondLevel && halves <= SecondLevel)
            {
                yield return new DeclarationProblem(
                    RuleIds.CacheLevel,
                    ProblemPlace.Model("Streaming"),
                    $"A step of model '{model.Type.Name}' reads {NetworkCost.Size(floats)} of weights, more than the 1,024 KiB of a usual second cache level; as bfloat16 they would be {NetworkCost.Size(halves)}",
                    "Try WeightPrecision = WeightPrecision.BFloat16, and ask MeasurePrecision what it costs on your data");
            }
        }
    }

    /// <summary>MG0015: a line for each layer, and one for the model.</summary>
    public static IEnumerable<DeclarationProblem> Report(ModelDeclaration model)
    {
        NetworkCost cost = NetworkCost.Of(NetworkPlanner.Plan(model));
        yield return new DeclarationProblem(
            RuleIds.Cost,
            ProblemPlace.Model(),
            $"Model '{model.Type.Name}': {NetworkCost.Count(cost.Parameters)} parameters, {NetworkCost.Count(cost.FlopsPerTimestep)} FLOPs in all layers, {NetworkCost.Count(cost.WeightBytes)} bytes, a state of {NetworkCost.Count(cost.StateBytes)} bytes",
            string.Empty);
        string[] names = LayerNames.Assign(model.Layers);
        foreach (LayerCost layer in cost.Layers)
        {
            // A wrapper is the first with the name of what it wraps. The directions of a layer that does not merge them are not declared.
            int declared = System.Array.IndexOf(names, layer.Layer.Name);
            if (declared >= 0)
            {
                yield return new DeclarationProblem(RuleIds.Cost, ProblemPlace.Layer(declared), $"Layer '{layer.Layer.Name}': {layer.Input} -> {layer.Output}, {layer.Figures}", string.Empty);
            }
        }
    }

    private static DeclarationProblem Exceeded(string argument, string what, string remedy) => new(RuleIds.Budget, ProblemPlace.Budget(argument), what, remedy);

    /// <summary>The layer that a person should look at first.</summary>
    private static string Largest(NetworkCost cost, System.Func<LayerCost, long> figure, string unit)
    {
        LayerCost largest = cost.Layers[0];
        foreach (LayerCost layer in cost.Layers)
        {
            largest = figure(layer) > figure(largest) ? layer : largest;
        }

        return $"{NetworkCost.Count(figure(largest))} {unit} of them in layer '{largest.Layer.Name}'";
    }

    private static long Multiplied(NetworkCost cost)
    {
        long bytes = 0;
        foreach (LayerCost layer in cost.Layers)
        {
            bytes += layer.Layer is EmbeddingPlan ? 0 : layer.WeightBytes;
        }

        return bytes;
    }
}

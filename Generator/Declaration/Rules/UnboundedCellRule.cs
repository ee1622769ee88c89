namespace ModelGen.Declaration.Rules;

/// <summary>MG1008: what a cell feeds back to itself is bounded, by its activation or by a clip.</summary>
internal sealed class UnboundedCellRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        // Weights that were trained elsewhere show what they do; it is training that diverges.
        if (context.Model.Loss is null)
        {
            return;
        }

        for (int i = 0; i < context.Layers.Count; i++)
        {
            // A normalised sum has a bound of its own.
            if (context.Layers[i] is LstmDeclaration { LayerNorm: true } || context.Layers[i] is not RecurrentDeclaration { Clip: null } recurrent)
            {
                continue;
            }

            if (recurrent is GatedDeclaration gated && IsUnbounded(gated.RecurrentActivation))
            {
                Report(context, i, "RecurrentActivation", gated.RecurrentActivation.Kind, "its gates multiply the state by more than 1", "Sigmoid");
            }
            else if (IsUnbounded(recurrent.Activation) && IsFedBack(recurrent))
            {
                Report(context, i, "Activation", recurrent.Activation.Kind, "what the layer feeds back to itself can grow at every timestep", "Tanh");
            }
        }
    }

    private static void Report(DeclarationContext context, int layer, string argument, Activation activation, string consequence, string remedy)
    {
        int timesteps = context.InputOf(layer).Repeated ?? context.Model.MaxTimesteps ?? 0;
        context.Report(
            RuleIds.UnboundedCell,
            ProblemPlace.Layer(layer, argument),
            $"Layer '{context.CellName(layer)}' has {argument} = {activation}, which has no bound: {consequence}{(timesteps > 1 ? $", {timesteps} times over" : string.Empty)}",
            $"Use {remedy}, or bound the sums with Clip");
    }

    /// <summary>Nothing between the activation and the next timestep bounds it.</summary>
    private static bool IsFedBack(RecurrentDeclaration recurrent)
    {
        // Norms of the recurrent kernel that are held down, and a relu that begins with the identity (Le, Jaitly and Hinton, 2015), are ways to train such a layer.
        if (recurrent.Rules.Of("Recurrent")?.Constraint is WeightConstraint.MaxNorm or WeightConstraint.UnitNorm or WeightConstraint.MinMaxNorm)
        {
            return false;
        }

        return recurrent switch
        {
            SimpleRnnDeclaration simple => simple.RecurrentInitializer != Initializer.Identity,
            LstmDeclaration lstm => lstm is { CellClip: null, ProjectionClip: null } && IsUnbounded(lstm.OutputActivation ?? lstm.Activation),
            _ => true,
        };
    }

    private static bool IsUnbounded(ActivationFunction function)
        => function.Kind is Activation.Linear or Activation.Relu or Activation.LeakyRelu or Activation.Elu or Activation.Selu or Activation.Gelu or Activation.GeluTanh or Activation.Silu
            or Activation.Mish or Activation.Softplus or Activation.Exponential or Activation.ThresholdedRelu or Activation.Affine;
}

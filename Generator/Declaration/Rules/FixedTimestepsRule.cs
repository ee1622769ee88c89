using System.Linq;

namespace ModelGen.Declaration.Rules;

/// <summary>MG0003, MG0004: layers that need to know how many timesteps every sequence has, and a model that says so in one way.</summary>
internal sealed class FixedTimestepsRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        ModelDeclaration model = context.Model;
        if (model is { Timesteps: { } own, MaxTimesteps: { } longest } && own != longest)
        {
            context.Report(
                RuleIds.Size,
                ProblemPlace.Model("MaxTimesteps"),
                $"Every sequence of model '{model.DisplayName}' has Timesteps = {own}, but MaxTimesteps is {longest}",
                "Remove one of the two");
        }

        for (int i = 0; i < context.Layers.Count; i++)
        {
            string name = context.NameOf(i);
            if (context.Layers[i] is FlattenDeclaration && model.Timesteps is null)
            {
                Report(i, null, $"Layer '{name}' makes one row of all timesteps, but model '{model.DisplayName}' does not say how many every sequence has", "Set Timesteps in the place of MaxTimesteps");
            }

            if (context.Layers[i] is not RepeatVectorDeclaration repeat)
            {
                continue;
            }

            if (context.InputOf(i).Kind == SignalKind.Sequence)
            {
                Report(i, null, $"Layer '{name}' repeats one row, but what it reads has every timestep", "Leave out ReturnSequences before it, or let [LastTimestep] or a pooling layer make one row");
            }
            else if (repeat.N > 0 && repeat.N != model.Timesteps)
            {
                string has = model.Timesteps is { } timesteps ? $"every sequence of model '{model.DisplayName}' has {timesteps} timesteps" : $"model '{model.DisplayName}' does not say how many timesteps every sequence has";
                Report(i, "n", $"Layer '{name}' repeats its input {repeat.N} times, but {has}", $"Set n and Timesteps to one number; for outputs of another length use a decoder that starts from this model's state");
            }
            else if (context.Layers.Any(layer => layer is MaskingDeclaration or EmbeddingDeclaration { MaskZero: true }))
            {
                Report(i, null, $"Layer '{name}' makes timesteps that no mask belongs to, but model '{model.DisplayName}' masks timesteps of its input", "Remove the mask, or use a decoder that starts from this model's state");
            }
        }

        void Report(int layer, string? argument, string what, string remedy) => context.Report(RuleIds.Shape, ProblemPlace.Layer(layer, argument), what, remedy);
    }
}

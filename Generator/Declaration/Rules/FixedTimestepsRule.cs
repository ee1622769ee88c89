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
            if (context.Layers[i] is FlattenDeclaration && model.Timesteps is null && context.InputOf(i).Repeated is null)
            {
                Report(i, $"Layer '{name}' makes one row of all timesteps, but model '{model.DisplayName}' does not say how many every sequence has", "Set Timesteps in the place of MaxTimesteps");
            }

            if (context.Layers[i] is not RepeatVectorDeclaration)
            {
                CheckTimesteps(context, i);
            }
            else if (context.InputOf(i).Kind == SignalKind.Sequence)
            {
                Report(i, $"Layer '{name}' repeats one row, but what it reads has every timestep", "Leave out ReturnSequences before it, or let [LastTimestep] or a pooling layer make one row");
            }
        }

        void Report(int layer, string what, string remedy) => context.Report(RuleIds.Shape, ProblemPlace.Layer(layer), what, remedy);
    }

    /// <summary>Sequences of different lengths do not meet in a layer, and below [RepeatVector] layers go on with what it made.</summary>
    private static void CheckTimesteps(DeclarationContext context, int layer)
    {
        // Of a source that does not exist another rule says so.
        if (context.SourcesOf(layer).Count < (LayerSources.Names(context.Layers[layer])?.Length ?? 1) || context.Layers[layer] is InputDeclaration || LayerNames.IsWrapped(context.Layers, layer) || LayerNames.IsOwnBackward(context.Layers, layer))
        {
            return;
        }

        ProblemPlace place = context.Layers[layer].From is null ? ProblemPlace.Layer(layer) : ProblemPlace.Layer(layer, "From");
        string name = context.NameOf(layer);
        int first = context.SourcesOf(layer)[0];
        foreach (int source in context.SourcesOf(layer).Skip(1))
        {
            (DeclaredSignal a, DeclaredSignal b) = (context.OutputOf(first), context.OutputOf(source));
            if (a.Kind == SignalKind.Sequence && b.Kind == SignalKind.Sequence && a.Repeated != b.Repeated)
            {
                context.Report(
                    RuleIds.Shape,
                    place,
                    $"Layer '{name}' reads '{context.SourceName(first)}', which has {Timesteps(context, a)}, together with '{context.SourceName(source)}', which has {Timesteps(context, b)}",
                    "Join what has the same timesteps, or the rows before [RepeatVector]");
                return;
            }
        }

        int? current = context.Model.RepeatedTimesteps(layer);
        DeclaredSignal input = context.InputOf(layer);
        if (current is { } repeated && input.Repeated != current)
        {
            context.Report(
                RuleIds.Shape,
                place,
                $"Layer '{name}' reads '{context.SourceName(first)}', which comes of {Timesteps(context, input)}, but stands below a [RepeatVector] that has made {repeated}",
                "Declare it above that [RepeatVector]");
        }
    }

    /// <summary>How many timesteps a sequence has, in words.</summary>
    public static string Timesteps(DeclarationContext context, DeclaredSignal signal)
        => signal.Repeated is { } repeated ? $"{repeated} timesteps"
            : context.Model.Timesteps is { } all ? $"the input's {all} timesteps" + (context.Model.HasMask ? ", some of them masked" : string.Empty)
            : context.Model.MaxTimesteps is { } most ? $"the input's timesteps, up to {most}" : "the input's timesteps";
}

namespace ModelGen.Declaration.Rules;

/// <summary>MG0011: some options of an LSTM exclude each other.</summary>
internal sealed class LstmOptionRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i] is LstmDeclaration { LayerNorm: true } lstm)
            {
                CheckNormalization(context, i, lstm);
            }
        }
    }

    private static void CheckNormalization(DeclarationContext context, int layer, LstmDeclaration lstm)
    {
        string name = context.NameOf(layer);

        // The only cell with this normalisation, TensorFlow 1's, has neither, so that nothing says which comes first.
        if (lstm.Peepholes)
        {
            Report("Peepholes", $"Layer '{name}' normalises its gates, and no cell says whether peepholes belong to the sums that are normalised", "Remove Peepholes, or LayerNorm");
        }

        if (lstm.CellClip is not null)
        {
            Report("CellClip", $"Layer '{name}' clips a cell state that it normalises, and no cell says which comes first", "Remove CellClip, or LayerNorm");
        }

        void Report(string argument, string problem, string remedy) => context.Report(RuleIds.OptionValue, ProblemPlace.Layer(layer, argument), problem, remedy);
    }
}

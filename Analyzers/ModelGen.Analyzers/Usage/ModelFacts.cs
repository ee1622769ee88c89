using System.Linq;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Usage;

/// <summary>What rules on user code need to know of a model's declaration. Only for declarations without an error.</summary>
internal sealed class ModelFacts
{
    public ModelFacts(ModelDeclaration model)
    {
        Model = model;
        var context = new DeclarationContext(model, new());
        int last = context.LastLayer;
        DeclaredSignal output = context.OutputOf(last);
        Name = model.Type.Name;
        HasSeveralOutputs = context.Outputs.Count != 1;
        ReturnsSequence = output.Kind == SignalKind.Sequence;
        IsReversed = ReturnsSequence && output.IsReversed;
        Outputs = (int)context.Outputs.Sum(o => context.OutputOf(o).Width);
        Inputs = model.InputFeatures > 0 ? model.InputFeatures : 1;
        Vocabulary = context.ReadsIds && context.Layers[context.FirstLayer] is EmbeddingDeclaration embedding ? embedding.Vocabulary : null;
        if (Vocabulary is not null && context.Layers[context.FirstLayer] is EmbeddingDeclaration first)
        {
            (EmbeddingName, MasksZero) = (context.NameOf(context.FirstLayer), first.MaskZero);
        }

        IsRepeated = output.Repeated is not null;
        GoesBackwards = model.Layers.OfType<RecurrentDeclaration>().Any() && model.Layers.Select((layer, i) => (layer, i)).All(l => l.layer is not RecurrentDeclaration || (context.WrapperOf(l.i) is null && ((RecurrentDeclaration)l.layer).GoBackwards));
        BidirectionalOutput = ReturnsSequence && !HasSeveralOutputs ? FindBidirectional(context, last) : null;
    }

    public ModelDeclaration Model { get; }

    /// <summary>The class' name.</summary>
    public string Name { get; }

    /// <summary>It returns an output per timestep.</summary>
    public bool ReturnsSequence { get; }

    /// <summary>Its outputs are in the order of processing, last timestep first.</summary>
    public bool IsReversed { get; }

    /// <summary>Every recurrent layer goes backwards.</summary>
    public bool GoesBackwards { get; }

    /// <summary>Values per output row (and timestep), of all outputs together.</summary>
    public int Outputs { get; }

    /// <summary>Values per input timestep; 1 for ids.</summary>
    public int Inputs { get; }

    /// <summary>Ids of the embedding that reads the input, or null.</summary>
    public int? Vocabulary { get; }

    /// <summary>The name of that embedding.</summary>
    public string? EmbeddingName { get; }

    /// <summary>Its id 0 is padding.</summary>
    public bool MasksZero { get; }

    /// <summary>Classes of a loss that takes class ids, where the model has one output; or null.</summary>
    public int? Classes => !HasSeveralOutputs && Model.Losses.Count == 1 && Model.Losses[0].Kind == LossKind.SparseCategoricalCrossentropy ? Outputs : null;

    public bool HasSeveralOutputs { get; }

    /// <summary>The timesteps of the output are not those of the input.</summary>
    public bool IsRepeated { get; }

    /// <summary>Some timesteps are masked by their values, so that padding needs no lengths.</summary>
    public bool MasksValues => Model.HasMask;

    /// <summary>One timestep at a time.</summary>
    public bool IsStreaming => Model.Streaming;

    /// <summary>Training drops values somewhere.</summary>
    public bool HasDropout => Model.Layers.Any(layer => layer is DropoutDeclaration { Rate: > 0 }
        or RecurrentDeclaration { Dropout: > 0 } or RecurrentDeclaration { RecurrentDropout: > 0 } or LstmDeclaration { CandidateDropout: > 0 });

    /// <summary>Training normalises with the statistics of the batch somewhere.</summary>
    public bool HasBatchNormalization => Model.Layers.Any(layer => layer is BatchNormalizationDeclaration);

    /// <summary>Some layer carries a state from timestep to timestep.</summary>
    public bool IsRecurrent => Model.Layers.Any(layer => layer is RecurrentDeclaration);

    /// <summary>The bidirectional layer whose outputs per timestep the model returns as they are, and the units of its forward direction; or null.</summary>
    public (string Layer, int ForwardUnits, MergeMode Merge)? BidirectionalOutput { get; }

    // Dropout and normalisation change no timestep's meaning; a dense head makes labels per timestep of them, each of which is whole.
    private static (string Layer, int ForwardUnits, MergeMode Merge)? FindBidirectional(DeclarationContext context, int layer)
    {
        while (layer >= 0 && context.Layers[layer] is DropoutDeclaration or LayerNormalizationDeclaration or BatchNormalizationDeclaration && context.SourcesOf(layer).Count == 1)
        {
            layer = LayerSources.LayerOf(context.SourcesOf(layer)[0]);
        }

        return layer >= 0 && context.Layers[layer] is RecurrentDeclaration recurrent && context.WrapperOf(layer) is { } wrapper && wrapper.Merge != MergeMode.None
            ? (context.NameOf(layer), recurrent.Outputs, wrapper.Merge)
            : null;
    }
}

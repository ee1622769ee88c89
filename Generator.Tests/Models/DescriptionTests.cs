using System.Linq;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>What emitted code says of itself is what was declared.</summary>
public sealed class DescriptionTests
{
    public static TheoryData<string> Names => [.. CompiledModels.AllNames];

    public static TheoryData<string> TrainableNames => [.. CompiledModels.RecurrentNames, .. CompiledModels.MixedNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void DescriptionIsTheDeclaration(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ModelDescription declared = test.Reference.Description;
        ModelDescription emitted = test.Model.Description;
        Assert.Equal(declared.Layers.AsEnumerable(), emitted.Layers);
        Assert.Equal(declared with { Layers = [] }, emitted with { Layers = [] });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ShapesNamesAndCounts(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        ReferenceNetwork network = test.Reference;
        ModelDescription declared = network.Description;
        ModelShape shape = test.Model.Shape;
        ModelWeights weights = test.CreateWeights();

        Assert.Equal(declared.Name, shape.ModelName);
        Assert.Equal(declared.Features, shape.Features);
        Assert.Equal(declared.Features, test.Model.Static<int>("Features"));
        Assert.Equal(declared.Vocabulary, shape.Vocabulary);
        Assert.Equal(declared.MaxTimesteps, shape.MaxTimesteps);
        Assert.Equal(declared.MaxTimesteps, test.Model.Static<int>("MaxTimesteps"));
        Assert.Equal(network.Outputs, shape.Outputs);
        Assert.Equal(network.Outputs, test.Model.Static<int>("Outputs"));
        Assert.Equal(network.ReturnsSequences, shape.ReturnsSequences);
        Assert.Equal(declared.Layers[0] is EmbeddingDescription { MaskZero: true }, shape.MaskZero);
        LayerDescription? masks = declared.Vocabulary > 0 ? null : declared.Layers.FirstOrDefault(l => l is MaskingDescription or EmbeddingDescription { MaskZero: true });
        Assert.Equal(masks is MaskingDescription masking ? masking.Value : masks is null ? null : 0, shape.MaskValue);
        Assert.Equal(network.States.AsEnumerable(), shape.StateTensors);
        Assert.Equal(network.Tensors.Select(t => t.Name), weights.TensorNames);
        Assert.All(network.Tensors, tensor => Assert.Equal(tensor.Shape.ToArray(), weights.ShapeOf(tensor.Name).ToArray()));
        Assert.Equal(network.Tensors.Sum(t => t.Length), weights.ParameterCount);
        Assert.Equal(weights.ParameterCount, test.Model.Static<int>("ParameterCount"));
        Assert.Equal(declared.Layers.All(l => l is not BidirectionalDescription and not PoolingDescription and not RecurrentDescription { GoBackwards: true }), test.Model.IsCausal);
        string summary = test.Model.Static<string>("Summary");
        Assert.All(declared.Layers, layer => Assert.Contains(layer.Name, summary, System.StringComparison.Ordinal));
    }

    /// <summary>What the summary says of a row's arena is what a trainer allocates for each row of its batch, in whole and partial shards.</summary>
    [Theory]
    [MemberData(nameof(TrainableNames))]
    public void TheSummaryKnowsTheArena(string name)
    {
        const int Rows = 19;
        ModelUnderTest test = CompiledModels.Get(name);
        string line = test.Model.Static<string>("Summary").Split('\n').Single(l => l.StartsWith("Training: ", System.StringComparison.Ordinal));
        long perRow = long.Parse(line.Split(' ')[1], System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
        using var trainer = (System.IDisposable)System.Activator.CreateInstance(test.Model.Type.GetNestedType("Trainer")!, test.CreateWeights(), new Sgd(), Rows, null)!;
        Assert.True(perRow > 0);
        Assert.Equal(Rows * perRow, trainer.GetType().GetProperty("ArenaBytes")!.GetValue(trainer));
    }

    /// <summary>The random models cover what the tests claim of them.</summary>
    [Fact]
    public void RandomModelsCoverUnitsAndOptions()
    {
        LayerDescription[] layers = [.. CompiledModels.Describe().SelectMany(m => m.Layers)];
        RecurrentDescription[] recurrent = [.. layers.OfType<RecurrentDescription>(), .. layers.OfType<BidirectionalDescription>().Select(b => b.Forward)];
        LstmDescription[] lstms = [.. recurrent.OfType<LstmDescription>()];
        GruDescription[] grus = [.. recurrent.OfType<GruDescription>()];
        Assert.Empty(CompiledModels.LaneNeighbours.Except(recurrent.Select(l => l.Units)));
        Assert.Empty(Enumerable.Range(0, 5).Except(lstms.Select(l => (l.Units - 1) / 8)));
        Assert.All(recurrent, l => Assert.NotEqual(l.InputSize, l.Units));
        Assert.Empty(RandomModels.OfCells.Except([.. lstms.Select(l => l.Activation), .. grus.Select(g => g.Activation), .. recurrent.OfType<SimpleRnnDescription>().Select(s => s.Activation)]));
        Assert.Empty(RandomModels.OfGates.Except([.. lstms.Select(l => l.RecurrentActivation), .. grus.Select(g => g.RecurrentActivation)]));
        Assert.Empty(RandomModels.Elementwise.Except(layers.OfType<DenseDescription>().Select(d => d.Activation)));
        Activation[] kept = [Activation.Gelu, Activation.GeluTanh, Activation.Silu, Activation.Mish];
        Assert.Contains(lstms, l => kept.Contains(l.Activation));
        Assert.Contains(lstms, l => kept.Contains(l.RecurrentActivation));
        Assert.Contains(recurrent, l => l is SimpleRnnDescription simpleLayer && kept.Contains(simpleLayer.Activation));
        foreach (bool resetAfter in new[] { true, false })
        {
            Assert.Contains(grus, g => g.ResetAfter == resetAfter && kept.Contains(g.Activation));
            Assert.Contains(grus, g => g.ResetAfter == resetAfter && kept.Contains(g.RecurrentActivation));
        }

        Assert.Equal(8, lstms.Select(l => (l.Peepholes, l.CellClip.HasValue, l.InputForgetCoupling)).Distinct().Count());
        Assert.Contains(lstms, l => l.Projection > l.Units && l.ProjectionClip is null);
        Assert.Contains(lstms, l => l.Projection < l.Units && l.ProjectionClip is not null);
        Assert.Equal(4, recurrent.Where(l => l.Clip is not null).Select(l => (l.GetType(), l is GruDescription { ResetAfter: true })).Distinct().Count());
        Assert.Equal(2, lstms.Where(l => l.LayerNormEpsilon is not null).Select(l => l.UseBias).Distinct().Count());
        Assert.Contains(lstms, l => l.OutputActivation is { } output && output != l.Activation);
        Assert.Contains(lstms, l => !l.UseBias);
        foreach (bool resetAfter in new[] { true, false })
        {
            GruDescription[] form = [.. grus.Where(g => g.ResetAfter == resetAfter)];
            Assert.Empty(Enumerable.Range(0, 5).Except(form.Select(g => (g.Units - 1) / 8)));
            Assert.Contains(form, g => !g.UseBias);
            Assert.Contains(form, g => g.Activation != Activation.Tanh);
            Assert.Contains(form, g => g.RecurrentActivation != Activation.Sigmoid);
            Assert.Contains(layers, l => l is BidirectionalDescription { Forward: GruDescription wrapped } && wrapped.ResetAfter == resetAfter);
            Assert.Contains(layers, l => l is GruDescription { GoBackwards: true } g && g.ResetAfter == resetAfter);
        }

        SimpleRnnDescription[] simple = [.. recurrent.OfType<SimpleRnnDescription>()];
        Assert.Empty(Enumerable.Range(0, 5).Except(simple.Select(l => (l.Units - 1) / 8)));
        Assert.Contains(simple, l => !l.UseBias);
        Assert.Contains(simple, l => l.Activation != Activation.Tanh);
        Assert.Contains(layers, l => l is BidirectionalDescription { Forward: SimpleRnnDescription });
        Assert.Contains(layers, l => l is SimpleRnnDescription { GoBackwards: true });
        Assert.Empty(System.Enum.GetValues<MergeMode>().Except(layers.OfType<BidirectionalDescription>().Select(b => b.Merge)));
        Assert.Contains(layers, l => l is BidirectionalDescription { Forward.ReturnSequences: true });
        Assert.Contains(layers, l => l is BidirectionalDescription { Forward.ReturnSequences: false });
        Assert.Contains(recurrent, l => l.GoBackwards && l.ReturnSequences);
        Assert.Contains(recurrent, l => l.GoBackwards && !l.ReturnSequences);
        Assert.Contains(layers, l => l is EmbeddingDescription { MaskZero: true });
        Assert.Contains(layers, l => l is EmbeddingDescription { MaskZero: false });
        Assert.Contains(layers, l => l is DropoutDescription);
        Assert.Contains(layers, l => l is DenseDescription { UseBias: false });
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using ModelGen.Generator;
using Xunit;

namespace ModelGen.Tests.Incremental;

/// <summary>An edit costs what it must: stages hand over values, so that equal values stop the work.</summary>
public sealed class IncrementalTests
{
    private const string Reader = """
        using ModelGen;

        namespace User;

        [Model(Features = 3, MaxTimesteps = 5)]
        [Bidirectional]
        [Lstm(4, ReturnSequences = true)]
        [Dropout(0.25)]
        [Lstm(6)]
        [Dense(2)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Reader;
        """;

    private const string Tagger = """
        using ModelGen;

        namespace User;

        public static partial class Models
        {
            [Model(MaxTimesteps = 9)]
            [Embedding(30, 7, MaskZero = true)]
            [Lstm(5, ReturnSequences = true)]
            [Dense(4, Activation = Activation.Softmax)]
            public sealed partial class Tagger;
        }
        """;

    private const string Unrelated = """
        namespace User;

        public static class Unrelated
        {
            public static int Answer() => 41;
        }
        """;

    public static TheoryData<string> AllTrackingNames => new(Names());

    [Fact]
    public void ModelOnTwoPartsLeavesOtherModelsTheirCode()
    {
        var host = new GeneratorHost(
            ("First.cs", "[ModelGen.Model(Features = 2, MaxTimesteps = 3), ModelGen.Lstm(4)] public sealed partial class Twice;"),
            ("Second.cs", "[ModelGen.Model(Features = 2, MaxTimesteps = 3)] public sealed partial class Twice;"),
            ("Other.cs", "[ModelGen.Model(Features = 2, MaxTimesteps = 3), ModelGen.Lstm(4)] public sealed partial class Other;"));
        Assert.Null(host.Result.Exception);
        Assert.Contains("Other.g.cs", host.Sources.Keys);
        Assert.Contains("Twice.g.cs", host.Sources.Keys);
        Assert.Equal("CS0579", Assert.Single(host.Diagnostics()).Id);
    }

    [Fact]
    public void Every_step_of_the_pipeline_has_a_tracking_name()
    {
        GeneratorHost host = Project();
        Assert.NotEmpty(Names());

        var named = new HashSet<string>();
        var unnamed = new List<string>();
        foreach (IncrementalGeneratorRunStep output in host.Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Inputs).Select(i => i.Source))
        {
            Walk(output);
        }

        Assert.Empty(unnamed);
        Assert.Equal(Names().Order(), named.Order());

        void Walk(IncrementalGeneratorRunStep step)
        {
            // The compiler's own steps lie behind ours; those of ForAttributeWithMetadataName carry this suffix.
            if (step.Name is null)
            {
                unnamed.Add(string.Join(", ", step.Outputs.Select(o => o.Value?.GetType().ToString())));
            }
            else if (!step.Name.EndsWith("_ForAttributeWithMetadataName", StringComparison.Ordinal))
            {
                named.Add(step.Name);
                foreach ((IncrementalGeneratorRunStep source, _) in step.Inputs)
                {
                    Walk(source);
                }
            }
        }
    }

    [Theory]
    [InlineData("an edit in a method body elsewhere")]
    [InlineData("a comment beside the model")]
    public void An_edit_that_changes_no_model_runs_no_stage_but_the_first(string edit)
    {
        GeneratorHost host = Project();
        IReadOnlyDictionary<string, string> before = host.Sources;
        if (edit.StartsWith("an edit", StringComparison.Ordinal))
        {
            host.Edit("Unrelated.cs", t => t.Replace("41", "42"));
        }
        else
        {
            host.Edit("Reader.cs", t => "// A comment.\n" + t);
        }

        string[] names = Names();
        Assert.All(host.Reasons(names[0]), r => Assert.True(r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{names[0]}: {r}"));
        foreach (string name in names.Skip(1))
        {
            Assert.All(host.Reasons(name), r => Assert.True(r == IncrementalStepRunReason.Cached, $"{name}: {r}"));
        }

        Assert.All(OutputReasons(host), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
        Assert.Equal(before, host.Sources);
    }

    [Fact]
    public void Editing_a_model_generates_that_model_again_and_no_other()
    {
        GeneratorHost host = Project();
        IReadOnlyDictionary<string, string> before = host.Sources;
        host.Edit("Reader.cs", t => t.Replace("[Dense(2)]", "[Dense(3)]"));

        foreach (string name in Names())
        {
            IncrementalStepRunReason[] reasons = host.Reasons(name);
            Assert.Single(reasons, r => r == IncrementalStepRunReason.Modified);
            Assert.Single(reasons, r => r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
        }

        Assert.Contains(before.Keys, k => k.Contains("Reader") && before[k] != host.Sources[k]);
        Assert.All(before.Keys.Where(k => k.Contains("Tagger")), k => Assert.Equal(before[k], host.Sources[k]));
    }

    [Fact]
    public void Editing_a_constant_that_a_model_names_generates_it_again()
    {
        GeneratorHost host = new(
            ("Model.cs", "[ModelGen.Model(Features = 2, MaxTimesteps = 3), ModelGen.Lstm(Sizes.Units)] public sealed partial class Sized;"),
            ("Sizes.cs", "internal static class Sizes { public const int Units = 4; }"));
        host.Edit("Sizes.cs", t => t.Replace("4", "5"));

        Assert.All(host.Reasons(TrackingNames.Source), r => Assert.Equal(IncrementalStepRunReason.Modified, r));
        Assert.All(OutputReasons(host), r => Assert.Equal(IncrementalStepRunReason.Modified, r));
    }

    [Fact]
    public void The_same_project_generates_the_same_text_again()
        => Assert.Equal(Project().Sources, Project().Sources);

    [Theory]
    [MemberData(nameof(AllTrackingNames))]
    public void No_stage_keeps_symbols_syntax_or_compilations_alive(string trackingName)
    {
        GeneratorHost host = Project();
        object[] values = host.Result.TrackedSteps[trackingName].SelectMany(s => s.Outputs).Select(o => o.Value).ToArray();
        Assert.NotEmpty(values);
        Assert.All(values, v => Assert.Null(ObjectGraph.FindCompilerObject(v)));
    }

    [Fact]
    public void The_walk_over_the_object_graph_finds_what_it_looks_for()
    {
        SyntaxTree tree = Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("class C;");
        Assert.NotNull(ObjectGraph.FindCompilerObject(new[] { new Holder(tree.GetRoot()) }));
        Assert.NotNull(ObjectGraph.FindCompilerObject(new Dictionary<string, object> { ["a"] = Location.Create(tree, default) }));
        Assert.Null(ObjectGraph.FindCompilerObject(new Holder("text")));
    }

    private static GeneratorHost Project() => new(("Reader.cs", Reader), ("Tagger.cs", Tagger), ("Unrelated.cs", Unrelated));

    /// <summary>The constants of <c>TrackingNames</c>, in the order of the pipeline.</summary>
    private static string[] Names()
        => typeof(TrackingNames).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(f => f.IsLiteral)
            .OrderBy(f => f.MetadataToken)
            .Select(f => (string)f.GetRawConstantValue()!)
            .ToArray();

    private static IncrementalStepRunReason[] OutputReasons(GeneratorHost host)
        => host.Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason).ToArray();

    private sealed record Holder(object Value);
}

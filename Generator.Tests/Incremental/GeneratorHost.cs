using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Generator;
using Xunit;

namespace ModelGen.Tests.Incremental;

/// <summary>Runs the generator as the compiler does, step tracking on, and again after edits.</summary>
internal sealed class GeneratorHost
{
    private static readonly MetadataReference[] s_references = References();
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp14);

    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    /// <summary>A project with these files, generated once.</summary>
    public GeneratorHost(params (string Path, string Text)[] files)
    {
        _compilation = CSharpCompilation.Create(
            "UserProject",
            files.Select(f => CSharpSyntaxTree.ParseText(f.Text, s_parse, f.Path)),
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        _driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            parseOptions: s_parse,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        Run();
    }

    /// <summary>What the latest run did.</summary>
    public GeneratorRunResult Result { get; private set; }

    /// <summary>The emitted files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources => Result.GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    /// <summary>Replaces the text of one file, as an editor does, and generates again.</summary>
    public void Edit(string path, Func<string, string> edit)
    {
        SyntaxTree before = _compilation.SyntaxTrees.Single(t => t.FilePath == path);
        string text = before.ToString();
        string edited = edit(text);
        Assert.NotEqual(text, edited);
        _compilation = _compilation.ReplaceSyntaxTree(before, before.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(edited)));
        Run();
    }

    /// <summary>The reasons of one tracked step's outputs in the latest run, in the order of the models.</summary>
    public IncrementalStepRunReason[] Reasons(string trackingName)
        => Result.TrackedSteps.TryGetValue(trackingName, out System.Collections.Immutable.ImmutableArray<IncrementalGeneratorRunStep> steps)
            ? steps.SelectMany(s => s.Outputs).Select(o => o.Reason).ToArray()
            : [];

    /// <summary>The compiler's errors and warnings on the project together with the emitted files.</summary>
    public Diagnostic[] Diagnostics()
        => _compilation.AddSyntaxTrees(Result.GeneratedSources.Select(s => s.SyntaxTree))
            .GetDiagnostics()
            .Where(d => d.Severity >= DiagnosticSeverity.Warning)
            .ToArray();

    private static MetadataReference[] References()
        => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "System.Collections.dll" or "System.Collections.Immutable.dll" or "System.Memory.dll" or "System.Runtime.Intrinsics.dll" or "System.Runtime.Extensions.dll" or "ModelGen.Runtime.dll")
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p))
            .ToArray();

    private void Run()
    {
        _driver = _driver.RunGenerators(_compilation);
        Result = _driver.GetRunResult().Results.Single();
        Assert.Null(Result.Exception);
    }
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using ModelGen.Generator;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>
/// Compiles declarations as a strict user's project would: optimised, nullable, documented, every warning an error, no
/// unsafe blocks; then loads the assembly.
/// </summary>
internal static class TestModelFactory
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> s_references = new(FindReferences);

    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly CSharpCompilationOptions s_compilationOptions = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: false,
        nullableContextOptions: NullableContextOptions.Enable,
        generalDiagnosticOption: ReportDiagnostic.Error,
        warningLevel: 9999,
        deterministic: true);

    /// <summary>Compiles several models at once (a compilation costs more than a model) and returns them by name.</summary>
    public static IReadOnlyDictionary<string, CompiledModel> Compile(IReadOnlyList<ModelDescription> models)
    {
        Assembly assembly = CompileAssembly(ModelSource.Write(models));
        return models.ToDictionary(
            model => model.Name,
            model => CompiledModel.Create(assembly.GetType($"{ModelSource.Namespace}.{model.Name}", throwOnError: true)!));
    }

    /// <summary>Compiles one source file with models into an assembly and loads it.</summary>
    public static Assembly CompileAssembly(string source)
    {
        (Compilation compilation, GeneratorDriverRunResult _) = Generate(source);
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, Describe(result.Diagnostics));
        Assert.True(result.Diagnostics.All(d => d.Severity == DiagnosticSeverity.Hidden), Describe(result.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext(compilation.AssemblyName).LoadFromStream(image);
    }

    /// <summary>Runs the generator on one source file; its own diagnostics must be none.</summary>
    /// <returns>The compilation with the generated code, and what the generator did.</returns>
    public static (Compilation Compilation, GeneratorDriverRunResult Result) Generate(string source)
    {
        var compilation = CSharpCompilation.Create(
            $"TestModels{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(source, s_parseOptions, path: "Models.cs")],
            s_references.Value,
            s_compilationOptions);
        GeneratorDriver driver = CSharpGeneratorDriver
            .Create([new ModelGenerator().AsSourceGenerator()], parseOptions: s_parseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out ImmutableArray<Diagnostic> diagnostics);
        GeneratorDriverRunResult result = driver.GetRunResult();
        Assert.True(diagnostics.IsEmpty, Describe(diagnostics));
        Assert.All(result.Results, r => Assert.Null(r.Exception));
        return (generated, result);
    }

    private static string Describe(IEnumerable<Diagnostic> diagnostics)
        => string.Join("\n", diagnostics.Where(d => d.Severity != DiagnosticSeverity.Hidden).Take(20).Select(Describe));

    private static string Describe(Diagnostic diagnostic)
    {
        string? line = diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString();
        return $"{diagnostic}\n    {line?.Trim()}";
    }

    /// <summary>The framework and the runtime library: what a user's project references.</summary>
    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. platform.Split(Path.PathSeparator).Where(path => Path.GetDirectoryName(path) == framework).Select(path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(ModelAttribute).Assembly.Location),
        ];
    }
}

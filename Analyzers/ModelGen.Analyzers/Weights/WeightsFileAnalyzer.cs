using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Analyzers.Declaration;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Weights;

/// <summary>
/// MG3001, MG3002 and MG3007: weights files that are part of the build. The build hands over the text of their headers
/// (<c>ModelWeights</c> in <c>Runtime/buildTransitive/ModelGen.targets</c>); an analyzer reads no files.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WeightsFileAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Metadata of the additional file: the weights file, as the project names it.</summary>
    public const string FileOption = "build_metadata.AdditionalFiles.ModelWeightsFile";

    /// <summary>Metadata of the additional file: the model's class, or empty.</summary>
    public const string ModelOption = "build_metadata.AdditionalFiles.ModelWeightsModel";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }
        = ImmutableArray.Create(Descriptors.WeightsFile, Descriptors.FileReset, Descriptors.FileLayers);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            ImmutableArray<WeightsManifest> files = WeightsManifest.All(start.Options, start.CancellationToken);
            if (!files.IsEmpty)
            {
                start.RegisterSymbolAction(c => Analyze(c, files), SymbolKind.NamedType);
                start.RegisterAdditionalFileAction(c => Analyze(c, files));
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, ImmutableArray<WeightsManifest> files)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!WeightsManifest.IsModel(type))
        {
            return;
        }

        WeightsManifest[] own = files
            .Where(f => f.Models(context.Compilation, context.CancellationToken) is { Length: 1 } models && SymbolEqualityComparer.Default.Equals(models[0], type))
            .ToArray();
        if (own.Length == 0)
        {
            return;
        }

        ModelDeclaration model = DeclarationReader.Read(type);
        if (DeclarationRules.Check(model).Count > 0)
        {
            return;
        }

        var locator = new ProblemLocator(type, context.CancellationToken);
        foreach (WeightsManifest file in own)
        {
            if (file.Header is null)
            {
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.WeightsFile, locator.Find(ProblemPlace.Model()), $"'{file.File}' cannot be read: {file.Problem}", "Save the weights anew, or fetch the file again"));
                continue;
            }

            foreach (DeclarationProblem problem in WeightsComparison.Compare(file.File, model, file.Header))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    DescriptorOf(problem.RuleId),
                    locator.Find(problem.Place),
                    problem.Suggestion is null ? null : ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Suggestion, problem.Suggestion),
                    problem.What,
                    problem.Remedy));
            }
        }
    }

    /// <summary>A file that belongs to no model has no other place to be reported at than itself.</summary>
    private static void Analyze(AdditionalFileAnalysisContext context, ImmutableArray<WeightsManifest> files)
    {
        foreach (WeightsManifest file in files.Where(f => f.Path == context.AdditionalFile.Path))
        {
            string? name = file.ModelName;
            INamedTypeSymbol[] models = file.Models(context.Compilation, context.CancellationToken);
            if (models.Length == 1)
            {
                continue;
            }

            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.WeightsFile,
                Location.Create(file.Path, default, default(LinePositionSpan)),
                name is null ? $"'{file.File}' does not say which model it belongs to{(file.Problem is null ? string.Empty : $", and cannot be read: {file.Problem}")}"
                    : models.Length > 1 ? $"'{file.File}' is given to the model '{name}', and this project declares several of that name: {string.Join(", ", models.Select(WeightsManifest.FullName).OrderBy(n => n, StringComparer.Ordinal))}"
                    : $"'{file.File}' is given to the model '{name}', which this project does not declare",
                "Set Model of the ModelWeights item to the class with its namespace"));
        }
    }

    private static DiagnosticDescriptor DescriptorOf(string id)
        => id == Descriptors.FileReset.Id ? Descriptors.FileReset : id == Descriptors.FileLayers.Id ? Descriptors.FileLayers : Descriptors.WeightsFile;
}

/// <summary>A weights file that the build has read.</summary>
internal sealed class WeightsManifest
{
    private readonly string? _model;

    private WeightsManifest(string path, string file, string? model, string text)
    {
        Path = path;
        File = file;
        _model = model;
        try
        {
            Header = WeightsHeader.Parse(text);
        }
        catch (FormatException e)
        {
            Problem = e.Message;
        }
    }

    /// <summary>The additional file.</summary>
    public string Path { get; }

    /// <summary>The weights file, without its folder.</summary>
    public string File { get; }

    /// <summary>The header, or null where there is none.</summary>
    public WeightsHeader? Header { get; }

    /// <summary>Why there is no header.</summary>
    public string? Problem { get; }

    /// <summary>The class that the project names, or the file.</summary>
    public string? ModelName => _model ?? Header?.SavedBy;

    public static ImmutableArray<WeightsManifest> All(AnalyzerOptions options, CancellationToken cancellation)
    {
        ImmutableArray<WeightsManifest>.Builder files = ImmutableArray.CreateBuilder<WeightsManifest>();
        foreach (AdditionalText text in options.AdditionalFiles)
        {
            AnalyzerConfigOptions settings = options.AnalyzerConfigOptionsProvider.GetOptions(text);
            if (settings.TryGetValue(WeightsFileAnalyzer.FileOption, out string? file) && file.Length > 0)
            {
                settings.TryGetValue(WeightsFileAnalyzer.ModelOption, out string? model);
                files.Add(new WeightsManifest(text.Path, System.IO.Path.GetFileName(file), string.IsNullOrWhiteSpace(model) ? null : model!.Trim(), text.GetText(cancellation)?.ToString() ?? string.Empty));
            }
        }

        return files.ToImmutable();
    }

    /// <summary>
    /// The models that the name means: the one of this full name, or those whose full name ends with it. What saved a file writes its name without the
    /// namespace, which several models of a project may have in common.
    /// </summary>
    public INamedTypeSymbol[] Models(Compilation compilation, CancellationToken cancellation)
    {
        if (ModelName?.Replace('+', '.') is not { } name || name.Substring(name.LastIndexOf('.') + 1) is not { Length: > 0 } last)
        {
            return Array.Empty<INamedTypeSymbol>();
        }

        INamedTypeSymbol[] models = compilation.GetSymbolsWithName(last, SymbolFilter.Type, cancellation)
            .OfType<INamedTypeSymbol>()
            .Where(t => IsModel(t) && ("." + FullName(t)).EndsWith("." + name, StringComparison.Ordinal))
            .ToArray();
        INamedTypeSymbol[] exact = models.Where(t => FullName(t) == name).ToArray();
        return exact.Length > 0 ? exact : models;
    }

    public static bool IsModel(INamedTypeSymbol type) => type.TypeKind == TypeKind.Class && type.GetAttributes().Any(DeclarationReader.IsModel);

    /// <summary>The name with its namespace and the classes around it, as a project file writes it: keywords have no @.</summary>
    public static string FullName(ISymbol symbol)
        => symbol.ContainingSymbol is INamespaceOrTypeSymbol outer && outer is not INamespaceSymbol { IsGlobalNamespace: true } ? $"{FullName(outer)}.{symbol.Name}" : symbol.Name;
}

using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Declaration;

/// <summary>MG0013: layers on a class that is not a model, where they have no effect.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LayersWithoutModelAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.LayersWithoutModel);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (!start.Compilation.GetTypesByMetadataName(DeclarationReader.ModelAttributeName).IsEmpty)
            {
                start.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
            }
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        ImmutableArray<AttributeData> attributes = type.GetAttributes();
        if (type.TypeKind != TypeKind.Class || attributes.Any(DeclarationReader.IsModel))
        {
            return;
        }

        AttributeData? first = attributes.FirstOrDefault(a => LayerReaders.TryRead(a) is not null || DeclarationReader.IsLoss(a));
        if (first?.ApplicationSyntaxReference is { } reference)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.LayersWithoutModel,
                reference.GetSyntax(context.CancellationToken).GetLocation(),
                $"Class '{type.Name}' has layers but no [Model], so nothing is generated for it",
                "Add [Model(Features = …, MaxTimesteps = …)] above the layers"));
        }
    }
}

using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Declaration;

/// <summary>MG4004: one error where the generated code would have hundreds.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlatformAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.Language);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (context.Symbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } type
            || type.GetAttributes().FirstOrDefault(DeclarationReader.IsModel)?.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is not { } model)
        {
            return;
        }

        if (!TargetPlatform.IsFramework(context.Compilation))
        {
            Version version = context.Compilation.GetSpecialType(SpecialType.System_Object).ContainingAssembly.Identity.Version;
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.Language,
                model.GetLocation(),
                $"Model '{type.Name}' is compiled against version {version.ToString(2)} of the base library, and its code calls .NET {TargetPlatform.Framework}",
                $"Set <TargetFramework>net{TargetPlatform.Framework}.0</TargetFramework> in the project, or a later one"));
        }
        else if (!TargetPlatform.IsLanguage(model.SyntaxTree.Options))
        {
            string version = ((CSharpParseOptions)model.SyntaxTree.Options).LanguageVersion.ToDisplayString();
            string needed = TargetPlatform.Language.ToDisplayString();
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.Language,
                model.GetLocation(),
                $"Model '{type.Name}' is compiled as C# {version}, and its code is C# {needed}",
                $"Remove <LangVersion> from the project, or set it to {needed} or later"));
        }
    }
}

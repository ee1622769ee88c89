using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Declaration;
using ModelGen.Generator.Emit;

namespace ModelGen.Generator;

/// <summary>
/// Expands every class with <c>[Model]</c> into the code of its network. Reports nothing: the analyzers say what is
/// wrong with a declaration, and a wrong one still gets a skeleton that compiles.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    private static readonly System.Text.Encoding s_encoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ModelDeclaration?> declarations = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                DeclarationReader.ModelAttributeName,
                static (node, _) => node is TypeDeclarationSyntax,
                static (syntax, _) =>
                {
                    // [Model] on two parts of a class is the compiler's error (CS0579); the same files twice would be one of
                    // ours, and cost the project's other models their code.
                    var type = (INamedTypeSymbol)syntax.TargetSymbol;
                    // What cannot compile the code gets none of it: MG4004 says so in one error.
                    if (!syntax.Attributes.Contains(type.GetAttributes().First(DeclarationReader.IsModel))
                        || !TargetPlatform.Compiles(syntax.TargetNode.SyntaxTree.Options, syntax.SemanticModel.Compilation))
                    {
                        return null;
                    }

                    return Surroundings.Describe(DeclarationReader.Read(type), type, syntax.SemanticModel.Compilation);
                })
            .WithTrackingName(TrackingNames.Declaration);

        IncrementalValuesProvider<EquatableArray<SourceFile>> sources = declarations
            .Select(static (declaration, _) => declaration is null ? EquatableArray<SourceFile>.Empty : ModelEmitter.Emit(declaration))
            .WithTrackingName(TrackingNames.Source);

        context.RegisterSourceOutput(sources, static (production, files) =>
        {
            foreach (SourceFile file in files)
            {
                production.AddSource(file.HintName, SourceText.From(file.Text, s_encoding));
            }
        });
    }
}

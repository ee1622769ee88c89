using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace ModelGen.CodeFixes;

/// <summary>Expressions that fixes write.</summary>
internal static class Literals
{
    public static ExpressionSyntax True => SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression);

    public static ExpressionSyntax Int32(int value) => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(value));

    public static ExpressionSyntax String(string value) => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(value));

    /// <summary>A member of an enum of the library, which the editor writes as shortly as the file's usings allow.</summary>
    public static ExpressionSyntax Member(string type, string member)
        => SyntaxFactory.ParseExpression($"global::ModelGen.{type}.{member}").WithAdditionalAnnotations(Simplifier.Annotation);
}

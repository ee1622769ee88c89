using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Training;

/// <summary>What a method of the same file returns, where that is all it does: a factory.</summary>
internal static class SoleReturns
{
    public static IOperation? Of(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || method.DeclaringSyntaxReferences.Length != 1
            || method.DeclaringSyntaxReferences[0] is not { } reference || reference.SyntaxTree != call.SemanticModel?.SyntaxTree)
        {
            return null;
        }

        ExpressionSyntax? returned = reference.GetSyntax() switch
        {
            MethodDeclarationSyntax { ExpressionBody.Expression: var value } => value,
            LocalFunctionStatementSyntax { ExpressionBody.Expression: var value } => value,
            MethodDeclarationSyntax { Body: { Statements.Count: 1 } body } => (body.Statements.Single() as ReturnStatementSyntax)?.Expression,
            LocalFunctionStatementSyntax { Body: { Statements.Count: 1 } body } => (body.Statements.Single() as ReturnStatementSyntax)?.Expression,
            _ => null,
        };
        return returned is null ? null : call.SemanticModel.GetOperation(returned);
    }
}

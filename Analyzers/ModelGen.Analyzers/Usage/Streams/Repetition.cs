using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>What runs again and again: loops, lambdas of queries, methods that an engine calls once per frame.</summary>
internal static class Repetition
{
    // Unity's, Godot's, MonoGame's and what people call their own.
    private static readonly HashSet<string> s_perFrame = new()
    {
        "Update", "FixedUpdate", "LateUpdate", "OnAudioFilterRead", "_Process", "_PhysicsProcess", "Draw", "Tick", "FixedTick", "OnTick", "OnFrame", "OnUpdate",
        "UpdateFrame", "ProcessFrame", "RenderFrame", "OnRenderFrame", "OnUpdateFrame", "AudioCallback", "ProcessSample", "OnAudioFrame",
    };

    private static readonly HashSet<string> s_perElement = new()
    {
        "Select", "SelectMany", "Where", "ForEach", "Aggregate", "TakeWhile", "SkipWhile", "Sum", "Average", "Max", "Min", "MaxBy", "MinBy", "Any", "All", "Count", "ConvertAll", "ToDictionary", "OrderBy", "OrderByDescending",
    };

    /// <summary>An engine or an audio device calls the method for every frame, tick or sample; by its name, and where that is a common word by its parameters.</summary>
    public static bool IsPerFrame(IMethodSymbol method)
        => method.MethodKind == MethodKind.Ordinary && s_perFrame.Contains(method.Name)
            && (method.Name is not ("Update" or "Draw") || method.Parameters.IsEmpty
                || (method.Parameters.Length == 1 && (method.Parameters[0].Type.SpecialType is SpecialType.System_Single or SpecialType.System_Double || method.Parameters[0].Type.Name is "GameTime" or "TimeSpan")));

    /// <summary>The lambda is called for one element after the other.</summary>
    public static bool IsRepeated(SyntaxNode lambda)
    {
        return lambda.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } } }
            && s_perElement.Contains(access.Name.Identifier.ValueText)
            && !access.Expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(n => n.Identifier.ValueText is "AsParallel" or "Parallel");
    }

    /// <summary>The loops around a node in its function, from the inside out: those whose body or condition it is in.</summary>
    public static IEnumerable<SyntaxNode> LoopsAround(SyntaxNode node)
    {
        SyntaxNode from = node;
        for (SyntaxNode? current = node.Parent; current is not null; from = current, current = current.Parent)
        {
            switch (current)
            {
                case CommonForEachStatementSyntax each when each.Expression != from:
                case WhileStatementSyntax or DoStatementSyntax:
                case ForStatementSyntax @for when @for.Declaration != from && !@for.Initializers.Any(i => i == from):
                    yield return current;
                    break;
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BaseTypeDeclarationSyntax:
                    yield break;
            }
        }
    }
}

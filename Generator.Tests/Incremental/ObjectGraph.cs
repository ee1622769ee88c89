using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ModelGen.Tests.Incremental;

/// <summary>Walks everything that a value keeps alive.</summary>
internal static class ObjectGraph
{
    private static readonly Type[] s_compilerTypes =
    [
        typeof(Compilation), typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SyntaxReference),
        typeof(SemanticModel), typeof(Location), typeof(AttributeData), typeof(IOperation), typeof(SyntaxToken), typeof(SyntaxTrivia),
    ];

    /// <summary>The path to the first object of the compiler that <paramref name="root"/> keeps alive, or null.</summary>
    public static string? FindCompilerObject(object? root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Queue<(object Value, string Path)>();
        Add(root, "value");
        while (pending.TryDequeue(out (object Value, string Path) item))
        {
            Type type = item.Value.GetType();
            if (Array.Exists(s_compilerTypes, t => t.IsAssignableFrom(type)))
            {
                return $"{item.Path}: {type}";
            }

            if (type.IsPrimitive || type.IsEnum || item.Value is string or Type)
            {
                continue;
            }

            if (type.IsArray)
            {
                int index = 0;
                foreach (object? element in (IEnumerable)item.Value)
                {
                    Add(element, $"{item.Path}[{index++}]");
                }

                continue;
            }

            for (Type? part = type; part is not null && part != typeof(object); part = part.BaseType)
            {
                foreach (FieldInfo field in part.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    Add(field.GetValue(item.Value), $"{item.Path}.{field.Name}");
                }
            }
        }

        return null;

        void Add(object? value, string path)
        {
            if (value is not null && (value.GetType().IsValueType || seen.Add(value)))
            {
                pending.Enqueue((value, path));
            }
        }
    }
}

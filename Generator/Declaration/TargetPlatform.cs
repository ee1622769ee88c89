using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelGen.Declaration;

/// <summary>What the generated code asks of the compilation that it becomes a part of.</summary>
internal static class TargetPlatform
{
    /// <summary>The first version of C# that compiles it. A test compiles it as this one, and fails to as the one before.</summary>
    public const LanguageVersion Language = LanguageVersion.CSharp12;

    /// <summary>The first version of .NET that has what it and the runtime library call.</summary>
    public const int Framework = 10;

    public static bool Compiles(ParseOptions options, Compilation compilation) => IsLanguage(options) && IsFramework(compilation);

    public static bool IsLanguage(ParseOptions options) => options is CSharpParseOptions csharp && csharp.LanguageVersion >= Language;

    /// <summary>False only where it is known: a compilation without a core library has errors enough.</summary>
    public static bool IsFramework(Compilation compilation)
        => compilation.GetSpecialType(SpecialType.System_Object) is not { TypeKind: not TypeKind.Error, ContainingAssembly.Identity.Version.Major: < Framework };
}

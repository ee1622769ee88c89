using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace ModelGen.Tests.Incremental;

/// <summary>
/// Code in the documentation is real. A block under <c>emitted: file</c> is what the compiler writes for the digits
/// sample, indentation aside; blocks under <c>compiled</c> compile.
/// </summary>
public sealed class DocumentationTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/generated-code.md")]
    public void Excerpts_are_what_the_compiler_emits(string page)
    {
        var host = new GeneratorHost(("DigitReader.cs", Read("Samples/Digits/DigitReader.cs")));
        (string Argument, string Code)[] excerpts = Blocks(page, "emitted").ToArray();
        Assert.NotEmpty(excerpts);
        Assert.All(excerpts, e => Assert.Contains(Trimmed(e.Code), Trimmed(host.Sources[e.Argument])));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/inference.md")]
    [InlineData("docs/decoding.md")]
    [InlineData("docs/graphs.md")]
    [InlineData("docs/sequences.md")]
    [InlineData("docs/hand-written-cells.md")]
    [InlineData("docs/training.md")]
    public void The_code_of_a_page_compiles(string page)
    {
        Dictionary<string, string> code = Blocks(page, "compiled").ToDictionary(b => b.Argument, b => b.Code);
        var host = new GeneratorHost(
            ("Types.cs", string.Join("\n\n", code.Where(c => !IsStatements(c.Key)).Select(c => c.Value))),
            ("Statements.cs", $$"""
                using System;
                using ModelGen;

                internal static class Statements
                {
                    public static void Run(float[] images, int[] labels, int count)
                    {
                        {{string.Join("\n", code.Where(c => IsStatements(c.Key)).Select(c => c.Value))}}
                    }
                }
                """));
        Assert.Empty(host.Diagnostics());
    }

    [Fact]
    public void The_model_of_the_readme_is_the_sample()
        => Assert.Contains(
            Regex.Replace(Blocks("README.md", "compiled").First().Code, "(using ModelGen;)|( +//.*)", string.Empty).Trim(),
            Read("Samples/Digits/DigitReader.cs"));

    private static bool IsStatements(string argument) => argument == "statements" || argument.EndsWith("-use", StringComparison.Ordinal);

    private static IEnumerable<(string Argument, string Code)> Blocks(string page, string kind)
        => Regex.Matches(Read(page), $"<!-- {kind}: (.*?) -->\n```csharp\n(.*?)```", RegexOptions.Singleline)
            .Select(m => (m.Groups[1].Value, m.Groups[2].Value));

    private static string Trimmed(string code) => string.Join('\n', code.Trim().Split('\n').Select(l => l.Trim()));

    private static string Read(string path, [CallerFilePath] string thisFile = "")
        => File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", path)).ReplaceLineEndings("\n");
}

using System.Text;

namespace ModelGen.Generator.Emit;

/// <summary>Writes lines of C# and indents them by their braces.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    /// <summary>
    /// Writes <paramref name="text"/> line by line. A line that starts with a closing brace ends a block, one that is an
    /// opening brace begins one; the text's own indentation is kept relative to that.
    /// </summary>
    public CodeWriter Write(string text)
    {
        foreach (string raw in text.Replace("\r", string.Empty).Split('\n'))
        {
            string line = raw.Trim();
            if (line.Length == 0)
            {
                _text.Append('\n');
                continue;
            }

            if (line[0] == '}')
            {
                _indent--;
            }

            // A continuation keeps one extra step.
            bool continuation = (line[0] is '+' or '?' or ':' or '.' && line.Length > 1) || line.StartsWith("where ", System.StringComparison.Ordinal);
            _text.Append(' ', 4 * (_indent + (continuation ? 1 : 0))).Append(line).Append('\n');

            if (line == "{")
            {
                _indent++;
            }
        }

        return this;
    }

    public CodeWriter Line() => Write(string.Empty);

    public CodeWriter Open(string header) => Write(header).Write("{");

    public CodeWriter Close() => Write("}");

    public override string ToString() => _text.ToString();
}

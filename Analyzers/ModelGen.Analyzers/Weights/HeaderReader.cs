using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ModelGen.Analyzers.Weights;

/// <summary>Reads the JSON of a header: objects, strings and arrays of whole numbers. An analyzer cannot bring a library along.</summary>
internal sealed class HeaderReader
{
    private readonly string _text;
    private int _position;

    public HeaderReader(string text, int start)
    {
        _text = text;
        _position = start;
    }

    /// <summary>The names of an object's properties; whoever asks for them reads each value before the next.</summary>
    public IEnumerable<string> Properties()
    {
        Expect('{');
        if (Take('}'))
        {
            yield break;
        }

        do
        {
            string name = String();
            Expect(':');
            yield return name;
        }
        while (Take(','));
        Expect('}');
    }

    public ImmutableArray<long> Integers()
    {
        ImmutableArray<long>.Builder values = ImmutableArray.CreateBuilder<long>();
        Expect('[');
        if (Take(']'))
        {
            return values.ToImmutable();
        }

        do
        {
            SkipSpace();
            int sign = _position < _text.Length && _text[_position] == '-' ? 1 : 0;
            int start = _position += sign;
            while (_position < _text.Length && _text[_position] is >= '0' and <= '9')
            {
                _position++;
            }

            bool hasLeadingZero = _position > start + 1 && _text[start] == '0';
            if (hasLeadingZero || !long.TryParse(_text.Substring(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out long value) || (sign > 0 && value > 0))
            {
                throw Invalid("a whole number");
            }

            values.Add(value);
        }
        while (Take(','));
        Expect(']');
        return values.ToImmutable();
    }

    public string String()
    {
        Expect('"');
        var value = new StringBuilder();
        while (_position < _text.Length)
        {
            char c = _text[_position++];
            switch (c)
            {
                case '"':
                    RequireWholeCharacters(value);
                    return value.ToString();
                case < ' ':
                    _position--;
                    throw Invalid("a character of a string");
                case '\\':
                    value.Append(Escaped());
                    break;
                default:
                    value.Append(c);
                    break;
            }
        }

        throw Invalid("'\"'");
    }

    /// <summary>An escape may stand for half of a character only beside the other half.</summary>
    private void RequireWholeCharacters(StringBuilder value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[++i])))
            {
                throw Invalid("a string of whole characters");
            }
        }
    }

    /// <summary>Nothing but space is left.</summary>
    public void End()
    {
        SkipSpace();
        if (_position < _text.Length)
        {
            throw Invalid("the end");
        }
    }

    private char Escaped()
    {
        char c = _position < _text.Length ? _text[_position++] : '\0';
        if (c == 'u' && _position + 4 <= _text.Length && ushort.TryParse(_text.Substring(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            _position += 4;
            return (char)code;
        }

        return c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw Invalid("an escaped character"),
        };
    }

    private void Expect(char c)
    {
        if (!Take(c))
        {
            throw Invalid($"'{c}'");
        }
    }

    private bool Take(char c)
    {
        SkipSpace();
        if (_position < _text.Length && _text[_position] == c)
        {
            _position++;
            return true;
        }

        return false;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n' or '\r' or '\t')
        {
            _position++;
        }
    }

    private FormatException Invalid(string expected)
        => new($"its header is not valid JSON: {expected} expected at {_position - _text.IndexOf('\n') - 1}, {(_position < _text.Length ? $"'{_text[_position]}' found" : "but it ends there")}");
}

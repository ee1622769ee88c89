using System;
using System.Collections.Generic;
using System.Text.Json;

namespace ModelGen.CompilerServices;

/// <summary>One tensor of a safetensors file: bytes [Begin, End) of the data that follows the header.</summary>
internal sealed record SafeTensorsEntry(string Name, string DataType, long[] Shape, long Begin, long End)
{
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}

/// <summary>
/// The JSON header of a safetensors file, checked as strictly as the reference implementation does
/// (huggingface/safetensors, <c>safetensors/src/tensor.rs</c>) and beyond it: no name occurs twice, and every entry has
/// exactly the three fields.
/// </summary>
internal sealed class SafeTensorsHeader
{
    private SafeTensorsHeader(List<SafeTensorsEntry> entries, Dictionary<string, string> metadata, long dataLength)
    {
        Entries = entries;
        Metadata = metadata;
        DataLength = dataLength;
    }

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries { get; }

    /// <summary>The file's <c>__metadata__</c>; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Number of data bytes that must follow the header.</summary>
    public long DataLength { get; }

    /// <summary>Parses and checks the header.</summary>
    /// <exception cref="WeightsFormatException">The header is damaged.</exception>
    public static SafeTensorsHeader Parse(ReadOnlySpan<byte> json, string source)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new WeightsFormatException(source, null, "the header does not start with '{'; this is not a safetensors file.");
        }

        var parser = new Parser(json, source);
        try
        {
            parser.ReadHeader();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Utf8JsonReader says InvalidOperationException where a string is not valid UTF-8 or UTF-16.
            throw new WeightsFormatException(source, parser.TensorName, $"the header is not valid JSON: {e.Message}", e);
        }

        List<SafeTensorsEntry> entries = parser.Entries;
        entries.Sort(static (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long end = 0;
        foreach (SafeTensorsEntry entry in entries)
        {
            CheckPlace(entry, end, source);
            end = entry.End;
        }

        return new SafeTensorsHeader(entries, parser.Metadata, end);
    }

    /// <summary>Bits of one element, or 0 for a type that the format does not know.</summary>
    internal static int BitsOf(string dataType) => dataType switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" or "F8_E4M3FNUZ" or "F8_E5M2FNUZ" => 8,
        "F16" or "BF16" or "I16" or "U16" => 16,
        "F32" or "I32" or "U32" => 32,
        "F64" or "I64" or "U64" or "C64" => 64,
        _ => 0,
    };

    private static void CheckPlace(SafeTensorsEntry entry, long expectedBegin, string source)
    {
        if (entry.End < entry.Begin)
        {
            throw new WeightsFormatException(source, entry.Name, $"{Offsets(entry)} end before they begin.");
        }

        if (entry.Begin != expectedBegin)
        {
            throw new WeightsFormatException(
                source,
                entry.Name,
                entry.Begin < expectedBegin
                    ? $"{Offsets(entry)} overlap the tensor before, which ends at {expectedBegin}."
                    : $"{Offsets(entry)} leave a hole of {entry.Begin - expectedBegin} bytes; the data must go on at {expectedBegin}.");
        }

        int bits = BitsOf(entry.DataType);
        if (bits == 0)
        {
            throw new WeightsFormatException(source, entry.Name, $"data type '{entry.DataType}' is not supported; weights are F32 (F64, F16 and BF16 are converted).");
        }

        Int128 expectedBits = bits;
        foreach (long dimension in entry.Shape)
        {
            expectedBits *= dimension;
            if (expectedBits > long.MaxValue)
            {
                throw new WeightsFormatException(source, entry.Name, $"the shape {entry.ShapeText} has more elements than any file can hold.");
            }
        }

        if ((Int128)(entry.End - entry.Begin) * 8 != expectedBits)
        {
            throw new WeightsFormatException(
                source,
                entry.Name,
                $"{Offsets(entry)} span {entry.End - entry.Begin} bytes, but {entry.DataType} {entry.ShapeText} takes {(expectedBits + 7) / 8}.");
        }
    }

    private static string Offsets(SafeTensorsEntry entry) => $"data_offsets [{entry.Begin}, {entry.End}]";

    private ref struct Parser
    {
        private readonly string _source;
        private Utf8JsonReader _json;

        public Parser(ReadOnlySpan<byte> json, string source)
        {
            _source = source;
            _json = new Utf8JsonReader(json);
        }

        public List<SafeTensorsEntry> Entries { get; } = [];

        public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

        /// <summary>The tensor whose entry is being read, for messages.</summary>
        public string? TensorName { get; private set; }

        public void ReadHeader()
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            _json.Read();
            while (NextProperty(out string name))
            {
                TensorName = name == "__metadata__" ? null : name;
                if (!names.Add(name))
                {
                    throw Error("the header has two entries of this name.");
                }

                if (name == "__metadata__")
                {
                    ReadMetadata();
                }
                else
                {
                    ReadEntry(name);
                }

                TensorName = null;
            }

            // The padding of spaces is white space to JSON; anything else throws here.
            while (_json.Read())
            {
            }
        }

        private void ReadMetadata()
        {
            Expect(JsonTokenType.StartObject, "__metadata__ must be an object of strings");
            while (NextProperty(out string key))
            {
                Expect(JsonTokenType.String, $"__metadata__ '{key}' must be a string");
                if (!Metadata.TryAdd(key, _json.GetString()!))
                {
                    throw Error($"__metadata__ has two entries '{key}'.");
                }
            }
        }

        private void ReadEntry(string name)
        {
            Expect(JsonTokenType.StartObject, "its entry must be an object with dtype, shape and data_offsets");
            string? dataType = null;
            long[]? shape = null, offsets = null;
            while (NextProperty(out string field))
            {
                bool twice;
                switch (field)
                {
                    case "dtype":
                        twice = dataType is not null;
                        Expect(JsonTokenType.String, "dtype must be a string");
                        dataType = _json.GetString()!;
                        break;
                    case "shape":
                        twice = shape is not null;
                        shape = ReadIntegers("shape");
                        break;
                    case "data_offsets":
                        twice = offsets is not null;
                        offsets = ReadIntegers("data_offsets");
                        break;
                    default:
                        throw Error($"its entry has the unknown field '{field}'.");
                }

                if (twice)
                {
                    throw Error($"its entry has the field {field} twice.");
                }
            }

            if (dataType is null || shape is null || offsets is null)
            {
                string missing = dataType is null ? "dtype" : shape is null ? "shape" : "data_offsets";
                throw Error($"its entry lacks the field {missing}.");
            }

            if (offsets.Length != 2)
            {
                throw Error($"data_offsets must be two numbers, begin and end; the file has {offsets.Length}.");
            }

            Entries.Add(new SafeTensorsEntry(name, dataType, shape, offsets[0], offsets[1]));
        }

        private long[] ReadIntegers(string field)
        {
            Expect(JsonTokenType.StartArray, $"{field} must be an array of whole numbers");
            var values = new List<long>();
            while (true)
            {
                _json.Read();
                if (_json.TokenType == JsonTokenType.EndArray)
                {
                    return values.ToArray();
                }

                if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out long value))
                {
                    throw Error($"{field} must be an array of whole numbers below 2^63.");
                }

                if (value < 0)
                {
                    throw Error($"{field} has the negative number {value}.");
                }

                values.Add(value);
            }
        }

        private bool NextProperty(out string name)
        {
            _json.Read();
            if (_json.TokenType == JsonTokenType.EndObject)
            {
                name = "";
                return false;
            }

            name = _json.GetString()!;
            return true;
        }

        private void Expect(JsonTokenType type, string rule)
        {
            _json.Read();
            if (_json.TokenType != type)
            {
                throw Error($"{rule}.");
            }
        }

        private readonly WeightsFormatException Error(string problem) => new(_source, TensorName, problem);
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using ModelGen.CompilerServices;

namespace ModelGen;

public sealed partial class TextVectorization
{
    private const string Format = "modelgen.text_vectorization";
    private const int FormatVersion = 1;

    /// <summary>Writes options, vocabulary, frequencies and weights as JSON. The file is replaced as a whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; an old one is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            Write(json);
        });
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">The file is not one of <see cref="Save"/>; the message names the property.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TextVectorization Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = File.ReadAllBytes(path);
        try
        {
            // Editors and PowerShell begin UTF-8 files with a byte order mark.
            using JsonDocument document = JsonDocument.Parse(content.AsMemory(content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            // The parser's own sentence ends with the same place, counted from 0.
            string what = e.Message.Split(" LineNumber:")[0];
            throw new FormatException($"{path}: line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}: this is no JSON: {what}", e);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new FormatException($"{path}: {e.Message}", e);
        }
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", FormatVersion);
        WriteNumber("max_tokens", Options.MaxTokens);
        json.WriteString("standardize", Name(Options.Standardize));
        json.WriteString("split", Name(Options.Split));
        json.WriteStartArray("ngrams");
        foreach (int width in Options.Ngrams)
        {
            json.WriteNumberValue(width);
        }

        json.WriteEndArray();
        json.WriteString("output_mode", Name(Options.OutputMode));
        WriteNumber("output_sequence_length", Options.OutputSequenceLength);
        json.WriteBoolean("pad_to_max_tokens", Options.PadToMaxTokens);
        json.WriteBoolean("fixed_vocabulary", _fixed);
        json.WriteStartArray("vocabulary");
        foreach (string token in _vocabulary)
        {
            json.WriteStringValue(token);
        }

        json.WriteEndArray();
        json.WriteStartArray("frequencies");
        foreach (long frequency in _frequencies)
        {
            json.WriteNumberValue(frequency);
        }

        json.WriteEndArray();
        json.WriteStartArray("idf_weights");
        foreach (float weight in _idf)
        {
            json.WriteNumberValue(weight);
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void WriteNumber(string name, int? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
            else
            {
                json.WriteNull(name);
            }
        }
    }

    private static TextVectorization Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Get(root, "format").ValueKind != JsonValueKind.String || Get(root, "format").GetString() != Format)
        {
            throw new FormatException($"this is no saved {Owner}: \"format\" must be \"{Format}\".");
        }

        int version = Int32(root, "version");
        if (version != FormatVersion)
        {
            throw new FormatException($"\"version\" is {version}; this library reads {FormatVersion}.");
        }

        var result = new TextVectorization(
            new TextVectorizationOptions
            {
                MaxTokens = IsNull(root, "max_tokens") ? null : Int32(root, "max_tokens"),
                Standardize = Value<TextStandardization>(root, "standardize"),
                Split = Value<TextSplit>(root, "split"),
                Ngrams = Numbers<int>(root, "ngrams", static e => e.TryGetInt32(out int width) ? width : null),
                OutputMode = Value<TextOutput>(root, "output_mode"),
                OutputSequenceLength = IsNull(root, "output_sequence_length") ? null : Int32(root, "output_sequence_length"),
                PadToMaxTokens = Boolean(root, "pad_to_max_tokens"),
            },
            Boolean(root, "fixed_vocabulary"));

        string[] vocabulary = Strings(root, "vocabulary");
        long[] frequencies = Numbers<long>(root, "frequencies", static e => e.TryGetInt64(out long frequency) && frequency >= 0 ? frequency : null);
        float[] idf = Numbers<float>(root, "idf_weights", static e => e.TryGetSingle(out float weight) && float.IsFinite(weight) ? weight : null);
        string[] special = result.Special;
        if (!StartsWith(vocabulary, special))
        {
            throw new FormatException($"\"vocabulary\" must start with \"{string.Join("\", \"", special)}\" for the output mode {result.Options.OutputMode}.");
        }

        Require(vocabulary.Length <= (result.Options.MaxTokens ?? int.MaxValue), "vocabulary", vocabulary.Length, $"at most max_tokens = {result.Options.MaxTokens}");
        Require(frequencies.Length == 0 || frequencies.Length == vocabulary.Length, "frequencies", frequencies.Length, $"{vocabulary.Length}, as the vocabulary, or none");
        bool weighted = result.Options.OutputMode == TextOutput.TfIdf;
        Require(
            weighted ? idf.Length == vocabulary.Length || (idf.Length == 0 && vocabulary.Length == special.Length) : idf.Length == 0,
            "idf_weights",
            idf.Length,
            weighted ? $"{vocabulary.Length}, as the vocabulary" : $"none for the output mode {result.Options.OutputMode}");
        result._ids = result.Index(vocabulary[special.Length..], special.Length, "vocabulary");
        (result._vocabulary, result._frequencies, result._idf) = (vocabulary, frequencies, idf);
        return result;
    }

    private static void Require(bool condition, string name, int count, string expected)
    {
        if (!condition)
        {
            throw new FormatException($"\"{name}\" has {count} entries; expected {expected}.");
        }
    }

    private static JsonElement Get(JsonElement root, string name)
        => root.TryGetProperty(name, out JsonElement element) ? element : throw new FormatException($"\"{name}\" is missing.");

    private static bool IsNull(JsonElement root, string name) => Get(root, name).ValueKind == JsonValueKind.Null;

    private static int Int32(JsonElement root, string name)
        => Get(root, name) is { ValueKind: JsonValueKind.Number } element && element.TryGetInt32(out int value) ? value : throw Wrong(root, name, "a whole number");

    private static bool Boolean(JsonElement root, string name)
        => Get(root, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } element ? element.GetBoolean() : throw Wrong(root, name, "true or false");

    private static TEnum Value<TEnum>(JsonElement root, string name)
        where TEnum : struct, Enum
    {
        JsonElement element = Get(root, name);
        foreach (TEnum value in Enum.GetValues<TEnum>())
        {
            if (element.ValueKind == JsonValueKind.String && element.ValueEquals(Name(value)))
            {
                return value;
            }
        }

        throw Wrong(root, name, $"one of {string.Join(", ", Array.ConvertAll(Enum.GetValues<TEnum>(), Name))}");
    }

    private static string[] Strings(JsonElement root, string name)
    {
        var values = new List<string>();
        foreach (JsonElement element in Elements(root, name))
        {
            values.Add(element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new FormatException($"\"{name}\"[{values.Count}] is not a string."));
        }

        return values.ToArray();
    }

    private static T[] Numbers<T>(JsonElement root, string name, Func<JsonElement, T?> read)
        where T : struct
    {
        var values = new List<T>();
        foreach (JsonElement element in Elements(root, name))
        {
            T? value = element.ValueKind == JsonValueKind.Number ? read(element) : null;
            values.Add(value ?? throw new FormatException($"\"{name}\"[{values.Count}] is {element.GetRawText()}, which is no valid number there."));
        }

        return values.ToArray();
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement root, string name)
        => Get(root, name) is { ValueKind: JsonValueKind.Array } element ? element.EnumerateArray() : throw Wrong(root, name, "an array");

    private static FormatException Wrong(JsonElement root, string name, string expected)
        => new($"\"{name}\" is {Get(root, name).GetRawText()}; expected {expected}.");

    /// <summary>Keras' name of a value: snake case.</summary>
    private static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace ModelGen.Analyzers.Weights;

/// <summary>One tensor of a weights file: bytes [Begin, End) of the data.</summary>
internal sealed record FileTensor(string Name, string DataType, ImmutableArray<long> Shape, long Begin, long End)
{
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>The layer that it belongs to, as names are built.</summary>
    public string Layer => LayerOf(Name);

    public static string LayerOf(string name) => name.IndexOf('.') is var dot && dot < 0 ? name : name.Substring(0, dot);
}

/// <summary>
/// The header of a safetensors file, checked as <c>Weights.Load</c> checks it (<c>Runtime/Weights/SafeTensorsHeader.cs</c>), from the text that the
/// build makes of it: a line <c>data N</c> with the number of bytes after the header, then the JSON; or a line that says why there is none.
/// </summary>
internal sealed class WeightsHeader
{
    private const string DataLine = "data ";

    private WeightsHeader(ImmutableArray<FileTensor> tensors, string? savedBy)
    {
        Tensors = tensors;
        SavedBy = savedBy;
    }

    /// <summary>The tensors in the order of their data.</summary>
    public ImmutableArray<FileTensor> Tensors { get; }

    /// <summary>The model that saved the file, where the file says so.</summary>
    public string? SavedBy { get; }

    /// <summary>Reads the text.</summary>
    /// <exception cref="FormatException">It is not the header of a weights file; the message is a sentence about the file, without its full stop.</exception>
    public static WeightsHeader Parse(string text)
    {
        int end = text.IndexOf('\n');
        if (end < 0 || !text.StartsWith(DataLine, StringComparison.Ordinal) || !long.TryParse(text.Substring(DataLine.Length, end - DataLine.Length).Trim(), out long length))
        {
            string problem = text.Trim().TrimEnd('.');
            throw new FormatException(problem.Length == 0 ? "it could not be read" : problem);
        }

        if (end + 1 == text.Length || text[end + 1] != '{')
        {
            throw new FormatException("its header does not begin with '{'; this is no safetensors file");
        }

        var tensors = new List<FileTensor>();
        string? savedBy = null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var json = new HeaderReader(text, end + 1);
        foreach (string name in json.Properties())
        {
            if (!names.Add(name))
            {
                throw new FormatException($"its header has two entries '{name}'");
            }

            if (name == "__metadata__")
            {
                savedBy = SavedByOf(json);
            }
            else
            {
                tensors.Add(Tensor(name, json));
            }
        }

        json.End();
        tensors.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        CheckPlaces(tensors, length);
        return new WeightsHeader(tensors.ToImmutableArray(), savedBy);
    }

    private static string? SavedByOf(HeaderReader json)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string key in json.Properties())
        {
            if (metadata.ContainsKey(key))
            {
                throw new FormatException($"its metadata has two entries '{key}'");
            }

            metadata.Add(key, json.String());
        }

        return metadata.TryGetValue("format", out string? format) && format == "modelgen" && metadata.TryGetValue("model", out string? model) ? model : null;
    }

    private static FileTensor Tensor(string name, HeaderReader json)
    {
        string? type = null;
        ImmutableArray<long> shape = default;
        ImmutableArray<long> offsets = default;
        foreach (string field in json.Properties())
        {
            bool isTwice = field switch
            {
                "dtype" => type is not null,
                "shape" => !shape.IsDefault,
                "data_offsets" => !offsets.IsDefault,
                _ => throw new FormatException($"the entry of tensor '{name}' has the unknown field '{field}'"),
            };
            if (isTwice)
            {
                throw new FormatException($"the entry of tensor '{name}' has the field {field} twice");
            }

            switch (field)
            {
                case "dtype":
                    type = json.String();
                    break;
                case "shape":
                    shape = json.Integers();
                    break;
                default:
                    offsets = json.Integers();
                    break;
            }
        }

        if (type is null || shape.IsDefault || offsets.IsDefault || offsets.Length != 2)
        {
            throw new FormatException($"the entry of tensor '{name}' lacks its dtype, shape or two data_offsets");
        }

        return new FileTensor(name, type, shape, offsets[0], offsets[1]);
    }

    private static void CheckPlaces(List<FileTensor> tensors, long length)
    {
        long end = 0;
        foreach (FileTensor tensor in tensors)
        {
            if (tensor.Begin != end || tensor.End < tensor.Begin)
            {
                throw new FormatException($"the data of tensor '{tensor.Name}' is given at [{tensor.Begin}, {tensor.End}], and should go on at {end}");
            }

            // In doubles, which hold the size of any file exactly and any other without an overflow.
            double bits = tensor.Shape.Aggregate((double)BitsOf(tensor.DataType), (product, dimension) => product * dimension);
            if (BitsOf(tensor.DataType) == 0 || bits != (tensor.End - tensor.Begin) * 8.0)
            {
                throw new FormatException($"tensor '{tensor.Name}' is {tensor.DataType} {tensor.ShapeText}, which does not take the {tensor.End - tensor.Begin} bytes that it is given");
            }

            end = tensor.End;
        }

        if (end != length)
        {
            throw new FormatException($"its tensors take {end} bytes and {length} follow the header{(length < end ? ", so that it is cut off" : string.Empty)}");
        }
    }

    private static int BitsOf(string type) => type switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 8,
        "F16" or "BF16" or "I16" or "U16" => 16,
        "F32" or "I32" or "U32" => 32,
        "F64" or "I64" or "U64" => 64,
        _ => 0,
    };
}

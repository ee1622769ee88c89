using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ModelGen.CompilerServices;

/// <summary>
/// A model's weights in the safetensors format: eight bytes with the little-endian length of the header, the JSON header
/// <c>{name: {dtype, shape, data_offsets}, "__metadata__": {…}}</c>, then the tensors, row-major and little-endian.
/// </summary>
internal static class WeightsFile
{
    /// <summary>The reference implementation's limit on the header.</summary>
    private const long MaxHeaderLength = 100_000_000;

    private const int ChunkLength = 1 << 16;

    /// <summary>Writes all tensors as F32.</summary>
    public static void Write(ModelWeights weights, Stream destination)
    {
        byte[] header = CreateHeader(weights.PackedLayout);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        destination.Write(length);
        destination.Write(header);
        byte[] chunk = new byte[ChunkLength];
        foreach (TensorLayout tensor in weights.PackedLayout.Tensors)
        {
            ReadOnlySpan<float> values = weights.ToArray(tensor.Name);
            while (!values.IsEmpty)
            {
                int count = Math.Min(values.Length, ChunkLength / sizeof(float));
                for (int i = 0; i < count; i++)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(chunk.AsSpan(i * sizeof(float)), values[i]);
                }

                destination.Write(chunk, 0, count * sizeof(float));
                values = values[count..];
            }
        }
    }

    /// <summary>Reads all tensors into <paramref name="packed"/>.</summary>
    /// <param name="layout">The model's tensors.</param>
    /// <param name="stream">The file.</param>
    /// <param name="source">What messages call the file.</param>
    /// <param name="packed">Receives the values; its content is undefined when this throws.</param>
    /// <exception cref="WeightsFormatException">The file is damaged or does not fit the model.</exception>
    public static void Read(WeightLayout layout, Stream stream, string source, Span<float> packed)
    {
        long? available = stream.CanSeek ? stream.Length - stream.Position : null;
        SafeTensorsHeader header = ReadHeader(stream, available, source, out long headerLength);
        CheckTensors(layout, header, source);
        if (available is long total && total - headerLength != header.DataLength)
        {
            throw WrongDataLength(source, header.DataLength, total - headerLength);
        }

        var tensors = new Dictionary<string, TensorLayout>(StringComparer.Ordinal);
        foreach (TensorLayout tensor in layout.Tensors)
        {
            tensors.Add(tensor.Name, tensor);
        }

        byte[] chunk = new byte[ChunkLength];
        foreach (SafeTensorsEntry entry in header.Entries)
        {
            TensorLayout tensor = tensors[entry.Name];
            float[] values = new float[WeightPacking.Length(tensor)];
            ReadValues(entry, tensor, header.DataLength, stream, source, chunk, values);
            RequireVariance(tensor, values, source);
            WeightPacking.Pack(tensor, values, packed);
        }

        if (stream.ReadAtLeast(chunk, 1, throwOnEndOfStream: false) != 0)
        {
            throw new WeightsFormatException(source, null, $"there are bytes after the last tensor, which ends {header.DataLength} bytes after the header.");
        }
    }

    private static byte[] CreateHeader(WeightLayout layout)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "modelgen");
            json.WriteString("model", layout.ModelName);
            json.WriteEndObject();
            long offset = 0;
            foreach (TensorLayout tensor in layout.Tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int dimension in tensor.Shape)
                {
                    json.WriteNumberValue(dimension);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += (long)WeightPacking.Length(tensor) * sizeof(float);
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // As the reference does: spaces up to a multiple of 8, so that the data is aligned in a mapped file.
        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    private static SafeTensorsHeader ReadHeader(Stream stream, long? available, string source, out long bytesRead)
    {
        byte[] prefix = new byte[8];
        int got = stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false);
        if (got < 8)
        {
            throw new WeightsFormatException(source, null, $"the file has {got} bytes; a safetensors file starts with the 8 bytes of its header's length. It is empty, truncated or not a safetensors file.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderLength)
        {
            throw new WeightsFormatException(source, null, $"the header's length is given as {length} bytes, more than the format's limit of {MaxHeaderLength}; this is not a safetensors file.");
        }

        if (available is long total && (long)length > total - 8)
        {
            throw new WeightsFormatException(source, null, $"the header should have {length} bytes, but only {total - 8} follow; the file is truncated or not a safetensors file.");
        }

        // A stream of unknown length is read piece by piece, so that a lying prefix costs no memory.
        var json = new ArrayBufferWriter<byte>(ChunkLength);
        while (json.WrittenCount < (int)length)
        {
            int wanted = Math.Min((int)length - json.WrittenCount, ChunkLength);
            int read = stream.ReadAtLeast(json.GetSpan(wanted)[..wanted], wanted, throwOnEndOfStream: false);
            json.Advance(read);
            if (read < wanted)
            {
                throw new WeightsFormatException(source, null, $"the header should have {length} bytes, but only {json.WrittenCount} follow; the file is truncated or not a safetensors file.");
            }
        }

        bytesRead = 8 + (long)length;
        return SafeTensorsHeader.Parse(json.WrittenSpan, source);
    }

    /// <summary>The file must hold exactly the model's tensors, each in its shape and in a type that converts to float.</summary>
    private static void CheckTensors(WeightLayout layout, SafeTensorsHeader header, string source)
    {
        // Plain loops: this runs before a program's first result, where every generic method costs more to compile than to run.
        var entries = new Dictionary<string, SafeTensorsEntry>(StringComparer.Ordinal);
        foreach (SafeTensorsEntry entry in header.Entries)
        {
            entries.Add(entry.Name, entry);
        }

        bool same = entries.Count == layout.Tensors.Length;
        foreach (TensorLayout tensor in layout.Tensors)
        {
            same &= entries.ContainsKey(tensor.Name);
        }

        if (!same)
        {
            throw new WeightsFormatException(source, null, DescribeDifference(layout, header, entries));
        }

        foreach (TensorLayout tensor in layout.Tensors)
        {
            SafeTensorsEntry entry = entries[tensor.Name];
            if (entry.DataType is not ("F32" or "F64" or "F16" or "BF16"))
            {
                throw new WeightsFormatException(source, tensor.Name, $"its data type is {entry.DataType}, expected F32 (F64, F16 and BF16 are converted).");
            }

            if (!Fits(tensor, entry.Shape))
            {
                throw new WeightsFormatException(source, tensor.Name, DescribeShape(layout, tensor, entry));
            }
        }
    }

    private static string DescribeShape(WeightLayout layout, TensorLayout tensor, SafeTensorsEntry entry)
    {
        string problem = $"its shape is {entry.ShapeText}, {layout.ModelName} expects [{string.Join(", ", tensor.Shape)}]";
        return Fits(tensor, [.. entry.Shape.Reverse()])
            ? $"{problem}. That is the transposed shape: the file seems to keep [outputs, inputs], as PyTorch does; save the transposed tensor."
            : $"{problem}. The file was saved by a model with other layer sizes, or the declaration has changed since.";
    }

    private static string DescribeDifference(WeightLayout layout, SafeTensorsHeader header, Dictionary<string, SafeTensorsEntry> entries)
    {
        string[] missing = [.. layout.Tensors.Where(t => !entries.ContainsKey(t.Name)).Select(static t => $"'{t.Name}' [{string.Join(", ", t.Shape)}]")];
        HashSet<string> known = [.. layout.Tensors.Select(static t => t.Name)];
        SafeTensorsEntry[] extra = [.. header.Entries.Where(e => !known.Contains(e.Name))];
        string problem = $"its tensors are not those of {layout.ModelName}.";
        if (missing.Length > 0)
        {
            problem += $" Missing from the file: {string.Join(", ", missing)}.";
        }

        if (extra.Length > 0)
        {
            const int Shown = 20;
            problem += $" Unknown to the model: {string.Join(", ", extra.Take(Shown).Select(static e => $"'{e.Name}' {e.ShapeText}"))}"
                + (extra.Length > Shown ? $" and {extra.Length - Shown} more." : ".");
        }

        if (extra.Any(static e => e.Name.Contains("weight_ih_l", StringComparison.Ordinal)))
        {
            problem += " The file looks like a PyTorch state_dict; convert it to Keras layout and this model's names first.";
        }
        else if (header.Metadata.TryGetValue("format", out string? format) && format == "modelgen"
            && header.Metadata.TryGetValue("model", out string? model) && model != layout.ModelName)
        {
            problem += $" The file was saved by the model {model}.";
        }
        else
        {
            problem += " The file belongs to another model, or layers were added, removed or renamed since it was saved.";
        }

        return problem;
    }

    private static bool Fits(TensorLayout tensor, ReadOnlySpan<long> shape)
    {
        if (shape.Length != tensor.Shape.Length)
        {
            return false;
        }

        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] != tensor.Shape[i])
            {
                return false;
            }
        }

        return true;
    }

    private static void ReadValues(SafeTensorsEntry entry, TensorLayout tensor, long dataLength, Stream stream, string source, byte[] chunk, Span<float> values)
    {
        if (entry.DataType == "F32" && BitConverter.IsLittleEndian)
        {
            Span<byte> floats = MemoryMarshal.AsBytes(values);
            int read = stream.ReadAtLeast(floats, floats.Length, throwOnEndOfStream: false);
            if (read < floats.Length)
            {
                throw WrongDataLength(source, dataLength, entry.Begin + read);
            }

            int bad = FiniteCheck.IndexOfNonFinite(values);
            if (bad >= 0)
            {
                throw NotFinite(tensor, bad, values[bad], source);
            }

            return;
        }

        int size = SafeTensorsHeader.BitsOf(entry.DataType) / 8;
        for (int done = 0; done < values.Length;)
        {
            int count = Math.Min(values.Length - done, ChunkLength / size);
            ReadOnlySpan<byte> bytes = chunk.AsSpan(0, count * size);
            int got = stream.ReadAtLeast(chunk.AsSpan(0, bytes.Length), bytes.Length, throwOnEndOfStream: false);
            if (got < bytes.Length)
            {
                throw WrongDataLength(source, dataLength, entry.Begin + ((long)done * size) + got);
            }

            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
                double value = entry.DataType switch
                {
                    "F32" => (double)BinaryPrimitives.ReadSingleLittleEndian(element),
                    "F64" => BinaryPrimitives.ReadDoubleLittleEndian(element),
                    "F16" => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
                    _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
                };
                values[done + i] = (float)value;
                if (!float.IsFinite((float)value))
                {
                    throw NotFinite(tensor, done + i, value, source);
                }
            }

            done += count;
        }
    }

    /// <summary>A variance, of which inference takes the root, is not negative.</summary>
    private static void RequireVariance(TensorLayout tensor, ReadOnlySpan<float> values, string source)
    {
        for (int i = 0; i < values.Length && tensor.IsVariance; i++)
        {
            if (values[i] < 0)
            {
                throw new WeightsFormatException(source, tensor.Name, FormattableString.Invariant($"element {FiniteCheck.Position(tensor.Shape.AsSpan(), i)} is {values[i]}; a variance is at least 0. The file was not written by a training, or the statistics are in another order."));
            }
        }
    }

    private static WeightsFormatException NotFinite(TensorLayout tensor, int element, double value, string source)
    {
        string position = FiniteCheck.Position(tensor.Shape.AsSpan(), element);
        return new WeightsFormatException(source, tensor.Name, double.IsFinite(value)
            ? $"element {position} is {value}, which no float can hold."
            : $"element {position} is {value}; weights must be finite. The training that wrote the file has probably diverged.");
    }

    private static WeightsFormatException WrongDataLength(string source, long expected, long actual) => new(
        source,
        null,
        actual < expected
            ? $"the tensors take {expected} bytes, but only {actual} follow the header; the file is truncated."
            : $"the tensors take {expected} bytes, but {actual} follow the header; {actual - expected} bytes after the last tensor belong to nothing.");
}

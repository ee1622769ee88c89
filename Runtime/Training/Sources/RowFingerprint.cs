using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// A number that tells rows from others with the same shape, in their order: equal for the same rows of arrays, a file and a generator. Of a row it is the
/// checksum of what a file has of it; what lies beyond the row's length takes no part.
/// </summary>
internal static class RowFingerprint
{
    /// <summary>That of no rows.</summary>
    public const ulong None = 0;

    /// <summary>Goes on with a row.</summary>
    public static ulong Add<TInput>(ulong fingerprint, SequenceFormat format, SequenceDataset<TInput> data, int row)
        where TInput : unmanaged
    {
        int length = data.LengthOf(row);
        uint checksum = Add(Crc32C.Start, [length]);
        switch (format.SampleWeights)
        {
            case SampleWeightKind.Rows:
                checksum = AddWeights(checksum, [data.SampleWeight(row)]);
                break;
            case SampleWeightKind.Timesteps:
                checksum = AddWeights(checksum, data.TimestepWeights(row)[..format.WeightsOf(length)]);
                break;
        }

        checksum = Add(checksum, MemoryMarshal.Cast<TInput, int>(data.Inputs(row)[..(length * format.Features)]));
        switch (format.Targets)
        {
            case TargetKind.Labels:
                ReadOnlySpan<int> labels = data.Labels(row);
                checksum = Add(Add(checksum, [labels.Length]), labels);
                break;
            case TargetKind.ClassIds:
                checksum = Add(checksum, data.ClassIds(row)[..format.TargetsOf(length)]);
                break;
            default:
                checksum = Add(checksum, MemoryMarshal.Cast<float, int>(data.Targets(row)[..format.TargetsOf(length)]));
                break;
        }

        // A product with an odd number, and the upper half for the lower: both can be undone, so that no row gets lost.
        ulong mixed = (fingerprint ^ Crc32C.Finish(checksum) ^ 0x9E3779B97F4A7C15) * 0xD1342543DE82EF95;
        return mixed ^ (mixed >> 32);
    }

    private static uint AddWeights(uint checksum, ReadOnlySpan<float> weights) => Add(checksum, MemoryMarshal.Cast<float, int>(weights));

    private static uint Add(uint checksum, ReadOnlySpan<int> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            return Crc32C.Add(checksum, MemoryMarshal.AsBytes(values));
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (int value in values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            checksum = Crc32C.Add(checksum, bytes);
        }

        return checksum;
    }
}

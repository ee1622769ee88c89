using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Text;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Writes scalars to an event file that TensorBoard reads: <c>events.out.tfevents.*</c>, a TFRecord file of <c>tensorflow.Event</c> messages.
/// </summary>
/// <remarks>
/// A record is the length of its data (8 bytes, little-endian), that length's checksum (4), the data, and their checksum (4); checksums are CRC-32C, turned right
/// by 15 bits, plus 0xA282EAD8. An Event has wall_time = 1 (double), step = 2, file_version = 3, summary = 5 {value = 1 {tag = 1, simple_value = 2 (float)}} and
/// session_log = 7 {status = 1}.
/// </remarks>
public sealed class EventFileWriter : IDisposable
{
    private const string Stem = "events.out.tfevents.";
    private const long LastSecond = 9_999_999_999;
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5, SessionLog = 7;

    private readonly FileStream _stream;
    private readonly TimeProvider _clock;
    private byte[] _event = new byte[64];
    private int _length;

    /// <summary>Creates a new event file in a folder.</summary>
    /// <param name="folder">The folder; it is created if there is none. TensorBoard shows each folder as a run.</param>
    /// <param name="clock">Tells the time of an event; null for the system's.</param>
    /// <exception cref="IOException">The file could not be created.</exception>
    public EventFileWriter(string folder, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _clock = clock ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        string name = string.Create(CultureInfo.InvariantCulture, $"{Stem}{SecondsAfterAll(folder):D10}.{Environment.MachineName}.{Environment.ProcessId}.0");
        Path = System.IO.Path.Combine(folder, name);
        _stream = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        try
        {
            Begin(0);
            Text(FileVersion, "brain.Event:2");
            Write();
            Flush();
        }
        catch
        {
            try
            {
                _stream.Dispose();
            }
            catch (IOException)
            {
                // It has just said so.
            }

            AtomicFile.DeleteQuietly(Path);
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Writes a value.</summary>
    /// <param name="tag">Name of the chart, e.g. <c>epoch_loss</c>.</param>
    /// <param name="value">The value.</param>
    /// <param name="step">Where it lies on the horizontal axis.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void Scalar(string tag, float value, long step)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        int text = Encoding.UTF8.GetByteCount(tag);
        int inner = 1 + VarintLength((uint)text) + text + 1 + 4;
        Begin(step);
        Tag(Summary, 2);
        Varint((uint)(1 + VarintLength((uint)inner) + inner));
        Tag(1, 2);
        Varint((uint)inner);
        Text(1, tag);
        Tag(2, 5);
        BinaryPrimitives.WriteSingleLittleEndian(Take(4), value);
        Write();
    }

    /// <summary>Tells TensorBoard that a run goes on here: what earlier files of the folder have at this step or later is void.</summary>
    /// <param name="step">The first step that is written anew.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void Restart(long step)
    {
        Begin(step);
        Tag(SessionLog, 2);
        Varint(2);
        Tag(1, 0);
        Varint(1);
        Write();
    }

    /// <summary>Makes what was written visible to readers.</summary>
    public void Flush() => _stream.Flush();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>
    /// TensorBoard reads the files of a folder in the order of their names, so a run that goes on has to be the last one there: also in the same second, with a process id of
    /// fewer digits, or after the clock was set back.
    /// </summary>
    private long SecondsAfterAll(string folder)
    {
        long seconds = Math.Clamp(_clock.GetUtcNow().ToUnixTimeSeconds(), 0, LastSecond);
        foreach (string path in Directory.EnumerateFiles(folder, Stem + "*"))
        {
            ReadOnlySpan<char> digits = System.IO.Path.GetFileName(path.AsSpan())[Stem.Length..];
            if (digits.Length >= 10 && long.TryParse(digits[..10], NumberStyles.None, CultureInfo.InvariantCulture, out long other) && other < LastSecond)
            {
                seconds = Math.Max(seconds, other + 1);
            }
        }

        return seconds;
    }

    private void Begin(long step)
    {
        _length = 0;
        Tag(WallTime, 1);
        BinaryPrimitives.WriteDoubleLittleEndian(Take(8), (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
        if (step != 0)
        {
            Tag(Step, 0);
            Varint((ulong)step);
        }
    }

    private void Write()
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(head, _length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Masked(head[..8]));
        Span<byte> tail = stackalloc byte[4];
        ReadOnlySpan<byte> data = _event.AsSpan(0, _length);
        BinaryPrimitives.WriteUInt32LittleEndian(tail, Masked(data));
        _stream.Write(head);
        _stream.Write(data);
        _stream.Write(tail);
    }

    private static uint Masked(ReadOnlySpan<byte> bytes) => uint.RotateRight(Crc32C.Of(bytes), 15) + 0xA282EAD8;

    private void Tag(int field, int wireType) => Varint((uint)((field << 3) | wireType));

    private void Text(int field, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Tag(field, 2);
        Varint((uint)length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Take(1)[0] = (byte)(value | 0x80);
        }

        Take(1)[0] = (byte)value;
    }

    private static int VarintLength(ulong value)
    {
        int length = 1;
        for (; value >= 0x80; value >>= 7)
        {
            length++;
        }

        return length;
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > _event.Length)
        {
            Array.Resize(ref _event, Math.Max(2 * _event.Length, _length + count));
        }

        Span<byte> taken = _event.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}

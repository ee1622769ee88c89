using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace ModelGen;

/// <summary>
/// Shows training as text: on a terminal one line per epoch with a bar, redrawn in place at most ten times a second;
/// elsewhere (a file, a pipe) one plain line at the end of every epoch, and one a minute within an epoch that takes longer.
/// </summary>
public sealed class ConsoleProgress : IProgress<TrainingProgress>
{
    private const int BarWidth = 24;
    private const int LeastBar = 8;
    private const int LongestLine = 1024;
    private static readonly TimeSpan s_redrawInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_plainInterval = TimeSpan.FromMinutes(1);

    private readonly TextWriter? _writer;
    private readonly bool _isTerminal;
    private readonly int _width;
    private readonly char[] _line = new char[LongestLine];
    private long _lastDrawn;
    private int _shown;
    private bool _drawn;

    // Time of the last plain line since training began.
    private TimeSpan _plain;

    /// <summary>Shows training on a writer of one's own.</summary>
    /// <param name="writer">Where the text goes.</param>
    /// <param name="isTerminal">The writer understands the carriage return: draw a bar.</param>
    /// <param name="width">Columns of the terminal. A bar is made to fit; the line of a finished epoch may take more.</param>
    public ConsoleProgress(TextWriter writer, bool isTerminal, int width = 120)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _writer = writer;
        _isTerminal = isTerminal;
        _width = width;
    }

    private ConsoleProgress()
    {
        _isTerminal = !Console.IsOutputRedirected;
        _width = _isTerminal ? ConsoleWidth() : LongestLine;
    }

    /// <summary>Shows training on the console.</summary>
    public static ConsoleProgress Default { get; } = new();

    // Console.Out may have been replaced since the default was created.
    private TextWriter Writer => _writer ?? Console.Out;

    /// <summary>Shows where training stands.</summary>
    public void Report(TrainingProgress value)
    {
        if (!_isTerminal)
        {
            // Another training begins at 0.
            _plain = value.Elapsed < _plain ? TimeSpan.Zero : _plain;
            if (value.IsEpochEnd || value.Elapsed - _plain >= s_plainInterval)
            {
                _plain = value.Elapsed;
                Writer.WriteLine(_line.AsSpan(0, value.IsEpochEnd ? WriteEpoch(_line, value) : WriteStep(_line, value, hasRate: true)));
                Writer.Flush();
            }

            return;
        }

        long now = Stopwatch.GetTimestamp();
        if (!value.IsEpochEnd && _drawn && Stopwatch.GetElapsedTime(_lastDrawn, now) < s_redrawInterval)
        {
            return;
        }

        _drawn = true;
        _lastDrawn = now;

        // What is redrawn has to fit into one row of the terminal. What stays may go on in the next one: no value is lost.
        int length = value.IsEpochEnd ? WriteEpoch(_line, value) : WriteBar(_line, value, Math.Min(_width - 1, LongestLine));
        int erased = Math.Min(Math.Max(_shown - length, 0), LongestLine - length);
        _line.AsSpan(length, erased).Fill(' ');
        TextWriter writer = Writer;
        writer.Write('\r');
        writer.Write(_line.AsSpan(0, length + erased));
        _shown = length;
        if (value.IsEpochEnd)
        {
            writer.WriteLine();
            _shown = 0;
        }

        writer.Flush();
    }

    /// <summary>
    /// Begins a new line below a bar, so that what is written next does not stand beside it. <c>Fit</c> does so where an exception ends it; an <see cref="IProgress{T}"/> of your own that
    /// passes its reports on to this one calls it itself.
    /// </summary>
    public void EndLine()
    {
        if (_shown > 0)
        {
            _shown = 0;
            Writer.WriteLine();
            Writer.Flush();
        }
    }

    /// <summary>The line of a finished epoch.</summary>
    private static int WriteEpoch(Span<char> line, in TrainingProgress value)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        line.TryWrite(invariant, $"epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:G5}  {value.MetricName} {value.Metric:F4}", out int length);
        if (value.ValidationLoss is { } loss && value.ValidationMetric is { } metric)
        {
            line[length..].TryWrite(invariant, $"  val_loss {loss:G5}  val_{value.MetricName} {metric:F4}", out int validation);
            length += validation;
        }

        line[length..].TryWrite(invariant, $"  {value.EpochElapsed.TotalSeconds:F1} s  {value.ExamplesPerSecond:N0} rows/s", out int rate);
        return length + rate;
    }

    /// <summary>
    /// The line of an epoch in progress, in the room that there is: the bar becomes narrower, then the rate goes, then the bar. The time left is that of all epochs.
    /// </summary>
    private static int WriteBar(Span<char> line, in TrainingProgress value, int room)
    {
        if (value.Steps > 0)
        {
            foreach (bool hasRate in new ReadOnlySpan<bool>([true, false]))
            {
                int length = WriteBar(line, value, BarWidth, hasRate);
                int width = BarWidth - Math.Max(length - room, 0);
                if (width >= LeastBar)
                {
                    return width == BarWidth ? length : WriteBar(line, value, width, hasRate);
                }
            }
        }

        int whole = WriteStep(line, value, hasRate: true);
        return whole <= room ? whole : Math.Min(WriteStep(line, value, hasRate: false), room);
    }

    private static int WriteBar(Span<char> line, in TrainingProgress value, int width, bool hasRate)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        line.TryWrite(invariant, $"epoch {value.Epoch}/{value.Epochs}  [", out int length);
        int filled = (int)((long)width * value.Step / value.Steps);
        line.Slice(length, width).Fill('.');
        line.Slice(length, filled).Fill('=');
        if (filled < width)
        {
            line[length + filled] = '>';
        }

        length += width;
        line[length..].TryWrite(
            invariant, $"] {value.Step}/{value.Steps}  loss {value.Loss:G5}  {value.MetricName} {value.Metric:F4}", out int values);
        length += values;
        return length + WriteRate(line[length..], value, hasRate);
    }

    /// <summary>The same without a bar.</summary>
    private static int WriteStep(Span<char> line, in TrainingProgress value, bool hasRate)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        line.TryWrite(invariant, $"epoch {value.Epoch}/{value.Epochs}  step {value.Step}", out int length);
        if (value.Steps > 0)
        {
            line[length..].TryWrite(invariant, $"/{value.Steps}", out int steps);
            length += steps;
        }

        line[length..].TryWrite(invariant, $"  loss {value.Loss:G5}  {value.MetricName} {value.Metric:F4}", out int values);
        length += values;
        return length + WriteRate(line[length..], value, hasRate);
    }

    /// <summary>Rows per second, and the time that is left where somebody knows when an epoch will end.</summary>
    private static int WriteRate(Span<char> line, in TrainingProgress value, bool hasRate)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        int length = 0;
        if (hasRate)
        {
            line.TryWrite(invariant, $"  {value.ExamplesPerSecond:N0} rows/s", out length);
        }

        if (value.Steps > 0)
        {
            int seconds = (int)Math.Min(Math.Ceiling(value.Remaining.TotalSeconds), int.MaxValue);
            line[length..].TryWrite(invariant, $"  {seconds / 3600}:{seconds / 60 % 60:D2}:{seconds % 60:D2} left", out int left);
            length += left;
        }

        return length;
    }

    private static int ConsoleWidth()
    {
        try
        {
            return Console.WindowWidth > 1 ? Console.WindowWidth : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}

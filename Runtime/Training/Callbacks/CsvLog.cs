using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Writes a line for every epoch to a CSV file: <c>epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds</c>, with the metric's own name,
/// and the <c>val_</c> columns only where there are validation data. Numbers have as many digits as they need to be read back to the same bits.
/// </summary>
/// <remarks>A training that goes on from a checkpoint goes on in the file: lines of epochs after the checkpoint, and a line that was cut off, are removed.</remarks>
public sealed class CsvLog : TrainingCallback
{
    private readonly string _path;

    /// <summary>Creates the callback.</summary>
    /// <param name="path">The file. It is written anew when training starts, unless <see cref="Append"/>.</param>
    public CsvLog(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
    }

    /// <summary>Keep the lines of earlier trainings, and add to them.</summary>
    public bool Append { get; init; }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string header = Header(context);
        List<string> lines = [header];
        if ((Append || context.IsResumed) && File.Exists(_path))
        {
            string text = File.ReadAllText(_path, Encoding.UTF8);
            string[] old = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (old.Length > 0)
            {
                if (old[0].TrimEnd('\r') != header)
                {
                    throw new InvalidOperationException(
                        $"{context.ModelName}: {_path} has the columns '{old[0].TrimEnd('\r')}', this training would write '{header}'. Give {nameof(CsvLog)} another file.");
                }

                lines.AddRange(context.IsResumed ? KeepUntil(old, context.History.Count) : old[1..]);
            }
        }

        AtomicFile.RemoveRemains(_path);
        AtomicFile.Write(_path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            foreach (string line in lines)
            {
                writer.WriteLine(line.TrimEnd('\r'));
            }
        });
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        EpochResult result = context.History[^1];
        string validation = context.HasValidation ? string.Create(CultureInfo.InvariantCulture, $"{result.ValidationLoss:R},{result.ValidationMetric:R},") : string.Empty;
        File.AppendAllText(
            _path,
            string.Create(CultureInfo.InvariantCulture, $"{result.Epoch},{result.Loss:R},{result.Metric:R},{validation}{context.Optimizer.LearningRate:R},{result.Seconds:F3}\n"));
    }

    private static string Header(TrainingContext context)
        => $"epoch,loss,{context.MetricName},{(context.HasValidation ? $"val_loss,val_{context.MetricName}," : string.Empty)}learning_rate,seconds";

    /// <summary>The lines up to the last training's epoch <paramref name="epoch"/>: earlier trainings' lines in the file end where the numbers start anew.</summary>
    private static List<string> KeepUntil(string[] lines, int epoch)
    {
        int last = lines.Length;
        while (last > 1 && EpochOf(lines[last - 1]) > epoch && (last == lines.Length || EpochOf(lines[last - 1]) < EpochOf(lines[last])))
        {
            last--;
        }

        return [.. lines[1..last]];
    }

    private static int EpochOf(string line)
        => int.TryParse(line.AsSpan(0, Math.Max(line.IndexOf(','), 0)), NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : int.MaxValue;
}

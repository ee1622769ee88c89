using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Digits;
using ModelGen;

const int BadArguments = 2;
const int Failed = 1;
const int Interrupted = 130;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

Options options;
try
{
    options = Options.Parse(args);
}
catch (OptionsException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine("Try --help.");
    return BadArguments;
}

if (options.ShowHelp)
{
    Console.WriteLine(Options.Help);
    return 0;
}

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    cancellation.Cancel();
};

try
{
    (DigitImages training, DigitImages heldBack) = DigitImages.Load();
    Console.WriteLine(DigitReader.Summary);

    DigitReader.Weights weights;
    if (options.LoadPath is { } source)
    {
        weights = DigitReader.Weights.Load(source);
        Console.WriteLine($"weights from {source}");
    }
    else
    {
        weights = DigitReader.Weights.Create(options.Seed);
        Train(weights, training, options, cancellation.Token);
        if (options.SavePath is { } destination)
        {
            weights.Save(destination);
            Console.WriteLine($"weights saved to {destination}");
        }
    }

    Report(new DigitReader(weights), heldBack);
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return Interrupted;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or WeightsFormatException)
{
    Console.Error.WriteLine(e.Message);
    return Failed;
}

static void Train(DigitReader.Weights weights, DigitImages training, Options options, CancellationToken cancellation)
{
    DigitImages shifted = training.WithShifts();
    Console.WriteLine($"training on {training.Count} images and their shifts by one pixel: {shifted.Count} sequences");
    var data = new SequenceDataset<float>(shifted.Images, shifted.Count, timesteps: DigitImages.Size, classIds: shifted.Labels);
    using var trainer = new DigitReader.Trainer(
        weights,
        new Adam { ClipNorm = 1f },
        batchSize: 32,
        new TrainerOptions { Seed = options.Seed });

    // The last third of the epochs goes in smaller steps, which settles what the larger ones keep stirring.
    var clock = Stopwatch.StartNew();
    int fineEpochs = options.Epochs / 3;
    Fit(options.Epochs - fineEpochs, learningRate: 3e-3f);
    if (fineEpochs > 0)
    {
        Fit(fineEpochs, learningRate: 6e-4f);
    }

    Console.WriteLine($"trained for {clock.Elapsed.TotalSeconds:F1} s");

    void Fit(int epochs, float learningRate)
    {
        Console.WriteLine($"{epochs} epochs at learning rate {learningRate}");
        trainer.Optimizer.LearningRate = learningRate;
        trainer.Fit(data, epochs, progress: ConsoleProgress.Default, cancellationToken: cancellation);
    }
}

static void Report(DigitReader model, DigitImages heldBack)
{
    Span<float> scores = stackalloc float[DigitReader.Outputs];
    int[] read = new int[heldBack.Count];
    float[] certainty = new float[heldBack.Count];
    for (int i = 0; i < read.Length; i++)
    {
        model.Predict(heldBack.Image(i), scores);
        read[i] = IndexOfGreatest(scores);
        certainty[i] = Softmax(scores, read[i]);
    }

    int correct = read.Where((digit, i) => digit == heldBack.Labels[i]).Count();
    double accuracy = (double)correct / heldBack.Count;
    Console.WriteLine($"held back: {correct} of {heldBack.Count} images read correctly");
    Console.WriteLine();

    // Five digits that it reads correctly, and below them some that it does not.
    Show(Enumerable.Range(0, read.Length).Where(i => read[i] == heldBack.Labels[i]).DistinctBy(i => read[i]).Take(5));
    Show(Enumerable.Range(0, read.Length).Where(i => read[i] != heldBack.Labels[i]).Take(5));

    (double microseconds, long bytes) = Measure(model, heldBack);
    Console.WriteLine($"{microseconds:F2} µs per image, {bytes} bytes allocated per call");
    Console.WriteLine($"accuracy={accuracy:F4} us_per_image={microseconds:F2} bytes_per_call={bytes}");

    void Show(IEnumerable<int> images)
    {
        int[] indices = images.ToArray();
        if (indices.Length > 0)
        {
            Gallery.Draw(Console.Out, heldBack, indices, indices.Select(Caption).ToArray());
            Console.WriteLine();
        }
    }

    string Caption(int i) => read[i] == heldBack.Labels[i]
        ? $"{read[i]} ({certainty[i]:P0})"
        : $"{read[i]} ({certainty[i]:P0}), is {heldBack.Labels[i]}";
}

// The median time of a call over many passes, and what a call allocates.
static (double Microseconds, long Bytes) Measure(DigitReader model, DigitImages images)
{
    const int Passes = 101;
    Span<float> scores = stackalloc float[DigitReader.Outputs];
    double[] times = new double[Passes];
    long allocated = 0;
    for (int pass = 0; pass < Passes; pass++)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < images.Count; i++)
        {
            model.Predict(images.Image(i), scores);
        }

        times[pass] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / images.Count;
        allocated = Math.Max(allocated, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    Array.Sort(times);

    // Rounded up: a single byte in a whole pass must not look like none.
    return (times[Passes / 2], (allocated + images.Count - 1) / images.Count);
}

static int IndexOfGreatest(ReadOnlySpan<float> values)
{
    int best = 0;
    for (int i = 1; i < values.Length; i++)
    {
        if (values[i] > values[best])
        {
            best = i;
        }
    }

    return best;
}

// The probability that belongs to one of the logits.
static float Softmax(ReadOnlySpan<float> logits, int index)
{
    float sum = 0;
    foreach (float logit in logits)
    {
        sum += MathF.Exp(logit - logits[index]);
    }

    return 1 / sum;
}

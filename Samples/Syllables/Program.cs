using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using ModelGen;
using Syllables;

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
ConsoleCancelEventHandler stop = (_, key) =>
{
    key.Cancel = true;
    cancellation.Cancel();
};
Console.CancelKeyPress += stop;

try
{
    (Dictionary training, Dictionary heldBack) = Dictionary.Load();
    Console.WriteLine(SyllableCounter.Summary);

    SyllableCounter.Weights weights;
    if (options.LoadPath is { } source)
    {
        weights = SyllableCounter.Weights.Load(source);
        Console.WriteLine($"weights from {source}");
    }
    else
    {
        weights = SyllableCounter.Weights.Create(options.Seed);
        Training.Run(weights, training, heldBack, options, cancellation.Token);
        if (options.SavePath is { } destination)
        {
            weights.Save(destination);
            Console.WriteLine($"weights saved to {destination}");
        }
    }

    // From here on the program waits for words, and Ctrl+C ends it.
    Console.CancelKeyPress -= stop;
    var model = new SyllableCounter(weights);
    Report(model, heldBack);
    Answer(model, options.Words.Length > 0 ? options.Words : Typed());
    return 0;
}
catch (OperationCanceledException)
{
    ConsoleProgress.Default.EndLine();
    Console.Error.WriteLine("Stopped.");
    return Interrupted;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or WeightsFormatException)
{
    Console.Error.WriteLine(e.Message);
    return Failed;
}

static void Report(SyllableCounter model, Dictionary heldBack)
{
    Span<float> scores = stackalloc float[SyllableCounter.Outputs];
    Span<int> ids = stackalloc int[SyllableCounter.MaxTimesteps];
    var mistakes = new List<string>();
    int correct = 0;
    for (int i = 0; i < heldBack.Words.Count; i++)
    {
        int said = Count(model, heldBack.Words[i], ids, scores);
        correct += said == heldBack.Syllables[i] ? 1 : 0;
        if (said != heldBack.Syllables[i] && mistakes.Count < 6)
        {
            mistakes.Add($"{heldBack.Words[i]} {said} (is {heldBack.Syllables[i]})");
        }
    }

    // Once more, warm, for the clock.
    long bytes = GC.GetAllocatedBytesForCurrentThread();
    long start = Stopwatch.GetTimestamp();
    for (int i = 0; i < heldBack.Words.Count; i++)
    {
        Count(model, heldBack.Words[i], ids, scores);
    }

    double microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / heldBack.Words.Count;

    // Rounded up: a single byte in all calls must not look like none.
    long bytesPerCall = (GC.GetAllocatedBytesForCurrentThread() - bytes + heldBack.Words.Count - 1) / heldBack.Words.Count;
    double accuracy = (double)correct / heldBack.Words.Count;
    Console.WriteLine($"held back: {correct:N0} of {heldBack.Words.Count:N0} words counted correctly; mistakes: {string.Join(", ", mistakes)}, …");
    Console.WriteLine($"accuracy={accuracy:F4} us_per_word={microseconds:F2} bytes_per_call={bytesPerCall}");
}

static void Answer(SyllableCounter model, IEnumerable<string> words)
{
    Span<float> scores = stackalloc float[SyllableCounter.Outputs];
    Span<int> ids = stackalloc int[SyllableCounter.MaxTimesteps];
    foreach (string word in words)
    {
        int letters = Dictionary.Letters.CountTokens(word);
        if (letters > SyllableCounter.MaxTimesteps)
        {
            Console.WriteLine($"{word}: {letters} letters are more than the {SyllableCounter.MaxTimesteps} that the model reads");
            continue;
        }

        int syllables = Count(model, word, ids, scores);
        Console.WriteLine(
            ids[..letters].Contains(Dictionary.UnknownId)
                ? $"{word}: only the letters a to z and the apostrophe, please"
                : $"{word}: {syllables} syllable{(syllables == 1 ? "" : "s")} ({Softmax(scores, syllables - 1):P0})");
    }
}

// The words of a line; a prompt only where somebody sees it.
static IEnumerable<string> Typed()
{
    bool prompts = !Console.IsInputRedirected && !Console.IsOutputRedirected;
    while (true)
    {
        if (prompts)
        {
            Console.Write("word> ");
        }

        if (Console.ReadLine() is not { } line || (prompts && line.Length == 0))
        {
            yield break;
        }

        foreach (string word in line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return word;
        }
    }
}

// The most probable number of syllables.
static int Count(SyllableCounter model, string word, Span<int> ids, Span<float> scores)
{
    int letters = Dictionary.Letters.Vectorize(word, ids);
    model.Predict(ids[..letters], scores);
    int best = 0;
    for (int i = 1; i < scores.Length; i++)
    {
        best = scores[i] > scores[best] ? i : best;
    }

    return best + 1;
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

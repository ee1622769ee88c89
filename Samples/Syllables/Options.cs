using System;
using System.Globalization;
using System.IO;

namespace Syllables;

/// <summary>The command line.</summary>
internal sealed class Options
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        Trains a bidirectional LSTM to count the syllables of English words, then counts those of the words that you type.

        usage: Syllables [options] [word ...]

          --epochs N      passes over the training words (default 10)
          --seed N        seed of the first weights and of the shuffling (default 1)
          --save FILE     write the trained weights as safetensors
          --curves FILE   draw loss and accuracy of every epoch, also on the held-back words, as a PNG
          --logs FOLDER   write the same for TensorBoard (tensorboard --logdir FOLDER)
          --load FILE     read weights from a file instead of training
          --help          print this and exit

        Words are taken from the command line, or else from standard input, until it ends or an empty line.
        After the training a line for programs is printed: accuracy=0.… us_per_word=… bytes_per_call=…
        """;

    public int Epochs { get; private set; } = 10;

    public ulong Seed { get; private set; } = 1;

    public string? SavePath { get; private set; }

    public string? CurvesPath { get; private set; }

    public string? LogsFolder { get; private set; }

    public string? LoadPath { get; private set; }

    public bool ShowHelp { get; private set; }

    public string[] Words { get; private set; } = [];

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="OptionsException">An argument is unknown, lacks its value, or its value is out of range.</exception>
    public static Options Parse(ReadOnlySpan<string> arguments)
    {
        var options = new Options();
        bool trainingGiven = false;
        while (!arguments.IsEmpty)
        {
            string name = arguments[0];
            if (!name.StartsWith('-'))
            {
                options.Words = [.. options.Words, name];
                arguments = arguments[1..];
                continue;
            }

            arguments = arguments[1..];
            switch (name)
            {
                case "--help" or "-h" or "-?":
                    options.ShowHelp = true;
                    break;
                case "--epochs":
                    string epochs = Value(name, ref arguments);
                    options.Epochs = int.TryParse(epochs, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is > 0 and <= 10_000
                        ? n
                        : throw new OptionsException($"--epochs takes a number from 1 to 10000, not '{epochs}'.");
                    trainingGiven = true;
                    break;
                case "--seed":
                    string seed = Value(name, ref arguments);
                    options.Seed = ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong s)
                        ? s
                        : throw new OptionsException($"--seed takes a whole number from 0 on, not '{seed}'.");
                    trainingGiven = true;
                    break;
                case "--save":
                    options.SavePath = Value(name, ref arguments);
                    trainingGiven = true;
                    break;
                case "--curves":
                    options.CurvesPath = Value(name, ref arguments);
                    trainingGiven = true;
                    break;
                case "--logs":
                    options.LogsFolder = Value(name, ref arguments);
                    trainingGiven = true;
                    break;
                case "--load":
                    options.LoadPath = Value(name, ref arguments);
                    break;
                default:
                    throw new OptionsException($"There is no option '{name}'.");
            }
        }

        if (options.LoadPath is not null && trainingGiven)
        {
            throw new OptionsException("--load reads trained weights: nothing is trained, so --epochs, --seed, --save, --curves and --logs do not go with it.");
        }

        // Better now than after the training.
        RequireFolder("--save", options.SavePath);
        RequireFolder("--curves", options.CurvesPath);
        return options;
    }

    private static void RequireFolder(string name, string? path)
    {
        if (path is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new OptionsException($"{name}: the folder of '{path}' does not exist.");
        }
    }

    private static string Value(string name, ref ReadOnlySpan<string> arguments)
    {
        if (arguments.IsEmpty || arguments[0].StartsWith("--", StringComparison.Ordinal))
        {
            throw new OptionsException($"{name} needs a value after it.");
        }

        string value = arguments[0];
        arguments = arguments[1..];
        return value;
    }
}

/// <summary>The command line cannot be understood; the message says why.</summary>
internal sealed class OptionsException(string message) : Exception(message);

using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;

namespace Digits;

/// <summary>Handwritten digits: images <c>[Count, Size, Size]</c> scaled to 0…1, and what they show.</summary>
internal sealed class DigitImages
{
    /// <summary>Rows, and pixels in a row.</summary>
    public const int Size = 8;

    private const int Pixels = Size * Size;
    private const int HoldBackEvery = 5;
    private const float Darkest = 16;

    private DigitImages(float[] images, int[] labels)
    {
        Images = images;
        Labels = labels;
    }

    /// <summary>All pixels, image after image.</summary>
    public float[] Images { get; }

    /// <summary>The digit on each image.</summary>
    public int[] Labels { get; }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The pixels of one image: <c>[Size, Size]</c>.</summary>
    public ReadOnlySpan<float> Image(int index) => Images.AsSpan(index * Pixels, Pixels);

    /// <summary>Reads the data file, which travels inside the program, and holds back every fifth image.</summary>
    public static (DigitImages Training, DigitImages HeldBack) Load()
    {
        using Stream file = typeof(DigitImages).Assembly.GetManifestResourceStream("digits.csv.gz")
            ?? throw new InvalidOperationException("The program was built without digits.csv.gz.");
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));

        var training = new Builder();
        var heldBack = new Builder();
        for (int index = 0; text.ReadLine() is { } line; index++)
        {
            (index % HoldBackEvery == 0 ? heldBack : training).Add(line, lineNumber: index + 1);
        }

        return (training.Build(), heldBack.Build());
    }

    /// <summary>
    /// These images, and each of them moved by one pixel to the right, left, bottom and top: what is written a little
    /// beside its place is the same digit.
    /// </summary>
    public DigitImages WithShifts()
    {
        (int Right, int Down)[] shifts = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)];
        float[] images = new float[shifts.Length * Images.Length];
        int[] labels = new int[shifts.Length * Count];
        for (int i = 0; i < labels.Length; i++)
        {
            (int right, int down) = shifts[i / Count];
            labels[i] = Labels[i % Count];
            ReadOnlySpan<float> from = Image(i % Count);
            Span<float> to = images.AsSpan(i * Pixels, Pixels);
            for (int row = Math.Max(0, down); row < Math.Min(Size, Size + down); row++)
            {
                for (int column = Math.Max(0, right); column < Math.Min(Size, Size + right); column++)
                {
                    to[(row * Size) + column] = from[((row - down) * Size) + column - right];
                }
            }
        }

        return new DigitImages(images, labels);
    }

    private sealed class Builder
    {
        private readonly List<float> _images = new();
        private readonly List<int> _labels = new();

        public void Add(string line, int lineNumber)
        {
            string[] fields = line.Split(',');
            if (fields.Length != Pixels + 1)
            {
                throw new InvalidDataException($"digits.csv, line {lineNumber}: {Pixels + 1} numbers were expected, there are {fields.Length}.");
            }

            foreach (string field in fields.AsSpan(0, Pixels))
            {
                _images.Add(float.Parse(field) / Darkest);
            }

            _labels.Add((int)float.Parse(fields[Pixels]));
        }

        public DigitImages Build() => new(_images.ToArray(), _labels.ToArray());
    }
}

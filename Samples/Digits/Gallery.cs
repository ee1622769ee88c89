using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Digits;

/// <summary>Draws images side by side in the terminal, with what the model read below each.</summary>
internal static class Gallery
{
    private const string Shades = " ░▒▓█";
    private const string Gap = "  ";
    private const int CellWidth = 2 * DigitImages.Size;

    /// <summary>Draws the images at <paramref name="indices"/>; <paramref name="captions"/> has one line for each.</summary>
    public static void Draw(TextWriter output, DigitImages images, IReadOnlyList<int> indices, IReadOnlyList<string> captions)
    {
        var line = new StringBuilder();
        for (int row = 0; row < DigitImages.Size; row++)
        {
            line.Clear();
            foreach (int index in indices)
            {
                ReadOnlySpan<float> pixels = images.Image(index).Slice(row * DigitImages.Size, DigitImages.Size);
                foreach (float pixel in pixels)
                {
                    // Two characters a pixel: a terminal's cells are about twice as high as wide.
                    line.Append(Shades[(int)MathF.Round(pixel * (Shades.Length - 1))], repeatCount: 2);
                }

                line.Append(Gap);
            }

            output.WriteLine("  " + line.ToString().TrimEnd());
        }

        line.Clear();
        foreach (string caption in captions)
        {
            line.Append(caption.PadRight(CellWidth)).Append(Gap);
        }

        output.WriteLine("  " + line.ToString().TrimEnd());
    }
}

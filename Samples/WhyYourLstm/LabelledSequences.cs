using System;

namespace WhyYourLstm;

/// <summary>
/// Sequences of four symbols, 10 to 60 of them, padded with zeros to 60. At every timestep the class to find says two things: of which kind the
/// first symbol was (so something has to be remembered for up to 59 timesteps) and of which kind the next one is (so something has to be known
/// from the other side, at just this timestep).
/// </summary>
internal sealed class LabelledSequences
{
    public const int Features = 4;
    public const int Timesteps = 60;
    public const int Classes = 4;
    private const int ShortestSequence = 10;

    /// <summary><paramref name="rows"/> random sequences.</summary>
    public LabelledSequences(Random random, int rows)
    {
        Rows = rows;
        Inputs = new float[rows * Timesteps * Features];
        ClassIds = new int[rows * Timesteps];
        Lengths = new int[rows];
        Span<int> symbols = stackalloc int[Timesteps];
        for (int row = 0; row < rows; row++)
        {
            int length = Lengths[row] = random.Next(ShortestSequence, Timesteps + 1);
            for (int t = 0; t < length; t++)
            {
                symbols[t] = random.Next(Features);
                Inputs[(((row * Timesteps) + t) * Features) + symbols[t]] = 1f;
            }

            for (int t = 0; t < length; t++)
            {
                int first = Kind(symbols[0]);
                int next = t + 1 < length ? Kind(symbols[t + 1]) : 0;
                ClassIds[(row * Timesteps) + t] = (2 * first) + next;
            }
        }
    }

    public int Rows { get; }

    /// <summary>One-hot symbols <c>[Rows, Timesteps, Features]</c>, zeros behind the end.</summary>
    public float[] Inputs { get; }

    /// <summary><c>[Rows, Timesteps]</c>, zeros behind the end.</summary>
    public int[] ClassIds { get; }

    /// <summary><c>[Rows]</c>.</summary>
    public int[] Lengths { get; }

    private static int Kind(int symbol) => symbol / 2;
}

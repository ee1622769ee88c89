using System.Collections.Generic;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>A vector of a cell from which training drops elements: the input, or h.</summary>
/// <param name="Name">Name of the buffer with its factors, [rows, gates, Stride].</param>
/// <param name="Rate">The fraction that is dropped.</param>
/// <param name="Width">Elements of the vector.</param>
/// <param name="Stride">Floats of one gate's factors, and of a masked row: whole vectors.</param>
/// <param name="FirstDraw">Tells its draws apart from those of the layer's other vectors and of the other direction.</param>
internal sealed record DroppedVector(string Name, double Rate, int Width, int Stride, int FirstDraw);

/// <summary>Dropout of an LSTM's candidate, at every timestep anew.</summary>
/// <param name="Rate">The fraction that is dropped.</param>
/// <param name="Width">Elements of the candidate.</param>
/// <param name="Stride">Floats of a row of factors.</param>
/// <param name="FirstDraw">Tells its draws of the first timestep apart from all others of the layer.</param>
internal sealed record DroppedCandidate(double Rate, int Width, int Stride, int FirstDraw)
{
    /// <summary>Name of the buffer with the factors, [timesteps, rows, Stride].</summary>
    public const string Factors = "candidateFactors";

    /// <summary>From the draws of one timestep to those of the next: one for each direction.</summary>
    public const int DrawStep = 2;
}

/// <summary>Dropout inside a recurrent cell, in training: what is dropped from the input and from h, by gate.</summary>
/// <param name="Gates">Gates, each with factors of its own.</param>
/// <param name="Input">The input, or null where it stays whole.</param>
/// <param name="Hidden">h where the recurrent kernel multiplies it, or null where it stays whole.</param>
/// <param name="Candidate">An LSTM's candidate, or null where it stays whole.</param>
internal sealed record CellDropoutPlan(int Gates, DroppedVector? Input, DroppedVector? Hidden, DroppedCandidate? Candidate)
{
    /// <summary>Name of the buffer for one masked copy of the input or of h, of all timesteps.</summary>
    public const string Masked = "masked";

    // Room for the gates of any cell.
    private const int DrawsPerVector = 8;

    /// <summary>What is dropped by gate, in order.</summary>
    public IEnumerable<DroppedVector> Vectors
    {
        get
        {
            if (Input is not null)
            {
                yield return Input;
            }

            if (Hidden is not null)
            {
                yield return Hidden;
            }
        }
    }

    /// <summary>The dropout of a cell in the layer's <paramref name="direction"/> (0, or 1 for the second one), or null for none.</summary>
    public static CellDropoutPlan? Create(CellPlan cell, RecurrentDeclaration layer, int direction)
    {
        int firstDraw = direction * 2 * DrawsPerVector;
        DroppedVector? input = layer.Dropout == 0 ? null : new DroppedVector("inputFactors", layer.Dropout, cell.InputWidth, cell.Place.Input.GradientStride, firstDraw);
        DroppedVector? hidden = layer.RecurrentDropout == 0 ? null : new DroppedVector("hiddenFactors", layer.RecurrentDropout, cell.Hidden.Length, cell.Hidden.Stride, firstDraw + DrawsPerVector);
        DroppedCandidate? candidate = cell is LstmCellPlan lstm && layer is LstmDeclaration { CandidateDropout: not 0 and var rate } ? new DroppedCandidate(rate, lstm.Units, lstm.PaddedUnits, (4 * DrawsPerVector) + direction) : null;
        return input is null && hidden is null && candidate is null ? null : new CellDropoutPlan(layer.Gates, input, hidden, candidate);
    }
}

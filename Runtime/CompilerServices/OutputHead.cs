namespace ModelGen.CompilerServices;

/// <summary>One of a model's outputs with its loss.</summary>
/// <param name="Name">The name of the layer that returns it.</param>
/// <param name="Column">Its first column in a row of all outputs.</param>
/// <param name="Width">Its number of columns.</param>
/// <param name="Kind">The loss function.</param>
/// <param name="FromLogits">It applies softmax or the sigmoid itself.</param>
/// <param name="Weight">What it is multiplied with in the sum of all.</param>
public sealed record OutputHead(string Name, int Column, int Width, LossKind Kind, bool FromLogits, double Weight)
{
    /// <summary>The share of targets that is spread evenly.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Where Huber's loss becomes straight.</summary>
    public double Delta { get; init; } = 1;

    /// <summary>The class of a CTC loss that says nothing.</summary>
    public int Blank { get; init; }

    /// <summary>Rows with too few timesteps for their labels have a CTC loss of 0.</summary>
    public bool ZeroInfinity { get; init; }
}

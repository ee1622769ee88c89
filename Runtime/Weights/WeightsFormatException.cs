using System;

namespace ModelGen;

/// <summary>
/// A weights file is damaged or does not belong to the model. The message names the file, the tensor, what the model
/// expects, what the file holds and what to do. The weights that were to be replaced are as they were before.
/// </summary>
public sealed class WeightsFormatException : FormatException
{
    /// <summary>Creates the exception with a complete message.</summary>
    public WeightsFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a complete message and its cause.</summary>
    public WeightsFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal WeightsFormatException(string source, string? tensorName, string problem, Exception? innerException = null)
        : base(tensorName is null ? $"{source}: {problem}" : $"{source}, tensor '{tensorName}': {problem}", innerException)
    {
        TensorName = tensorName;
    }

    /// <summary>The tensor at fault, e.g. <c>lstm.kernel</c>, or null where the file as a whole is.</summary>
    public string? TensorName { get; }
}

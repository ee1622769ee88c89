using System;

namespace ModelGen;

/// <summary>A file or generator of rows to train on gives no such rows: the file is damaged, the generator threw, or a value is not valid.</summary>
public sealed class SequenceSourceException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what came, and where.</param>
    /// <param name="innerException">What the generator threw, or null.</param>
    public SequenceSourceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The epoch, as the generator was told it; 0 outside of training, null where it does not matter.</summary>
    public int? Epoch { get; init; }

    /// <summary>The row's number in its file, or in its generator's epoch, from 0; null where it is not one row.</summary>
    public long? Row { get; init; }
}

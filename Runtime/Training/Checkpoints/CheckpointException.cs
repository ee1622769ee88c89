using System;

namespace ModelGen;

/// <summary>
/// A checkpoint is damaged, or does not belong to what reads it. The message names the file, what was expected, and what it holds. The trainer
/// and its weights are as they were before.
/// </summary>
public sealed class CheckpointException : FormatException
{
    /// <summary>Creates the exception with a complete message.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a complete message and its cause.</summary>
    public CheckpointException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

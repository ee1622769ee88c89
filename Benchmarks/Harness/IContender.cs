using System;

namespace ModelGen.Benchmarks.Harness;

/// <summary>One way to compute a case. All contenders of a case have the same weights and read the same input.</summary>
internal interface IContender : IDisposable
{
    /// <summary>Short name: a column of the table, and with <c>_ns</c> appended a key of the JSON lines.</summary>
    string Name { get; }

    /// <summary>
    /// Outputs from a zero state on the case's input, to be compared with the other contenders' before anything is timed.
    /// </summary>
    float[] Compute();

    /// <summary>Makes <paramref name="calls"/> calls, one after the other, and uses what they return.</summary>
    /// <returns>A sum over outputs, so that no call can be left out.</returns>
    float Run(int calls);
}

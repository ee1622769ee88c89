using System;
using System.Collections.Generic;
using System.Threading;

namespace WhyYourLstm;

/// <summary>One LSTM's way.</summary>
/// <param name="Name">What was done wrong.</param>
/// <param name="Steps">Steps after which it was tested.</param>
/// <param name="Accuracies">Accuracies on sequences that it was not trained on.</param>
internal sealed record LearningCurve(string Name, IReadOnlyList<int> Steps, IReadOnlyList<double> Accuracies)
{
    private const int BatchSize = 32;
    private const int TestRows = 256;

    /// <summary>Trains an LSTM with the <paramref name="mistakes"/>. The sequences are the same for all.</summary>
    public static LearningCurve Measure(string name, Mistakes mistakes, int steps, int interval, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var test = new LabelledSequences(random, TestRows);
        var at = new List<int>();
        var accuracies = new List<double>();
        using var model = new BidirectionalLstm(mistakes, (ulong)seed, BatchSize);
        for (int step = 1; step <= steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double loss = model.Train(new LabelledSequences(random, BatchSize));
            if (step % interval == 0 || step == steps)
            {
                at.Add(step);
                accuracies.Add(model.Accuracy(test));
                Console.Error.WriteLine(FormattableString.Invariant($"{name}: step {step} of {steps}, loss {loss:0.0000}, accuracy {accuracies[^1]:0.000}"));
            }
        }

        return new LearningCurve(name, at, accuracies);
    }
}

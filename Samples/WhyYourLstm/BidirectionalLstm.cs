using System;
using ModelGen;

namespace WhyYourLstm;

/// <summary>
/// A bidirectional LSTM as people write it themselves: reverse the input, run a second LSTM over it, reverse its outputs, lay both side by
/// side. Each of the <see cref="Mistakes"/> can be made in it. (<c>[Bidirectional] [Lstm(24, ReturnSequences = true)]</c> makes none.)
/// </summary>
internal sealed class BidirectionalLstm : IDisposable
{
    private const int Units = Direction.Units;
    private const float LearningRate = 2e-3f;

    private readonly Mistakes _mistakes;
    private readonly Direction.Weights _forwardWeights;
    private readonly Direction.Weights _backwardWeights;
    private readonly Head.Weights _headWeights;
    private readonly Direction.Trainer _forward;
    private readonly Direction.Trainer _backward;
    private readonly Head.Trainer _head;
    private readonly int[] _unmasked;

    public BidirectionalLstm(Mistakes mistakes, ulong seed, int batchSize)
    {
        _mistakes = mistakes;
        _forwardWeights = Create(seed);
        _backwardWeights = Create(seed + 1);
        _headWeights = Head.Weights.Create(seed + 2);
        _forward = new Direction.Trainer(_forwardWeights, Optimizer(), batchSize);
        _backward = new Direction.Trainer(_backwardWeights, Optimizer(), batchSize);
        _head = new Head.Trainer(_headWeights, Optimizer(), batchSize);
        _unmasked = new int[batchSize];
        Array.Fill(_unmasked, LabelledSequences.Timesteps);
    }

    /// <summary>One step on a batch.</summary>
    /// <returns>The mean loss.</returns>
    public double Train(LabelledSequences batch)
    {
        ReadOnlySpan<int> lengths = LengthsOf(batch);
        float[] forward = new float[batch.Rows * LabelledSequences.Timesteps * Units];
        float[] backward = new float[forward.Length];
        _forward.ForwardOnBatch(batch.Inputs, lengths, forward, finalStates: default);
        _backward.ForwardOnBatch(Reversed(batch, lengths), lengths, backward, finalStates: default);
        float[] both = Merge(forward, backward, lengths);

        ModelGradients gradients = _head.ComputeGradients(both, lengths, batch.ClassIds);
        (float[] forwardGradient, float[] backwardGradient) = Split(gradients.Inputs!, lengths);
        double loss = _head.TrainOnBatch(both, lengths, batch.ClassIds);
        _forward.BackwardOnBatch(forwardGradient, finalStateGradients: default);
        _backward.BackwardOnBatch(backwardGradient, finalStateGradients: default);
        return loss;
    }

    /// <summary>The share of real timesteps, padding left out, whose class is found.</summary>
    public double Accuracy(LabelledSequences test)
    {
        ReadOnlySpan<int> lengths = _mistakes.HasFlag(Mistakes.Padding) ? Full(test.Rows) : test.Lengths;
        float[] forward = new float[test.Rows * LabelledSequences.Timesteps * Units];
        float[] backward = new float[forward.Length];
        new Direction(_forwardWeights, test.Rows).Predict(test.Inputs, lengths, forward);
        new Direction(_backwardWeights, test.Rows).Predict(Reversed(test, lengths), lengths, backward);
        float[] scores = new float[test.Rows * LabelledSequences.Timesteps * LabelledSequences.Classes];
        new Head(_headWeights, test.Rows).Predict(Merge(forward, backward, lengths), lengths, scores);

        int right = 0;
        int all = 0;
        for (int row = 0; row < test.Rows; row++)
        {
            for (int t = 0; t < test.Lengths[row]; t++, all++)
            {
                int element = (row * LabelledSequences.Timesteps) + t;
                right += IndexOfGreatest(scores.AsSpan(element * LabelledSequences.Classes, LabelledSequences.Classes)) == test.ClassIds[element] ? 1 : 0;
            }
        }

        return (double)right / all;
    }

    public void Dispose()
    {
        _forward.Dispose();
        _backward.Dispose();
        _head.Dispose();
    }

    private static Adam Optimizer() => new(LearningRate) { GlobalClipNorm = 1f };

    private static int[] Full(int rows)
    {
        int[] lengths = new int[rows];
        Array.Fill(lengths, LabelledSequences.Timesteps);
        return lengths;
    }

    private static float[] Reversed(LabelledSequences rows, ReadOnlySpan<int> lengths)
    {
        float[] reversed = new float[rows.Inputs.Length];
        Sequence.Reverse(rows.Inputs, reversed, lengths, LabelledSequences.Timesteps);
        return reversed;
    }

    private static int IndexOfGreatest(ReadOnlySpan<float> scores)
    {
        int greatest = 0;
        for (int k = 1; k < scores.Length; k++)
        {
            greatest = scores[k] > scores[greatest] ? k : greatest;
        }

        return greatest;
    }

    private ReadOnlySpan<int> LengthsOf(LabelledSequences batch) => _mistakes.HasFlag(Mistakes.Padding) ? _unmasked : batch.Lengths;

    private Direction.Weights Create(ulong seed)
    {
        Direction.Weights weights = Direction.Weights.Create(seed);
        if (_mistakes.HasFlag(Mistakes.Initialisation))
        {
            var random = new Random((int)seed);
            foreach (string kernel in (string[])["lstm.kernel", "lstm.recurrent_kernel"])
            {
                float[] values = weights.ToArray(kernel);
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = Normal(random);
                }

                weights.CopyFrom(kernel, values);
            }
        }

        if (_mistakes.HasFlag(Mistakes.ForgetBias))
        {
            weights.CopyFrom("lstm.bias", new float[4 * Units]);
        }

        return weights;
    }

    /// <summary>From N(0, 1), by Box and Muller.</summary>
    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private float[] Merge(float[] forward, float[] backward, ReadOnlySpan<int> lengths)
    {
        if (!_mistakes.HasFlag(Mistakes.Order))
        {
            Sequence.Reverse<float>(backward, lengths, LabelledSequences.Timesteps);
        }

        float[] both = new float[2 * forward.Length];
        Sequence.Merge(forward, backward, Units, Units, MergeMode.Concat, both);
        return both;
    }

    /// <summary>The way back through <see cref="Merge"/>.</summary>
    private (float[] Forward, float[] Backward) Split(float[] both, ReadOnlySpan<int> lengths)
    {
        float[] forward = new float[both.Length / 2];
        float[] backward = new float[both.Length / 2];
        for (int i = 0; i < both.Length / (2 * Units); i++)
        {
            both.AsSpan(2 * i * Units, Units).CopyTo(forward.AsSpan(i * Units));
            both.AsSpan(((2 * i) + 1) * Units, Units).CopyTo(backward.AsSpan(i * Units));
        }

        if (!_mistakes.HasFlag(Mistakes.Order))
        {
            Sequence.Reverse<float>(backward, lengths, LabelledSequences.Timesteps);
        }

        return (forward, backward);
    }
}

using System;
using System.Linq;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;

namespace ModelGen;

// What GradientCheck needs to know of a trainer.
public abstract partial class ModelTrainer<TInput>
{
    internal string ModelName => _shape.ModelName;

    internal ModelWeights TrainedWeights => _weights;

    /// <summary>The loss as a step of training reports it: with the regularisers of the weights, which the network in double does not know.</summary>
    internal double ReferenceLoss(ReferenceNetwork network, ReferenceExample[] batch)
    {
        double loss = network.Loss(batch);
        foreach (TensorLayout tensor in _layout.Tensors)
        {
            if (tensor.Penalty != default)
            {
                double[] weights = network.Weights[tensor.Name];
                loss += (tensor.Penalty.L1 * weights.Sum(Math.Abs)) + (tensor.Penalty.L2 * weights.Sum(w => w * w));
            }
        }

        return loss;
    }

    /// <summary>A batch that <see cref="ComputeGradients(ReadOnlySpan{TInput}, ReadOnlySpan{int}, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, ulong?)"/> has accepted, for the network in double.</summary>
    internal ReferenceExample[] ReferenceExamples(ReferenceNetwork network, ReadOnlySpan<TInput> x, ReadOnlySpan<int> lengths, ReadOnlySpan<int> classIds, ReadOnlySpan<float> targets)
    {
        int count = lengths.IsEmpty ? x.Length / (_shape.MaxTimesteps * _shape.Features) : lengths.Length;
        int timesteps = x.Length / (count * _shape.Features);
        var examples = new ReferenceExample[count];
        for (int row = 0; row < count; row++)
        {
            int length = lengths.IsEmpty ? timesteps : lengths[row];
            ReadOnlySpan<TInput> own = x.Slice(row * timesteps * _shape.Features, length * _shape.Features);
            ReferenceRow inputs = typeof(TInput) == typeof(int)
                ? ReferenceRow.FromIds(MemoryMarshal.Cast<TInput, int>(own), length)
                : ReferenceRow.FromFeatures(MemoryMarshal.Cast<TInput, float>(own), _shape.Features, length);
            if (_loss.TakesLabels)
            {
                examples[row] = new ReferenceExample(inputs, []);
                continue;
            }

            int elements = _shape.OutputsOf(length);
            int first = row * _shape.OutputsOf(timesteps);
            double[][] wanted = ReferenceSignal.Zeros(elements, network.Outputs);
            for (int element = 0; element < elements; element++)
            {
                int from = (first + element) * _loss.TargetWidth;
                foreach (OutputHead head in network.Losses)
                {
                    bool sparse = head.Kind == LossKind.SparseCategoricalCrossentropy;
                    if (_loss.TakesClassIds || sparse)
                    {
                        int classId = _loss.TakesClassIds ? classIds[first + element] : (int)targets[from++];
                        wanted[element][head.Column + classId] = 1;
                        continue;
                    }

                    for (int k = 0; k < head.Width; k++)
                    {
                        wanted[element][head.Column + k] = targets[from++];
                    }
                }
            }

            examples[row] = new ReferenceExample(inputs, wanted);
        }

        return examples;
    }

    /// <summary>The same of a batch with labels.</summary>
    internal ReferenceExample[] ReferenceExamples(ReferenceNetwork network, ReadOnlySpan<TInput> x, ReadOnlySpan<int> lengths, LabelSequences labels)
    {
        ReferenceExample[] examples = ReferenceExamples(network, x, lengths, classIds: default, targets: default);
        for (int row = 0; row < examples.Length; row++)
        {
            examples[row] = examples[row] with { Labels = labels.Row(row).ToArray() };
        }

        return examples;
    }
}

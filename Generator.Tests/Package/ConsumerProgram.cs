namespace ModelGen.Tests.Package;

/// <summary>
/// The program of a user who has the package and the README: declares a model, trains it, saves and loads the weights,
/// predicts, steps. It prints the bits of everything that it computes.
/// </summary>
internal static class ConsumerProgram
{
    public const string Text = """
        using System;
        using System.IO;
        using ModelGen;

        namespace Consumer;

        [Model(Features = 5, MaxTimesteps = 7)]
        [Bidirectional]
        [Lstm(9, ReturnSequences = true)]
        [Dropout(0.25)]
        [Lstm(6)]
        [Dense(3)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Classifier;

        [Model(MaxTimesteps = 6)]
        [Embedding(20, 4, MaskZero = true)]
        [Lstm(12, ReturnSequences = true)]
        [Dense(2, Activation = Activation.Sigmoid)]
        public sealed partial class Tagger;

        public static class Program
        {
            public static int Main()
            {
                Console.WriteLine($"{Classifier.ParameterCount} parameters");

                // 24 sequences of different lengths, some of them empty.
                const int Count = 24;
                float[] inputs = new float[Count * Classifier.MaxTimesteps * Classifier.Features];
                for (int i = 0; i < inputs.Length; i++)
                {
                    inputs[i] = (((i * 37) % 101) - 50) / 40f;
                }

                int[] labels = new int[Count];
                int[] lengths = new int[Count];
                for (int i = 0; i < Count; i++)
                {
                    labels[i] = i % Classifier.Outputs;
                    lengths[i] = i % (Classifier.MaxTimesteps + 1);
                }

                Classifier.Weights weights = Classifier.Weights.Create(seed: 7);
                using (var trainer = new Classifier.Trainer(weights, new Adam(0.01f) { ClipNorm = 1f }, batchSize: 8))
                {
                    TrainingHistory history = trainer.Fit(new SequenceDataset<float>(inputs, Count, Classifier.MaxTimesteps, labels, lengths), epochs: 3);
                    foreach (EpochResult epoch in history.Epochs)
                    {
                        Console.WriteLine($"loss {BitConverter.DoubleToInt64Bits(epoch.Loss):x16}");
                    }
                }

                string path = Path.Combine(AppContext.BaseDirectory, "classifier.safetensors");
                weights.Save(path);
                var model = new Classifier(Classifier.Weights.Load(path), batchSize: 4);
                float[] scores = new float[Count * Classifier.Outputs];
                model.Predict(inputs, lengths, scores);
                Console.WriteLine($"classifier {Hash(scores):x16}");

                var tagger = new Tagger(Tagger.Weights.Create(seed: 3));
                #pragma warning disable MG2006 // a timestep that is skipped in the middle of a row is meant here
                int[] ids = [5, 0, 19, 7, 1, 2];
                float[] tags = new float[ids.Length * Tagger.Outputs];
                tagger.Predict(ids, tags);
                float[] stepped = new float[tags.Length];
                for (int t = 0; t < ids.Length; t++)
                {
                    tagger.Step(ids.AsSpan(t, 1), stepped.AsSpan(t * Tagger.Outputs, Tagger.Outputs));
                }

                Console.WriteLine($"tagger {Hash(tags):x16}");

                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 100; i++)
                {
                    model.Predict(inputs, lengths, scores);
                    tagger.Predict(ids, tags);
                }

                Console.WriteLine($"{GC.GetAllocatedBytesForCurrentThread() - before} bytes allocated");
                return Hash(tags) == Hash(stepped) ? 0 : 1;
            }

            private static ulong Hash(ReadOnlySpan<float> values)
            {
                ulong hash = 14695981039346656037;
                foreach (float value in values)
                {
                    hash = (hash ^ BitConverter.SingleToUInt32Bits(value)) * 1099511628211;
                }

                return hash;
            }
        }
        """;

    /// <summary>A pattern of what the program prints.</summary>
    public const string ExpectedOutput = @"^\d{3,4} parameters\n(loss [0-9a-f]{16}\n){3}classifier [0-9a-f]{16}\ntagger [0-9a-f]{16}\n0 bytes allocated\n$";
}

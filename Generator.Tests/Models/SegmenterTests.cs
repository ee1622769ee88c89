using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;
using Xunit.Abstractions;

namespace ModelGen.Tests.Models;

/// <summary>
/// The word segmenter that ICU4X ships for Thai, a model that nobody here trained: Embedding(74, 40), bidirectional
/// LSTM(27), Dense(4, softmax) over the labels b, i, e, s. Its files are third-party data that is not committed: they are
/// looked for in <c>shared/models</c> beside the repository, and where they are not there is nothing to test.
/// </summary>
public sealed class SegmenterTests(ITestOutputHelper log)
{
    private const string Labels = "bies";

    [Fact]
    public void LabelsAndProbabilitiesOfThirtyTexts()
    {
        string folder = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared", "models", "thai-segmenter"));
        if (!Directory.Exists(folder))
        {
            log.WriteLine($"Not run: {folder} does not exist.");
            return;
        }

        (int[] Ids, string Labels, double[] Probabilities)[] texts = [.. ReadTexts(Path.Combine(folder, "golden.json"))];
        Assert.Equal(30, texts.Length);
        int timesteps = texts.Max(t => t.Ids.Length);
        ModelDescription description = new ModelBuilder("Segmenter", features: 0, timesteps)
            .Embedding(74, 40)
            .Bidirectional(27, returnSequences: true)
            .Dense(4, Activation.Softmax)
            .Build();
        CompiledModel model = TestModelFactory.Compile([description])["Segmenter"];
        ModelWeights weights = model.CreateWeights(ReadWeights(Path.Combine(folder, "weights.json")));

        var ids = new int[texts.Length * timesteps];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i].Ids.CopyTo(ids, i * timesteps);
        }

        var batchOutputs = new float[texts.Length * timesteps * Labels.Length];
        int[] lengths = [.. texts.Select(t => t.Ids.Length)];
        model.Instantiate(weights, batchSize: 8).Predict(null, new ModelInput(ids), lengths, batchOutputs);

        ModelInstance single = model.Instantiate(weights);
        var network = new ReferenceNetwork(model.Description, weights);
        for (int i = 0; i < texts.Length; i++)
        {
            int length = lengths[i] * Labels.Length;
            ReadOnlySpan<float> row = batchOutputs.AsSpan(i * timesteps * Labels.Length, timesteps * Labels.Length);
            var outputs = new float[length];
            single.Predict(null, new ModelInput(texts[i].Ids), outputs);

            Assert.Equal(outputs, row[..length].ToArray());
            Assert.All(row[length..].ToArray(), value => Assert.Equal(0, value));
            Assert.Equal(texts[i].Labels, ToLabels(outputs));
            AssertClose(texts[i].Probabilities, outputs, 2e-6);
            double[] reference = [.. network.Forward(ReferenceRow.FromIds(texts[i].Ids, lengths[i])).Outputs.SelectMany(o => o)];
            AssertClose(reference, outputs, 2e-6);
        }
    }

    private static string ToLabels(float[] outputs)
        => string.Concat(outputs.Chunk(Labels.Length).Select(p => Labels[Array.IndexOf(p, p.Max())]));

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static IEnumerable<(int[] Ids, string Labels, double[] Probabilities)> ReadTexts(string path)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (JsonElement text in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            yield return (
                [.. text.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())],
                text.GetProperty("icu4x_expected_bies").GetString()!,
                [.. text.GetProperty("probs").GetProperty("data").EnumerateArray().Select(p => p.GetDouble())]);
        }
    }

    private static Dictionary<string, float[]> ReadWeights(string path)
    {
        string[] names =
        [
            "embedding.embeddings",
            "bidirectional.forward.kernel", "bidirectional.forward.recurrent_kernel", "bidirectional.forward.bias",
            "bidirectional.backward.kernel", "bidirectional.backward.recurrent_kernel", "bidirectional.backward.bias",
            "dense.kernel", "dense.bias",
        ];
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
        return names.Select((name, i) => (name, Values: json.RootElement.GetProperty($"mat{i + 1}").GetProperty("data").EnumerateArray().Select(v => v.GetSingle())))
            .ToDictionary(pair => pair.name, pair => pair.Values.ToArray());
    }

    private static string RepositoryRoot([CallerFilePath] string file = "")
    {
        string? folder = Path.GetDirectoryName(file);
        while (folder is not null && !File.Exists(Path.Combine(folder, "ModelGen.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException($"No ModelGen.sln above {file}.");
    }
}

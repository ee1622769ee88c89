using System;
using System.IO;
using Xunit;

namespace ModelGen.Tests.Text;

public sealed class TextVectorizationFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void SavedAndLoaded()
    {
        var layer = new TextVectorization(new TextVectorizationOptions
        {
            MaxTokens = 7,
            Standardize = TextStandardization.Lower,
            Split = TextSplit.Character,
            Ngrams = [2, 1],
            OutputMode = TextOutput.TfIdf,
            PadToMaxTokens = true,
        });
        layer.Adapt(["Ab \"", "b😀\n", "[a"]);
        layer.Save(_path);
        TextVectorization loaded = TextVectorization.Load(_path);
        Assert.Equal(layer.Options with { Ngrams = [] }, loaded.Options with { Ngrams = [] });
        Assert.Equal(layer.Options.Ngrams, loaded.Options.Ngrams);
        Assert.Equal(layer.Vocabulary, loaded.Vocabulary);
        Assert.Equal(layer.Frequencies, loaded.Frequencies);
        Assert.Equal(layer.IdfWeights, loaded.IdfWeights);
        Assert.Equal(layer.Encode(["ab 😀", "z"]), loaded.Encode(["ab 😀", "z"]));
        loaded.Adapt(["other"]);

        var given = new TextVectorization(["a", "b"], new TextVectorizationOptions { OutputSequenceLength = 3 });
        given.Save(_path);
        loaded = TextVectorization.Load(_path);
        Assert.Equal([2, 1, 3], loaded.Vectorize(["a c b a"]).Values);
        Assert.Throws<InvalidOperationException>(() => loaded.Adapt(["c"]));

        // Not adapted yet.
        new TextVectorization().Save(_path);
        Assert.Equal(["", "[UNK]"], TextVectorization.Load(_path).Vocabulary);
    }

    /// <summary>Keras' vocabulary.txt: a token per line, special ones first.</summary>
    [Fact]
    public void KerasVocabularyFile()
    {
        File.WriteAllText(_path, "\n[UNK]\nfoo\nbar\nbaz\n");
        Assert.Equal([2, 3, 4, 1], new TextVectorization(File.ReadAllLines(_path)).Vectorize(["foo bar baz unknown"]).Values);
    }

    [Theory]
    [InlineData("\"max_tokens\": null", "\"max_tokens\": \"7\"", "\"max_tokens\" is \"7\"; expected a whole number.")]
    [InlineData("\"max_tokens\": null", "\"max_tokens\": 2", "\"vocabulary\" has 4 entries; expected at most max_tokens = 2.")]
    [InlineData("\"max_tokens\": null", "\"max_tokens\": 1", "MaxTokens must be greater than 1, it is 1.")]
    [InlineData("\"format\"", "\"form\"", "\"format\" is missing.")]
    [InlineData("modelgen.text", "other.text", "this is no saved TextVectorization")]
    [InlineData("\"version\": 1", "\"version\": 2", "\"version\" is 2; this library reads 1.")]
    [InlineData("\"lower\"", "\"upper\"", "\"standardize\" is \"upper\"; expected one of lower_and_strip_punctuation, lower, strip_punctuation, none.")]
    [InlineData("\"fixed_vocabulary\": false", "\"fixed_vocabulary\": 0", "\"fixed_vocabulary\" is 0; expected true or false.")]
    [InlineData("\"a\"", "\"b\"", "the vocabulary has 'b' twice, as entries 2 and 3.")]
    [InlineData("\"[UNK]\"", "\"UNK\"", "\"vocabulary\" must start with \"\", \"[UNK]\" for the output mode Int.")]
    [InlineData("\"a\"", "5", "\"vocabulary\"[3] is not a string.")]
    [InlineData("\"ngrams\": []", "\"ngrams\": [1.5]", "\"ngrams\"[0] is 1.5, which is no valid number there.")]
    [InlineData("\"ngrams\": []", "\"ngrams\": 2", "\"ngrams\" is 2; expected an array.")]
    [InlineData("\"idf_weights\": []", "\"idf_weights\": [1]", "\"idf_weights\" has 1 entries; expected none for the output mode Int.")]
    [InlineData("\"idf_weights\": []", "\"idf_weights\": [1e99]", "\"idf_weights\"[0] is 1e99")]
    [InlineData("\"idf_weights\": []", "\"idf_weights\": [", ": this is no JSON: ")]
    [InlineData("\"version\": 1", "\"version\": x", ": line 3, position 14: this is no JSON: ")]
    public void DamagedFilesAreNamed(string found, string replaced, string message)
    {
        var layer = new TextVectorization(new TextVectorizationOptions { Standardize = TextStandardization.Lower });
        layer.Adapt(["b b a"]);
        layer.Save(_path);
        string text = File.ReadAllText(_path);
        Assert.Contains(found, text);
        File.WriteAllText(_path, text.Replace(found, replaced));
        string thrown = Assert.Throws<FormatException>(() => TextVectorization.Load(_path)).Message;
        Assert.StartsWith(_path, thrown);
        Assert.Contains(message, thrown);
    }

    /// <summary>What an editor puts before UTF-8 is no part of it; an empty file has no JSON.</summary>
    [Fact]
    public void AByteOrderMarkIsNoContent()
    {
        new TextVectorization(["a", "b"]).Save(_path);
        File.WriteAllText(_path, File.ReadAllText(_path), new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(0xEF, File.ReadAllBytes(_path)[0]);
        Assert.Equal(["", "[UNK]", "a", "b"], TextVectorization.Load(_path).Vocabulary);
        File.WriteAllBytes(_path, [0xEF, 0xBB, 0xBF]);
        Assert.StartsWith($"{_path}: line 1, position 1: this is no JSON: ", Assert.Throws<FormatException>(() => TextVectorization.Load(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongUseIsRefused()
    {
        Refused("MaxTokens must be greater than 1, it is 1.", () => new TextVectorization(new TextVectorizationOptions { MaxTokens = 1 }));
        Refused("PadToMaxTokens needs MaxTokens.", () => new TextVectorization(new TextVectorizationOptions { OutputMode = TextOutput.Count, PadToMaxTokens = true }));
        Refused("PadToMaxTokens is for the output modes", () => new TextVectorization(new TextVectorizationOptions { MaxTokens = 5, PadToMaxTokens = true }));
        Refused("OutputSequenceLength is for the output mode Int, which is Count.", () => new TextVectorization(new TextVectorizationOptions { OutputMode = TextOutput.Count, OutputSequenceLength = 3 }));
        Refused("OutputSequenceLength must be at least 1, it is 0.", () => new TextVectorization(new TextVectorizationOptions { OutputSequenceLength = 0 }));
        Refused("Ngrams are widths of at least 1, one is 0.", () => new TextVectorization(new TextVectorizationOptions { Ngrams = [1, 0] }));
        Refused("there is no split 9.", () => new TextVectorization(new TextVectorizationOptions { Split = (TextSplit)9 }));

        Refused("the vocabulary is empty.", () => new TextVectorization([]));
        Refused("the vocabulary has 'a' twice, as entries 0 and 2.", () => new TextVectorization(["a", "b", "a"]));
        Refused("the vocabulary has 'a' twice, as entries 2 and 4.", () => new TextVectorization(["", "[UNK]", "a", "b", "a"]));
        Refused("entry 1 of the vocabulary is empty;", () => new TextVectorization(["a", ""]));
        Refused("entry 0 of the vocabulary has half a surrogate pair", () => new TextVectorization(["\uD83D"]));
        Refused("the vocabulary has 4 entries with the special ones; MaxTokens is 3.", () => new TextVectorization(["a", "b"], new TextVectorizationOptions { MaxTokens = 3 }));
        Refused("0 idf weights for a vocabulary of 1 entries;", () => new TextVectorization(["a"], new TextVectorizationOptions { OutputMode = TextOutput.TfIdf }));
        Refused("idf weights are for the output mode TfIdf, which is Int.", () => new TextVectorization(["a"], null, [1f]));
        Refused("idf weight 0 is NaN; weights are finite.", () => new TextVectorization(["a"], new TextVectorizationOptions { OutputMode = TextOutput.TfIdf }, [float.NaN]));

        var layer = new TextVectorization();
        layer.Adapt(["a b"]);
        Refused("text 1 is null.", () => layer.Adapt(["c", null!]));
        Refused("text 0 is null.", () => layer.Vectorize([null!]));
        var huge = new TextVectorization(["a"], new TextVectorizationOptions { OutputSequenceLength = int.MaxValue });
        Refused("2 texts of 2147483647 ids are 4294967294 elements; an array holds at most 2147483591.", () => huge.Vectorize(["a", "a"]));
        Assert.Empty(huge.Vectorize([]).Values);
        Refused("the text has 3 tokens; the span has room for 2.", () => layer.Vectorize("a b c", new int[2]));
        Refused("the vocabulary has 'c' twice", () => layer.SetVocabulary(["c", "c"]));
        Assert.Equal(["", "[UNK]", "b", "a"], layer.Vocabulary);
        Assert.Contains("the output mode is Int; use Vectorize.", Assert.Throws<InvalidOperationException>(() => layer.Encode("a", new float[4])).Message);

        var idf = new TextVectorization(new TextVectorizationOptions { OutputMode = TextOutput.TfIdf });
        Assert.Contains("there are no document frequencies yet", Assert.Throws<InvalidOperationException>(() => idf.Encode("a", new float[1])).Message);
        Assert.Contains("use Encode.", Assert.Throws<InvalidOperationException>(() => idf.Vectorize(["a"])).Message);
        Refused("a vector is [OutputWidth] = [1]; the span has 2 elements.", () => idf.Encode("a", new float[2]));
        Refused(
            "the ids are [OutputSequenceLength] = [3]; the span has 4 elements.",
            () => new TextVectorization(["a"], new TextVectorizationOptions { OutputSequenceLength = 3 }).Vectorize("a", new int[4]));

        static void Refused(string message, Action act) => Assert.StartsWith($"TextVectorization: {message}", Assert.ThrowsAny<ArgumentException>(act).Message);
    }
}

using System;
using System.Collections.Generic;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Texts to ids or to vectors over a vocabulary: Keras' TextVectorization in its word and character modes. A text is standardised, split
/// into tokens, which may be joined to n-grams; a token's id is its place in the vocabulary.
/// </summary>
/// <remarks>
/// The vocabulary starts with <c>""</c> (padding, id 0) and <c>"[UNK]"</c> (unknown tokens, id 1) for <see cref="TextOutput.Int"/>, and with
/// <c>"[UNK]"</c> alone (index 0) for the other outputs. After it has its vocabulary an instance may be used by many threads.
/// </remarks>
public sealed partial class TextVectorization
{
    /// <summary>The vocabulary's entry for padding.</summary>
    public const string PaddingToken = "";

    /// <summary>The vocabulary's entry for tokens that are not in it.</summary>
    public const string UnknownToken = "[UNK]";

    private const string Owner = nameof(TextVectorization);

    private readonly bool _fixed;
    private readonly int[] _widths;
    private Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private string[] _vocabulary;
    private long[] _frequencies = [];
    private float[] _idf = [];

    /// <summary>A vectoriser that has yet to be adapted.</summary>
    /// <param name="options">Keras' arguments; null for its defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, or does not go with another.</exception>
    public TextVectorization(TextVectorizationOptions? options = null)
        : this(options, isFixed: false)
    {
    }

    private TextVectorization(TextVectorizationOptions? options, bool isFixed)
    {
        _fixed = isFixed;
        options ??= new TextVectorizationOptions();
        int[] ngrams = [.. options.Ngrams ?? []];
        Options = options with { Ngrams = ngrams };
        Require(Enum.IsDefined(Options.Standardize), $"there is no standardisation {Options.Standardize}");
        Require(Enum.IsDefined(Options.Split), $"there is no split {Options.Split}");
        Require(Enum.IsDefined(Options.OutputMode), $"there is no output mode {Options.OutputMode}");
        Require(Options.MaxTokens is null or > 1, $"MaxTokens must be greater than 1, it is {Options.MaxTokens}");
        Require(Options.OutputSequenceLength is null or > 0, $"OutputSequenceLength must be at least 1, it is {Options.OutputSequenceLength}");
        Require(Options.OutputSequenceLength is null || IsInt, $"OutputSequenceLength is for the output mode Int, which is {Options.OutputMode}");
        Require(!Options.PadToMaxTokens || !IsInt, "PadToMaxTokens is for the output modes MultiHot, Count and TfIdf, the output mode is Int");
        Require(!Options.PadToMaxTokens || Options.MaxTokens is not null, "PadToMaxTokens needs MaxTokens");
        foreach (int width in ngrams)
        {
            Require(width > 0, $"Ngrams are widths of at least 1, one is {width}");
        }

        // A token by itself is an n-gram of width 1.
        _widths = ngrams.Length > 0 ? ngrams : [1];
        _vocabulary = Special;

        static void Require(bool condition, string problem)
        {
            if (!condition)
            {
                throw new ArgumentException($"{Owner}: {problem}.", nameof(options));
            }
        }
    }

    /// <summary>A vectoriser with a given vocabulary, which cannot be adapted.</summary>
    /// <param name="vocabulary">Tokens in the order of their ids; the special ones may be left out.</param>
    /// <param name="options">Keras' arguments; null for its defaults.</param>
    /// <param name="idfWeights">A weight per entry of <paramref name="vocabulary"/> for <see cref="TextOutput.TfIdf"/>; otherwise none.</param>
    /// <exception cref="ArgumentException">The vocabulary or an option is not valid; the message says which and why.</exception>
    public TextVectorization(IReadOnlyList<string> vocabulary, TextVectorizationOptions? options = null, ReadOnlySpan<float> idfWeights = default)
        : this(options, isFixed: true)
        => Replace(vocabulary, idfWeights);

    /// <summary>The options.</summary>
    public TextVectorizationOptions Options { get; }

    /// <summary>The tokens in the order of their ids, special ones first.</summary>
    public IReadOnlyList<string> Vocabulary => _vocabulary;

    /// <summary>How often <see cref="Adapt"/> met each entry of <see cref="Vocabulary"/> (special ones: 0). Empty for a vocabulary that was given.</summary>
    public IReadOnlyList<long> Frequencies => _frequencies;

    /// <summary>The inverse document frequency of each entry of <see cref="Vocabulary"/> for <see cref="TextOutput.TfIdf"/>, otherwise empty.</summary>
    public IReadOnlyList<float> IdfWeights => _idf;

    /// <summary>The length of a vector: the vocabulary's, or <see cref="TextVectorizationOptions.MaxTokens"/> with <see cref="TextVectorizationOptions.PadToMaxTokens"/>.</summary>
    public int OutputWidth => Options.PadToMaxTokens ? Options.MaxTokens!.Value : _vocabulary.Length;

    private bool IsInt => Options.OutputMode == TextOutput.Int;

    private string[] Special => IsInt ? [PaddingToken, UnknownToken] : [UnknownToken];

    private int UnknownId => IsInt ? 1 : 0;

    /// <summary>Gives the vectoriser a vocabulary in place of the one that it has.</summary>
    /// <param name="vocabulary">
    /// Tokens in the order of their ids; the special ones may be left out, or come first. The lines of Keras' <c>vocabulary.txt</c> are one.
    /// </param>
    /// <param name="idfWeights">
    /// A weight per entry of <paramref name="vocabulary"/> for <see cref="TextOutput.TfIdf"/>, otherwise none. The unknown token's is the mean
    /// of all if it was left out, as in Keras.
    /// </param>
    /// <exception cref="ArgumentException">The vocabulary is empty, too large, or has an entry twice, or the weights do not fit; the old one is still in place.</exception>
    /// <exception cref="InvalidOperationException">The vocabulary was fixed at construction.</exception>
    public void SetVocabulary(IReadOnlyList<string> vocabulary, ReadOnlySpan<float> idfWeights = default)
    {
        RequireNotFixed();
        Replace(vocabulary, idfWeights);
    }

    /// <summary>The number of ids of a text, before it is cut off or padded.</summary>
    public int CountTokens(ReadOnlySpan<char> text)
    {
        using var tokens = new TextTokens(text, Options.Standardize, Options.Split);
        return Count(tokens);
    }

    /// <summary>A text's ids; allocates nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">
    /// Receives the ids, then padding (0). Its length is <see cref="TextVectorizationOptions.OutputSequenceLength"/>; without that option it must
    /// hold all of the text's ids.
    /// </param>
    /// <returns>How many of the ids are not padding.</returns>
    /// <exception cref="ArgumentException"><paramref name="ids"/> has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The output mode is not <see cref="TextOutput.Int"/>.</exception>
    public int Vectorize(ReadOnlySpan<char> text, Span<int> ids)
    {
        RequireMode(IsInt, nameof(Encode));
        if (Options.OutputSequenceLength is { } length && ids.Length != length)
        {
            throw new ArgumentException($"{Owner}: the ids are [OutputSequenceLength] = [{length}]; the span has {ids.Length} elements.", nameof(ids));
        }

        using var tokens = new TextTokens(text, Options.Standardize, Options.Split);
        int count = Count(tokens);
        if (count > ids.Length)
        {
            if (Options.OutputSequenceLength is null)
            {
                throw new ArgumentException($"{Owner}: the text has {count} tokens; the span has room for {ids.Length}. CountTokens tells, or set OutputSequenceLength.", nameof(ids));
            }

            count = ids.Length;
        }

        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        int written = 0;
        foreach (int width in _widths)
        {
            int here = Math.Min(tokens.CountOf(width), count - written);
            for (int first = 0; first < here; first++)
            {
                ReadOnlySpan<char> token = tokens.Ngram(first, width);
                ids[written++] = token.IsEmpty ? 0 : lookup.TryGetValue(token, out int id) ? id : UnknownId;
            }
        }

        ids[written..].Clear();
        return written;
    }

    /// <summary>The ids of several texts, padded at their ends to <see cref="TextVectorizationOptions.OutputSequenceLength"/> or to the longest one.</summary>
    /// <exception cref="ArgumentException">A text is null, or the rows do not fit an array.</exception>
    /// <exception cref="InvalidOperationException">The output mode is not <see cref="TextOutput.Int"/>.</exception>
    public PaddedSequences<int> Vectorize(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        RequireMode(IsInt, nameof(Encode));
        int timesteps = Options.OutputSequenceLength ?? 0;
        for (int i = 0; i < texts.Count && Options.OutputSequenceLength is null; i++)
        {
            timesteps = Math.Max(timesteps, CountTokens(Text(texts, i)));
        }

        long elements = (long)texts.Count * timesteps;
        if (elements > Array.MaxLength)
        {
            throw new ArgumentException($"{Owner}: {texts.Count} texts of {timesteps} ids are {elements} elements; an array holds at most {Array.MaxLength}.", nameof(texts));
        }

        int[] ids = new int[texts.Count * timesteps];
        int[] lengths = new int[texts.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            // Without a fixed length the row is as long as the longest text, so that it holds any of them.
            lengths[i] = Vectorize(Text(texts, i), ids.AsSpan(i * timesteps, timesteps));
        }

        return new PaddedSequences<int>(ids, lengths, timesteps, features: 1);
    }

    /// <summary>A text's vector over the vocabulary; allocates nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vector">Receives <c>[OutputWidth]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length.</exception>
    /// <exception cref="InvalidOperationException">The output mode is <see cref="TextOutput.Int"/>, or <see cref="TextOutput.TfIdf"/> without weights.</exception>
    public void Encode(ReadOnlySpan<char> text, Span<float> vector)
    {
        RequireMode(!IsInt, nameof(Vectorize));
        if (vector.Length != OutputWidth)
        {
            throw new ArgumentException($"{Owner}: a vector is [OutputWidth] = [{OutputWidth}]; the span has {vector.Length} elements.", nameof(vector));
        }

        if (Options.OutputMode == TextOutput.TfIdf && _idf.Length == 0)
        {
            throw new InvalidOperationException($"{Owner}: there are no document frequencies yet. Call Adapt or SetVocabulary first.");
        }

        using var tokens = new TextTokens(text, Options.Standardize, Options.Split);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        vector.Clear();
        foreach (int width in _widths)
        {
            for (int first = 0; first < tokens.CountOf(width); first++)
            {
                // The empty token is padding, which no vector has a place for.
                ReadOnlySpan<char> token = tokens.Ngram(first, width);
                if (!token.IsEmpty)
                {
                    ref float element = ref vector[lookup.TryGetValue(token, out int id) ? id : UnknownId];
                    element = Options.OutputMode == TextOutput.MultiHot ? 1f : element + 1f;
                }
            }
        }

        for (int i = 0; i < _idf.Length; i++)
        {
            vector[i] *= _idf[i];
        }
    }

    /// <summary>The vectors of several texts: <c>[texts, OutputWidth]</c>.</summary>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="InvalidOperationException">As for one text.</exception>
    public float[] Encode(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        float[] vectors = new float[checked(texts.Count * OutputWidth)];
        for (int i = 0; i < texts.Count; i++)
        {
            Encode(Text(texts, i), vectors.AsSpan(i * OutputWidth, OutputWidth));
        }

        return vectors;
    }

    private void Replace(IReadOnlyList<string> vocabulary, ReadOnlySpan<float> idfWeights)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        string[] special = Special;
        int given = StartsWith(vocabulary, special) ? special.Length : 0;
        int size = special.Length + vocabulary.Count - given;
        if (vocabulary.Count == 0)
        {
            throw new ArgumentException($"{Owner}: the vocabulary is empty.", nameof(vocabulary));
        }

        if (size > (Options.MaxTokens ?? int.MaxValue))
        {
            throw new ArgumentException($"{Owner}: the vocabulary has {size} entries with the special ones; MaxTokens is {Options.MaxTokens}.", nameof(vocabulary));
        }

        if (idfWeights.Length != (Options.OutputMode == TextOutput.TfIdf ? vocabulary.Count : 0))
        {
            throw new ArgumentException(
                Options.OutputMode == TextOutput.TfIdf
                    ? $"{Owner}: {idfWeights.Length} idf weights for a vocabulary of {vocabulary.Count} entries; the output mode TfIdf needs one for each."
                    : $"{Owner}: idf weights are for the output mode TfIdf, which is {Options.OutputMode}.",
                nameof(idfWeights));
        }

        var tokens = new string[size - special.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = vocabulary[given + i] ?? throw new ArgumentException($"{Owner}: entry {given + i} of the vocabulary is null.", nameof(vocabulary));
        }

        Dictionary<string, int> ids = Index(tokens, given, nameof(vocabulary));
        float[] idf = [];
        if (!idfWeights.IsEmpty)
        {
            int bad = FiniteCheck.IndexOfNonFinite(idfWeights);
            if (bad >= 0)
            {
                throw new ArgumentException($"{Owner}: idf weight {bad} is {idfWeights[bad]}; weights are finite.", nameof(idfWeights));
            }

            idf = WithSpecial(idfWeights, special.Length - given);
        }

        (_ids, _vocabulary, _frequencies, _idf) = (ids, [.. special, .. tokens], [], idf);
    }

    private static string Text(IReadOnlyList<string> texts, int index)
        => texts[index] ?? throw new ArgumentException($"{Owner}: text {index} is null.", nameof(texts));

    private static bool StartsWith(IReadOnlyList<string> vocabulary, string[] special)
    {
        for (int i = 0; i < special.Length; i++)
        {
            if (i >= vocabulary.Count || vocabulary[i] != special[i])
            {
                return false;
            }
        }

        return true;
    }

    private Dictionary<string, int> Index(string[] tokens, int given, string parameter)
    {
        int first = Special.Length;
        var ids = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        for (int i = 0; i < tokens.Length; i++)
        {
            if (IsInt && tokens[i].Length == 0)
            {
                throw new ArgumentException($"{Owner}: entry {given + i} of the vocabulary is empty; the padding token comes first, with the unknown one after it, or not at all.", parameter);
            }

            if (!IsWellFormed(tokens[i]))
            {
                throw new ArgumentException($"{Owner}: entry {given + i} of the vocabulary has half a surrogate pair; no text has such a token.", parameter);
            }

            if (!ids.TryAdd(tokens[i], first + i))
            {
                throw new ArgumentException($"{Owner}: the vocabulary has '{tokens[i]}' twice, as entries {given + ids[tokens[i]] - first} and {given + i}.", parameter);
            }
        }

        return ids;
    }

    private int Count(in TextTokens tokens)
    {
        int count = 0;
        foreach (int width in _widths)
        {
            count += tokens.CountOf(width);
        }

        return count;
    }

    private void RequireNotFixed()
    {
        if (_fixed)
        {
            throw new InvalidOperationException($"{Owner}: the vocabulary was given at construction and is fixed.");
        }
    }

    private void RequireMode(bool isRight, string other)
    {
        if (!isRight)
        {
            throw new InvalidOperationException($"{Owner}: the output mode is {Options.OutputMode}; use {other}.");
        }
    }
}

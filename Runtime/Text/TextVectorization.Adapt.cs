using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using ModelGen.CompilerServices;

namespace ModelGen;

public sealed partial class TextVectorization
{
    /// <summary>
    /// Makes the vocabulary of the tokens of <paramref name="texts"/>, the most frequent first and equally frequent ones in descending order of
    /// their code points, as Keras does. Earlier vocabularies are replaced. Texts without a token change nothing.
    /// </summary>
    /// <param name="texts">Texts; for <see cref="TextOutput.TfIdf"/> each is a document.</param>
    /// <exception cref="ArgumentException">A text is null; the old vocabulary is still in place.</exception>
    /// <exception cref="InvalidOperationException">The vocabulary was fixed at construction.</exception>
    public void Adapt(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        RequireNotFixed();
        var counts = new Dictionary<string, TokenCount>(StringComparer.Ordinal);
        Dictionary<string, TokenCount>.AlternateLookup<ReadOnlySpan<char>> lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        int documents = 0;
        foreach (string text in texts)
        {
            if (text is null)
            {
                throw new ArgumentException($"{Owner}: text {documents} is null.", nameof(texts));
            }

            documents++;
            using var tokens = new TextTokens(text, Options.Standardize, Options.Split);
            foreach (int width in _widths)
            {
                for (int first = 0; first < tokens.CountOf(width); first++)
                {
                    ref TokenCount count = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, tokens.Ngram(first, width), out _);
                    count.Occurrences++;
                    if (count.LastDocument != documents)
                    {
                        count.LastDocument = documents;
                        count.Documents++;
                    }
                }
            }
        }

        if (counts.Count > 0)
        {
            Learn(counts, documents);
        }
    }

    private void Learn(Dictionary<string, TokenCount> counts, int documents)
    {
        counts.Remove(PaddingToken);
        counts.Remove(UnknownToken);
        string[] special = Special;
        string[] tokens = [.. counts.Keys];
        Array.Sort(tokens, (a, b) =>
        {
            int order = counts[b].Occurrences.CompareTo(counts[a].Occurrences);
            return order != 0 ? order : TokenOrder.Instance.Compare(b, a);
        });
        if (Options.MaxTokens is { } most && tokens.Length > most - special.Length)
        {
            tokens = tokens[..(most - special.Length)];
        }

        long[] frequencies = new long[special.Length + tokens.Length];
        float[] idf = Options.OutputMode == TextOutput.TfIdf ? new float[tokens.Length] : [];
        for (int i = 0; i < tokens.Length; i++)
        {
            TokenCount count = counts[tokens[i]];
            frequencies[special.Length + i] = count.Occurrences;
            if (idf.Length > 0)
            {
                idf[i] = (float)DeterministicMath.Log(1.0 + ((double)documents / (1 + count.Documents)));
            }
        }

        (_ids, _vocabulary, _frequencies, _idf) = (Index(tokens, 0, nameof(counts)), [.. special, .. tokens], frequencies, WithSpecial(idf, special.Length));
    }

    // The unknown token was in no document; Keras gives it the mean weight.
    private float[] WithSpecial(ReadOnlySpan<float> weights, int missing)
    {
        if (Options.OutputMode != TextOutput.TfIdf)
        {
            return [];
        }

        double sum = 0;
        foreach (float weight in weights)
        {
            sum += weight;
        }

        float[] all = new float[missing + weights.Length];
        all.AsSpan(0, missing).Fill(weights.IsEmpty ? 0f : (float)(sum / weights.Length));
        weights.CopyTo(all.AsSpan(missing));
        return all;
    }

    private static bool IsWellFormed(string token)
    {
        ReadOnlySpan<char> rest = token;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int used) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[used..];
        }

        return true;
    }

    private struct TokenCount
    {
        public long Occurrences;
        public int Documents;
        public int LastDocument;
    }
}

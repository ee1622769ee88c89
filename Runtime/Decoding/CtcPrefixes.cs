using System;

namespace ModelGen;

/// <summary>The prefixes that a beam search has met, as a tree: each is another one and a label. Prefix 0 is the empty one.</summary>
internal sealed class CtcPrefixes
{
    private readonly int[] _parent;
    private readonly int[] _label;
    private readonly int[] _firstChild;
    private readonly int[] _nextSibling;
    private readonly int[] _beam;
    private int _count;

    public CtcPrefixes(int capacity)
    {
        _parent = new int[capacity];
        _label = new int[capacity];
        _firstChild = new int[capacity];
        _nextSibling = new int[capacity];
        _beam = new int[capacity];
        Clear();
    }

    /// <summary>Leaves the empty prefix only.</summary>
    public void Clear()
    {
        _count = 0;
        Create(parent: -1, label: -1);
    }

    /// <summary>Where in the beam a prefix is, or −1.</summary>
    public int BeamOf(int prefix) => _beam[prefix];

    public void SetBeam(int prefix, int beam) => _beam[prefix] = beam;

    /// <summary>Marks the labels by which a prefix, prolonged, is one of the beam.</summary>
    public void MarkChildren(int prefix, bool[] marks, bool mark)
    {
        for (int child = _firstChild[prefix]; child >= 0; child = _nextSibling[child])
        {
            if (_beam[child] >= 0)
            {
                marks[_label[child]] = mark;
            }
        }
    }

    /// <summary>The prefix prolonged by a label: the one that is there, or a new one.</summary>
    public int Child(int prefix, int label)
    {
        for (int child = _firstChild[prefix]; child >= 0; child = _nextSibling[child])
        {
            if (_label[child] == label)
            {
                return child;
            }
        }

        int created = Create(prefix, label);
        _nextSibling[created] = _firstChild[prefix];
        _firstChild[prefix] = created;
        return created;
    }

    /// <summary>Copies the labels of a prefix.</summary>
    /// <returns>Their number.</returns>
    public int CopyTo(int prefix, Span<int> labels)
    {
        int count = 0;
        for (int p = prefix; p != 0; p = _parent[p])
        {
            labels[count++] = _label[p];
        }

        labels[..count].Reverse();
        return count;
    }

    private int Create(int parent, int label)
    {
        int prefix = _count++;
        _parent[prefix] = parent;
        _label[prefix] = label;
        _firstChild[prefix] = -1;
        _nextSibling[prefix] = -1;
        _beam[prefix] = -1;
        return prefix;
    }
}

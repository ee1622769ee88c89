using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.ComponentModel;
using System.IO;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// The parameters of a compiled model. People and files see named logical tensors in Keras layout (<c>lstm.kernel</c>
/// <c>[Features, 4·Units]</c>, row-major); the kernels see <see cref="Packed"/>. Any number of model instances and threads
/// may read one object at the same time; nothing may read it while it is being written (training, <c>CopyFrom</c>,
/// <c>LoadFrom</c>).
/// </summary>
public abstract class ModelWeights
{
    private readonly WeightLayout _layout;
    private readonly Dictionary<string, TensorLayout> _tensors;
    private readonly string[] _names;

    // Not readonly only because Clone gives the copy a buffer of its own.
    private AlignedBuffer _packed;

    private AlignedBuffer? _reduced;
    private int _reducedVersion;
    private int _version;

    /// <summary>Creates weights of the given layout, all 0.</summary>
    protected ModelWeights(WeightLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _layout = layout;
        _packed = new AlignedBuffer(layout.PackedLength);
        _names = new string[layout.Tensors.Length];
        var tensors = new Dictionary<string, TensorLayout>(_names.Length, StringComparer.Ordinal);
        for (int i = 0; i < _names.Length; i++)
        {
            TensorLayout tensor = layout.Tensors[i];
            _names[i] = tensor.Name;
            tensors.Add(tensor.Name, tensor);
            ParameterCount += WeightPacking.Length(tensor);
        }

        _tensors = tensors;
        TensorNames = Array.AsReadOnly(_names);
    }

    /// <summary>The name of the model that these weights belong to.</summary>
    public string ModelName => _layout.ModelName;

    /// <summary>Names of the logical tensors in the order of the layers.</summary>
    public IReadOnlyList<string> TensorNames { get; }

    /// <summary>Number of parameters: the elements of all logical tensors, moving statistics included, without padding.</summary>
    public int ParameterCount { get; }

    /// <summary>
    /// The packed weights that kernels read; docs/weights.md describes them. Lanes that belong to no unit are padding and
    /// hold 0.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBuffer Packed => _packed;

    internal WeightLayout PackedLayout => _layout;

    /// <summary>
    /// The weights as they are now, in the form that kernels with reduced weights read. Instances share one buffer until the weights
    /// change; later changes do not reach it.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBuffer PackedAs(ReducedLayout layout) => PackedAs(layout ?? throw new ArgumentNullException(nameof(layout)), []);

    /// <summary>As above, with batch normalisations folded into the dense layers that read them.</summary>
    /// <param name="layout">The reduced form, or null for floats.</param>
    /// <param name="folds">What to fold.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBuffer PackedAs(ReducedLayout? layout, ImmutableArray<NormalizationFold> folds)
    {
        lock (_names)
        {
            if (_reduced is null || _reducedVersion != _version)
            {
                AlignedBuffer packed = _packed;
                if (!folds.IsDefaultOrEmpty)
                {
                    packed = new AlignedBuffer(_packed.Length);
                    NormalizationFold.Apply(folds, _packed.Span, packed.Span);
                }

                _reduced = layout is null ? packed : ReducedWeights.Create(layout, packed);
                _reducedVersion = _version;
            }

            return _reduced;
        }
    }

    /// <summary>Says that the packed weights were written to.</summary>
    internal void Changed() => _version++;

    /// <summary>The logical shape of a tensor, e.g. [8, 128].</summary>
    /// <exception cref="ArgumentException">The model has no tensor of that name.</exception>
    public ReadOnlySpan<int> ShapeOf(string name) => Find(name).Shape.AsSpan();

    /// <summary>The number of elements of a tensor.</summary>
    /// <exception cref="ArgumentException">The model has no tensor of that name.</exception>
    public int LengthOf(string name) => WeightPacking.Length(Find(name));

    /// <summary>Writes a tensor, row-major in its logical shape, to <paramref name="destination"/>.</summary>
    /// <param name="name">One of <see cref="TensorNames"/>.</param>
    /// <param name="destination">Exactly as many floats as the tensor has elements.</param>
    /// <exception cref="ArgumentException">There is no such tensor, or the span's length is not the tensor's.</exception>
    public void CopyTo(string name, Span<float> destination)
    {
        TensorLayout tensor = Find(name);
        RequireLength(tensor, destination.Length, nameof(destination));
        WeightPacking.Unpack(tensor, _packed.Span, destination);
    }

    /// <summary>A copy of a tensor, row-major in its logical shape.</summary>
    /// <exception cref="ArgumentException">The model has no tensor of that name.</exception>
    public float[] ToArray(string name)
    {
        TensorLayout tensor = Find(name);
        float[] values = new float[WeightPacking.Length(tensor)];
        WeightPacking.Unpack(tensor, _packed.Span, values);
        return values;
    }

    /// <summary>Replaces a tensor's values.</summary>
    /// <param name="name">One of <see cref="TensorNames"/>.</param>
    /// <param name="source">The new values, row-major in the tensor's logical shape.</param>
    /// <exception cref="ArgumentException">There is no such tensor, or the span's length is not the tensor's.</exception>
    public void CopyFrom(string name, ReadOnlySpan<float> source)
    {
        TensorLayout tensor = Find(name);
        RequireLength(tensor, source.Length, nameof(source));
        WeightPacking.Pack(tensor, source, _packed.Span);
        Changed();
    }

    /// <summary>Takes over all values of other weights of the same model.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> belongs to another model.</exception>
    public void CopyFrom(ModelWeights other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!ReferenceEquals(other._layout, _layout))
        {
            throw new ArgumentException($"{ModelName}: these weights cannot take the values of {other.ModelName}'s.", nameof(other));
        }

        other._packed.Span.CopyTo(_packed.Span);
        Changed();
    }

    /// <summary>
    /// Saves all tensors in the safetensors format, atomically: they are written to a temporary file in the same folder,
    /// flushed to the disk, and take the place of <paramref name="path"/> in one rename. When anything fails, an existing
    /// file stays as it was and the temporary file is removed.
    /// </summary>
    /// <param name="path">The file, by convention named <c>*.safetensors</c>.</param>
    /// <exception cref="InvalidOperationException">A weight is NaN or infinite; nothing was written.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder is read-only.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireFinite();
        AtomicFile.Write(path, WriteTo);
    }

    /// <summary>Writes all tensors in the safetensors format. The stream is left open.</summary>
    /// <exception cref="InvalidOperationException">A weight is NaN or infinite; nothing was written.</exception>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        RequireFinite();
        WriteTo(destination);
    }

    /// <summary>
    /// Replaces all tensors by those of a safetensors file, which must hold exactly this model's tensors
    /// (F32, or F64, F16 or BF16, which are converted).
    /// All or nothing: when it throws, every weight is as it was before.
    /// </summary>
    /// <exception cref="WeightsFormatException">The file is damaged or does not fit the model; the message says where and how.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public void LoadFrom(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        LoadFrom(stream, path);
    }

    /// <summary>
    /// Replaces all tensors by those of a stream in the safetensors format, which must end with them. The stream is left
    /// open. All or nothing: when it throws, every weight is as it was before.
    /// </summary>
    /// <exception cref="WeightsFormatException">The stream's content is damaged or does not fit the model.</exception>
    public void LoadFrom(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        LoadFrom(source, "weights stream");
    }

    /// <summary>
    /// Draws first values for all tensors by their initialisers. Same seed, same bits, on every machine. Every tensor has
    /// a random stream of its own, keyed by the seed and its name, so that adding a layer leaves the others' values alone.
    /// </summary>
    protected void Initialize(ulong seed)
    {
        foreach (TensorLayout tensor in _layout.Tensors)
        {
            WeightPacking.Pack(tensor, WeightInitializer.Create(tensor, seed), _packed.Span);
        }

        Changed();
    }

    internal ModelWeights CloneCore()
    {
        var clone = (ModelWeights)MemberwiseClone();
        clone._packed = new AlignedBuffer(_packed.Length);
        _packed.Span.CopyTo(clone._packed.Span);
        clone._reduced = null;
        return clone;
    }

    private void WriteTo(Stream destination) => WeightsFile.Write(this, destination);

    private void LoadFrom(Stream stream, string source)
    {
        // Read into a buffer of its own; the weights change only after the last byte has proved good.
        var staged = new AlignedBuffer(_layout.PackedLength);
        WeightsFile.Read(_layout, stream, source, staged.Span);
        staged.Span.CopyTo(_packed.Span);
        Changed();
    }

    private void RequireFinite()
    {
        foreach (TensorLayout tensor in _layout.Tensors)
        {
            ReadOnlySpan<float> values = ToArray(tensor.Name);
            int bad = FiniteCheck.IndexOfNonFinite(values);
            if (bad >= 0)
            {
                throw new InvalidOperationException(
                    $"{ModelName}: {tensor.Name}{FiniteCheck.Position(tensor.Shape.AsSpan(), bad)} is {values[bad]}. "
                    + "Weights that are not finite are not saved, so that they replace no good file; training has probably diverged.");
            }
        }
    }

    private TensorLayout Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _tensors.TryGetValue(name, out TensorLayout? tensor)
            ? tensor
            : throw new ArgumentException($"{ModelName} has no tensor '{name}'. Its tensors are {string.Join(", ", _names)}.", nameof(name));
    }

    private void RequireLength(TensorLayout tensor, int actual, string parameter)
    {
        int expected = WeightPacking.Length(tensor);
        if (actual != expected)
        {
            throw new ArgumentException(
                $"{ModelName}: {tensor.Name} has {expected} elements (shape [{string.Join(", ", tensor.Shape)}]), the span has {actual}.", parameter);
        }
    }
}

/// <summary>Operations on weights that keep their static type.</summary>
public static class ModelWeightsExtensions
{
    /// <summary>An independent copy, e.g. of the best weights so far while training goes on.</summary>
    public static TWeights Clone<TWeights>(this TWeights weights)
        where TWeights : ModelWeights
    {
        ArgumentNullException.ThrowIfNull(weights);
        return (TWeights)weights.CloneCore();
    }
}

using System;

namespace ModelGen;

/// <summary>
/// A view of memory in time-major order, <c>[timesteps, rows, features]</c>: TensorFlow's <c>time_major = True</c>, PyTorch's <c>batch_first = False</c>, ONNX.
/// Models and data sets read batch-major rows, <c>[rows, timesteps, features]</c>. The view is no span, so that it cannot be passed to them by mistake:
/// <see cref="CopyTo"/> and <see cref="CopyFrom"/> change the order.
/// </summary>
/// <typeparam name="T">The type of an element: <see cref="float"/> for features, <see cref="int"/> for ids.</typeparam>
public readonly ref struct TimeMajorSpan<T>
{
    private readonly Span<T> _values;

    /// <summary>Views memory that is time-major.</summary>
    /// <param name="values"><c>[timesteps, rows, features]</c>; ids are one feature.</param>
    /// <param name="timesteps">Timesteps of a row, at least 1.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> are not whole timesteps of all rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timesteps"/> or <paramref name="rows"/> is below 1.</exception>
    public TimeMajorSpan(Span<T> values, int timesteps, int rows)
    {
        Features = SequenceChecks.Features(nameof(values), values.Length, timesteps, rows);
        Timesteps = timesteps;
        Rows = rows;
        _values = values;
    }

    /// <summary>Timesteps of a row.</summary>
    public int Timesteps { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Elements per timestep.</summary>
    public int Features { get; }

    /// <summary>One timestep of one row: <c>[Features]</c>.</summary>
    /// <param name="timestep">0 to Timesteps − 1.</param>
    /// <param name="row">0 to Rows − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such timestep or row.</exception>
    public Span<T> this[int timestep, int row]
    {
        get
        {
            if ((uint)timestep >= (uint)Timesteps)
            {
                throw new ArgumentOutOfRangeException(nameof(timestep), timestep, $"Sequence: timestep {timestep}; there are the timesteps 0 to {Timesteps - 1}.");
            }

            return (uint)row < (uint)Rows
                ? _values.Slice(((timestep * Rows) + row) * Features, Features)
                : throw new ArgumentOutOfRangeException(nameof(row), row, $"Sequence: row {row}; there are the rows 0 to {Rows - 1}.");
        }
    }

    /// <summary>Copies into batch-major memory: what models and data sets read.</summary>
    /// <param name="batchMajor">Receives <c>[Rows, Timesteps, Features]</c>.</param>
    /// <exception cref="ArgumentException">It has another length, or overlaps the view.</exception>
    public void CopyTo(Span<T> batchMajor) => Sequence.ToBatchMajor<T>(_values, batchMajor, Timesteps, Rows);

    /// <summary>Copies from batch-major memory: what models return.</summary>
    /// <param name="batchMajor"><c>[Rows, Timesteps, Features]</c>.</param>
    /// <exception cref="ArgumentException">It has another length, or overlaps the view.</exception>
    public void CopyFrom(ReadOnlySpan<T> batchMajor) => Sequence.ToTimeMajor(batchMajor, _values, Timesteps, Rows);

    /// <summary>Reverses each row within its own length, in place: <see cref="Sequence.Reverse{T}(Span{T}, ReadOnlySpan{int}, int)"/>.</summary>
    /// <param name="lengths">Valid timesteps of each row: <c>[Rows]</c>.</param>
    /// <exception cref="ArgumentException">There are not as many lengths as rows, or one is not within 0 to Timesteps.</exception>
    public void Reverse(ReadOnlySpan<int> lengths) => Sequence.Reverse(_values, _values, lengths, [Timesteps, Rows, Features], timeAxis: 0, rowAxis: 1);
}

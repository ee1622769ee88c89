using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ModelGen.CompilerServices;

/// <summary>The checks at a model's doors: they name the model, what was expected and what came, before anything has changed.</summary>
public static class ModelChecks
{
    /// <summary>Timesteps of one sequence <c>[T, Features]</c>.</summary>
    /// <exception cref="ArgumentException">The span is not a whole number of timesteps, or longer than the model's MaxTimesteps.</exception>
    public static int Timesteps(ModelShape shape, int inputLength) => Timesteps(shape, inputLength, rows: 1);

    /// <summary>Timesteps of a batch <c>[rows, T, Features]</c>.</summary>
    /// <exception cref="ArgumentException">The span is not <paramref name="rows"/> sequences of whole timesteps, or they are longer than the model's MaxTimesteps.</exception>
    public static int Timesteps(ModelShape shape, int inputLength, int rows)
    {
        // In 64 bits: a product that wrapped around could pass for the right one.
        long perTimestep = (long)shape.Features * rows;
        if (perTimestep == 0)
        {
            return inputLength == 0 ? 0 : ThrowInput(shape, inputLength, rows);
        }

        int timesteps = (int)(inputLength / perTimestep);
        if (timesteps * perTimestep != inputLength)
        {
            ThrowInput(shape, inputLength, rows);
        }

        if (shape.FixedTimesteps is { } all && timesteps != all)
        {
            throw new ArgumentException($"{shape.ModelName}: the input has {timesteps} timesteps; every sequence of this model has Timesteps = {all}.", "x");
        }

        if (timesteps > shape.MaxTimesteps)
        {
            throw new ArgumentException($"{shape.ModelName}: the input has {timesteps} timesteps, more than MaxTimesteps = {shape.MaxTimesteps}. Raise MaxTimesteps on [Model] or pass a shorter sequence.", "x");
        }

        return timesteps;
    }

    /// <summary>Output <c>[rows, Outputs]</c>, or <c>[rows, T, Outputs]</c>.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public static void Outputs(ModelShape shape, int outputLength, int rows, int timesteps)
    {
        timesteps = shape.OutputTimesteps ?? timesteps;
        long expected = (long)rows * shape.Outputs * shape.OutputsOf(timesteps);
        if (outputLength != expected)
        {
            string form = (shape.ReturnsSequences, rows) switch
            {
                (true, 1) => $"[{T(shape)}, Outputs] = [{timesteps}, {shape.Outputs}]",
                (true, _) => $"[B, {T(shape)}, Outputs] = [{rows}, {timesteps}, {shape.Outputs}]",
                (false, 1) => $"[Outputs] = [{shape.Outputs}]",
                _ => $"[B, Outputs] = [{rows}, {shape.Outputs}]",
            };
            throw new ArgumentException($"{shape.ModelName}: the output is {form}, {expected} floats; the span has {outputLength}.", "y");
        }
    }

    /// <summary>What messages call the timesteps of the outputs.</summary>
    internal static string T(ModelShape shape) => shape.OutputTimesteps?.ToString(CultureInfo.InvariantCulture) ?? "T";

    /// <summary>Timesteps of the first of several inputs, <c>[rows, T, width]</c>.</summary>
    /// <exception cref="ArgumentException">The span is not <paramref name="rows"/> sequences of whole timesteps, or they are longer than the model's MaxTimesteps.</exception>
    public static int InputTimesteps(ModelShape shape, string name, int inputLength, int rows, int width)
    {
        long perTimestep = (long)rows * width;
        long timesteps = perTimestep == 0 ? 0 : inputLength / perTimestep;
        Input(shape, name, inputLength, timesteps * rows, width);
        if (timesteps > shape.MaxTimesteps)
        {
            throw new ArgumentException($"{shape.ModelName}: input '{name}' has {timesteps} timesteps, more than MaxTimesteps = {shape.MaxTimesteps}. Raise MaxTimesteps on [Model] or pass a shorter sequence.", "x");
        }

        return (int)timesteps;
    }

    /// <summary>Rows of several inputs side by side, <c>[N, Features]</c>.</summary>
    /// <exception cref="ArgumentException">The span is no whole number of rows.</exception>
    public static void JoinedInputs(ModelShape shape, int length)
    {
        if (length % shape.Features != 0)
        {
            throw new ArgumentException($"{shape.ModelName}: all inputs together have Features = {shape.Features} values for each timestep; {length} floats are not a whole number of timesteps.", "x");
        }
    }

    /// <summary>One of several inputs, <c>[elements, width]</c>.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public static void Input(ModelShape shape, string name, int inputLength, long elements, int width)
    {
        if (inputLength != elements * width)
        {
            throw new ArgumentException($"{shape.ModelName}: input '{name}' has {width} values for each of {elements} timesteps, {elements * width} floats; the span has {inputLength}. All inputs have the same rows and timesteps.", "x");
        }
    }

    /// <summary>One of several outputs, <c>[elements, width]</c>.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public static void Output(ModelShape shape, string name, int outputLength, long elements, int width)
    {
        if (outputLength != elements * width)
        {
            throw new ArgumentException($"{shape.ModelName}: output '{name}' has {width} values for each of {elements} {(shape.ReturnsSequences ? "timesteps" : "rows")}, {elements * width} floats; the span has {outputLength}.", "y");
        }
    }

    /// <summary>Each row's length lies in 0…timesteps.</summary>
    /// <exception cref="ArgumentException">A length does not.</exception>
    public static void Lengths(ModelShape shape, ReadOnlySpan<int> lengths, int timesteps)
    {
        for (int row = 0; row < lengths.Length; row++)
        {
            if (shape.FixedTimesteps is { } all && lengths[row] != all)
            {
                throw new ArgumentException($"{shape.ModelName}: row {row} has length {lengths[row]}; every sequence of this model has Timesteps = {all}.", nameof(lengths));
            }

            if ((uint)lengths[row] > (uint)timesteps)
            {
                throw new ArgumentException($"{shape.ModelName}: row {row} has length {lengths[row]}; lengths lie in 0…{timesteps}, the timesteps of the input.", nameof(lengths));
            }
        }
    }

    /// <summary>Every id within its row's length lies in [0, Vocabulary).</summary>
    /// <param name="shape">The model.</param>
    /// <param name="layer">The embedding's name.</param>
    /// <param name="ids">Ids <c>[rows, T]</c>.</param>
    /// <param name="lengths">Lengths of the rows; empty for one row that is valid to its end.</param>
    /// <param name="timesteps">T.</param>
    /// <exception cref="ArgumentException">An id does not.</exception>
    public static void Ids(ModelShape shape, string layer, ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths, int timesteps)
        => Ids(shape, layer, ids, lengths, timesteps, shape.Vocabulary);

    /// <summary>The same for one of several embeddings, with a vocabulary of its own.</summary>
    /// <exception cref="ArgumentException">An id does not.</exception>
    public static void Ids(ModelShape shape, string layer, ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths, int timesteps, int vocabulary)
    {
        int rows = timesteps == 0 ? 0 : ids.Length / timesteps;
        for (int row = 0; row < rows; row++)
        {
            int length = lengths.IsEmpty ? timesteps : lengths[row];
            ReadOnlySpan<int> valid = ids.Slice(row * timesteps, length);
            for (int t = 0; t < valid.Length; t++)
            {
                if ((uint)valid[t] >= (uint)vocabulary)
                {
                    throw new ArgumentException($"{shape.ModelName}: layer '{layer}' reads ids in 0…{vocabulary - 1}; row {row}, timestep {t} is {valid[t]}. The vocabulary is the greatest id plus one.", "x");
                }
            }
        }
    }

    /// <summary>Every id in rows of several inputs, within its row's length, is a whole number in [0, Vocabulary) of its embedding.</summary>
    /// <param name="shape">The model.</param>
    /// <param name="x">Rows <c>[rows, T, Features]</c>.</param>
    /// <param name="lengths">Lengths of the rows; empty for one row that is valid to its end.</param>
    /// <param name="timesteps">T.</param>
    /// <exception cref="ArgumentException">An id does not.</exception>
    public static void IdColumns(ModelShape shape, ReadOnlySpan<float> x, ReadOnlySpan<int> lengths, int timesteps)
    {
        int rows = timesteps == 0 ? 0 : x.Length / (timesteps * shape.Features);
        foreach (IdColumn column in shape.IdColumns)
        {
            for (int row = 0; row < rows; row++)
            {
                int length = lengths.IsEmpty ? timesteps : lengths[row];
                for (int t = 0; t < length; t++)
                {
                    float id = x[(((row * timesteps) + t) * shape.Features) + column.Column];
                    if (!column.Has(id))
                    {
                        throw new ArgumentException($"{shape.ModelName}: layer '{column.Layer}' reads ids in 0…{column.Vocabulary - 1} from input '{column.Input}'; row {row}, timestep {t} is {id.ToString(CultureInfo.InvariantCulture)}. The vocabulary is the greatest id plus one.", "x");
                    }
                }
            }
        }
    }

    /// <summary>A batch's output does not overlap its input: rows are read after outputs of other rows have been written.</summary>
    /// <exception cref="ArgumentException">It does.</exception>
    public static void Disjoint(ModelShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Overlaps(y))
        {
            throw new ArgumentException($"{shape.ModelName}: the output of a batch overlaps its input; pass memory of its own.", nameof(y));
        }
    }

    /// <summary>Says what does not fit of a sequence <c>[T, Features]</c> or its output.</summary>
    /// <exception cref="ArgumentException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowSequence(ModelShape shape, int inputLength, int outputLength)
    {
        Outputs(shape, outputLength, rows: 1, Timesteps(shape, inputLength));
        throw new ArgumentException($"{shape.ModelName}: the input has {inputLength} elements, the output {outputLength}.");
    }

    /// <summary>Says which span of a step does not have the length of <c>[Features]</c> or <c>[Outputs]</c>.</summary>
    /// <exception cref="ArgumentException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowStep(ModelShape shape, int inputLength, int outputLength)
    {
        if (inputLength != shape.Features)
        {
            throw new ArgumentException($"{shape.ModelName}: a step reads [Features] = [{shape.Features}]; the span has {inputLength} elements.", "x");
        }

        throw new ArgumentException($"{shape.ModelName}: a step writes [Outputs] = [{shape.Outputs}]; the span has {outputLength} floats.", "y");
    }

    /// <summary>A state that was made for this model.</summary>
    /// <exception cref="ArgumentException">It was not.</exception>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public static void State(ModelShape shape, [NotNull] ModelState? state) => State(shape, state, nameof(state));

    /// <summary>As above, for a parameter of another name.</summary>
    /// <exception cref="ArgumentException">It was not.</exception>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    internal static void State(ModelShape shape, [NotNull] ModelState? state, string parameter)
    {
        if (state is null || !ReferenceEquals(state.Shape, shape))
        {
            ThrowState(shape, state, parameter);
        }
    }

    /// <summary>A number of threads: at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public static int Threads(ModelShape shape, int threads)
        => threads >= 1 ? threads : throw new ArgumentOutOfRangeException(nameof(threads), threads, $"{shape.ModelName}: threads must be at least 1 (the calling thread), it is {threads}.");

    /// <summary>One state per row, each made for this model and used once.</summary>
    /// <exception cref="ArgumentException">The number of states differs from the number of rows, or a state belongs to another model or to two rows.</exception>
    public static void States(ModelShape shape, ReadOnlySpan<ModelState> states, int rows)
    {
        if (states.Length != rows)
        {
            throw new ArgumentException($"{shape.ModelName}: {rows} rows need {rows} states; the span has {states.Length}.", nameof(states));
        }

        for (int i = 0; i < states.Length; i++)
        {
            State(shape, states[i]);
            for (int j = 0; j < i; j++)
            {
                if (ReferenceEquals(states[i], states[j]))
                {
                    throw new ArgumentException($"{shape.ModelName}: rows {j} and {i} share one state; each row needs its own.", nameof(states));
                }
            }
        }
    }

    [DoesNotReturn]
    private static void ThrowState(ModelShape shape, ModelState? state, string parameter)
    {
        ArgumentNullException.ThrowIfNull(state, parameter);
        throw new ArgumentException($"{shape.ModelName}: the state belongs to {state.Shape.ModelName}. Make one with {shape.ModelName}.CreateState().", parameter);
    }

    [DoesNotReturn]
    private static int ThrowInput(ModelShape shape, int inputLength, int rows)
    {
        string form = shape.Vocabulary > 0 ? (rows == 1 ? "[T]" : "[B, T]") : rows == 1 ? "[T, Features]" : "[B, T, Features]";
        string batch = rows == 1 ? string.Empty : $"B = {rows} (the number of lengths), ";
        throw new ArgumentException($"{shape.ModelName}: the input is {form} with {batch}Features = {shape.Features}; {inputLength} elements are not a whole number of timesteps.", "x");
    }
}

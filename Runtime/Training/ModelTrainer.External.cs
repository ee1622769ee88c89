using System;
using ModelGen.CompilerServices;

namespace ModelGen;

// Models with LossKind.External: the forward and the backward pass are two calls, and the gradient is the caller's.
public abstract partial class ModelTrainer<TInput>
{
    // Rows and timesteps of the forward pass that waits for its gradient.
    private (int Rows, int Timesteps)? _forward;
    private float[] _outputGradients = [];

    /// <summary>
    /// The forward pass of a training step, with dropout, of a model whose loss is <see cref="LossKind.External"/>.
    /// <see cref="BackwardOnBatch"/> completes the step. Allocates nothing after the first call.
    /// </summary>
    /// <param name="x">Inputs <c>[B, T, Features]</c> with B ≤ <see cref="BatchSize"/> and T ≤ MaxTimesteps.</param>
    /// <param name="lengths">Valid timesteps of each row, 0 to T: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="outputs">Receives the outputs <c>[B, Outputs]</c>, or <c>[B, T, Outputs]</c> of a model that returns sequences (<c>[B, n, Outputs]</c> after RepeatVector(n)); empty where they are not wanted.</param>
    /// <param name="finalStates">Receives the states after each row <c>[B, StateLength]</c>, in the order of <c>ModelState.CopyTo</c>; empty where they are not wanted.</param>
    /// <param name="initialStates"><c>[B, StateLength]</c>; empty to start from 0.</param>
    /// <exception cref="ArgumentException">A span's length does not fit, or a value is not valid.</exception>
    /// <exception cref="InvalidOperationException">The model has a loss of its own.</exception>
    public void ForwardOnBatch(
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        Span<float> outputs,
        Span<float> finalStates,
        ReadOnlySpan<float> initialStates = default)
    {
        Enter();
        try
        {
            RequireExternal(nameof(ForwardOnBatch));
            _forward = null;
            _batch.InitialStates = null;
            int timesteps = GatherInputs(x, lengths);
            RequireLength(outputs.Length, nameof(outputs), OutputWidth(timesteps), OutputForm);
            RequireLength(finalStates.Length, nameof(finalStates), _shape.StateLength, "[B, StateLength]");
            StartFrom(initialStates);
            _batch.FinalStates ??= new float[BatchSize * _shape.StateLength];
            _batch.DropoutKey = CounterRandom.DeriveKey(_dropoutKey, (ulong)Steps);
            RunBatch(StepKind.Forward, dropout: true);
            CopyOutputs(outputs, timesteps);
            FromSlots(_batch.FinalStates, _shape.StateLength, finalStates, _shape.StateLength);
            _forward = (_batch.Count, timesteps);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// The backward pass and the update that complete <see cref="ForwardOnBatch"/>. The gradients are those of one scalar, the loss of the
    /// whole batch, as a decoder's <c>TrainOnBatch</c> gives it. Allocates nothing after the first call.
    /// </summary>
    /// <param name="outputGradients">The loss's gradient for the outputs, in their shape; empty for 0. What lies beyond a row's length is not read.</param>
    /// <param name="finalStateGradients">The loss's gradient for the final states <c>[B, StateLength]</c>; empty for 0.</param>
    /// <param name="initialStateGradients">Receives the gradient for the initial states <c>[B, StateLength]</c>; empty where it is not wanted.</param>
    /// <exception cref="ArgumentException">A span's length does not fit, or a value that is read is NaN or infinite; the forward pass still waits.</exception>
    /// <exception cref="InvalidOperationException">No forward pass waits for its gradient, or the model has a loss of its own.</exception>
    /// <exception cref="TrainingDivergedException">A gradient is NaN or infinite; no weight was changed.</exception>
    public void BackwardOnBatch(
        ReadOnlySpan<float> outputGradients,
        ReadOnlySpan<float> finalStateGradients,
        Span<float> initialStateGradients = default)
    {
        Enter();
        try
        {
            RequireExternal(nameof(BackwardOnBatch));
            if (_forward is not { } forward)
            {
                throw new InvalidOperationException($"{_shape.ModelName}: no forward pass waits for its gradient. Call ForwardOnBatch first, once for each BackwardOnBatch.");
            }

            RequireLength(outputGradients.Length, nameof(outputGradients), OutputWidth(forward.Timesteps), OutputForm);
            RequireLength(finalStateGradients.Length, nameof(finalStateGradients), _shape.StateLength, "[B, StateLength]");
            RequireLength(initialStateGradients.Length, nameof(initialStateGradients), _shape.StateLength, "[B, StateLength]");
            CheckOutputGradients(outputGradients, forward.Timesteps);
            CheckStateGradients(finalStateGradients);
            _forward = null;
            TakeOutputGradients(outputGradients, forward.Timesteps);
            _batch.FinalStateGradients ??= new float[BatchSize * _shape.StateLength];
            if (finalStateGradients.IsEmpty)
            {
                Array.Clear(_batch.FinalStateGradients, 0, forward.Rows * _shape.StateLength);
            }
            else
            {
                ToSlots(finalStateGradients, _batch.FinalStateGradients, _shape.StateLength);
            }

            WantInitialStateGradients(initialStateGradients.Length != 0);
            Update(RunBatch(StepKind.Backward, dropout: true), epoch: null, Steps + 1);
            GiveInitialStateGradients(initialStateGradients);
        }
        finally
        {
            _batch.InitialStateGradients = null;
            Leave();
        }
    }

    private void RequireExternal(string method)
    {
        if (!_loss.IsExternal)
        {
            throw new InvalidOperationException($"{_shape.ModelName} has a loss of its own: call TrainOnBatch or Fit, or declare [Loss(LossKind.External)] for {method}.");
        }
    }

    private void RequireOwnLoss()
    {
        if (_loss.IsExternal)
        {
            throw new InvalidOperationException($"{_shape.ModelName}: its loss is External, so its gradient comes from the caller. Call ForwardOnBatch and BackwardOnBatch.");
        }
    }

    private void RequireLength(int actual, string parameter, int perRow, string shape)
    {
        int expected = _batch.Count * perRow;
        if (actual != 0 && actual != expected)
        {
            throw new ArgumentException($"{_shape.ModelName}: {parameter} has {actual} entries; expected {shape} = {_batch.Count}·{perRow} = {expected}, or none.", parameter);
        }
    }

    /// <summary>Checks inputs and copies them to where the model reads them.</summary>
    /// <returns>T, the timesteps of a row.</returns>
    private int GatherInputs(ReadOnlySpan<TInput> x, ReadOnlySpan<int> lengths)
    {
        (int count, int timesteps) = BatchShape(x.Length, lengths.Length);
        ArrangeBatch(lengths, count, timesteps);
        int stride = timesteps * _shape.Features;
        for (int row = 0; row < count; row++)
        {
            int length = lengths.IsEmpty ? timesteps : lengths[row];
            ReadOnlySpan<TInput> inputs = x.Slice(row * stride, length * _shape.Features);
            CheckInputs(nameof(x), row, inputs);
            GatherInputs(_slots[row], length, inputs);
        }

        return timesteps;
    }

    /// <summary>What the caller gives is finite, so that what is not comes from the model.</summary>
    private void CheckOutputGradients(ReadOnlySpan<float> gradients, int timesteps)
    {
        int outputs = _shape.Outputs;
        int width = OutputWidth(timesteps);
        for (int row = 0; row < _batch.Count && !gradients.IsEmpty; row++)
        {
            ReadOnlySpan<float> own = gradients.Slice(row * width, OutputWidth(_batch.Lengths[_slots[row]]));
            if (!GradientReduction.AllFinite(own))
            {
                int index = FiniteCheck.IndexOfNonFinite(own);
                string timestep = _shape.ReturnsSequences ? $", timestep {index / outputs}" : string.Empty;
                throw new ArgumentException(
                    FormattableString.Invariant($"{_shape.ModelName}: outputGradients, row {row}{timestep}, output {index % outputs} is {own[index]}; the loss's gradient must be finite. It is the caller's: look at the loss, and at the model that it comes from."),
                    "outputGradients");
            }
        }
    }

    private void CheckStateGradients(ReadOnlySpan<float> gradients)
    {
        if (!GradientReduction.AllFinite(gradients))
        {
            int index = FiniteCheck.IndexOfNonFinite(gradients);
            int element = index % _shape.StateLength;
            StateTensor state = _shape.StateTensors[0];
            for (int i = 1; element >= state.Length; i++)
            {
                element -= state.Length;
                state = _shape.StateTensors[i];
            }

            throw new ArgumentException(
                FormattableString.Invariant($"{_shape.ModelName}: finalStateGradients, row {index / _shape.StateLength}, element {element} of {state.Name} is {gradients[index]}; the loss's gradient must be finite. It is the caller's: look at the model that it comes from."),
                "finalStateGradients");
        }
    }

    private void TakeOutputGradients(ReadOnlySpan<float> gradients, int timesteps)
    {
        int stride = _outputTimesteps * _shape.Outputs;
        if (_outputGradients.Length == 0)
        {
            _outputGradients = new float[BatchSize * stride];
        }

        Array.Clear(_outputGradients, 0, _batch.Count * stride);
        int width = OutputWidth(timesteps);
        for (int row = 0; row < _batch.Count && !gradients.IsEmpty; row++)
        {
            int valid = OutputWidth(_batch.Lengths[_slots[row]]);
            gradients.Slice(row * width, valid).CopyTo(_outputGradients.AsSpan(_slots[row] * stride));
        }
    }
}

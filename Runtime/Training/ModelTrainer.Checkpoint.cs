using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.CompilerServices;

namespace ModelGen;

// Checkpoints: all that the next step's bits depend on, in one file.
public abstract partial class ModelTrainer<TInput>
{
    private FitPosition? _position;
    private bool _callingBack;
    private (FitPosition Position, CheckpointState File, long Steps)? _resume;

    string ITrainer.ModelName => _shape.ModelName;

    ModelWeights ITrainer.Weights => _weights;

    void ITrainer.SaveCheckpoint(string path) => WriteCheckpoint(path);

    /// <summary>
    /// Saves all that training depends on: weights and moving statistics, the optimiser's moments, learning rate and step, the keys of shuffling
    /// and dropout, and, within or after a cancelled <c>Fit</c>, epoch and batch, history and what the callbacks remember. The file is replaced
    /// as a whole or not at all.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidOperationException">Called by a callback, which has <see cref="TrainingContext.SaveCheckpoint"/>.</exception>
    /// <exception cref="System.IO.IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder is read-only.</exception>
    public void SaveCheckpoint(string path)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (_callingBack)
        {
            throw new InvalidOperationException(
                $"{_shape.ModelName}: a callback saves with {nameof(TrainingContext)}.{nameof(TrainingContext.SaveCheckpoint)}, which waits until all callbacks have seen the step.");
        }

        WriteCheckpoint(path);
    }

    /// <summary>
    /// Takes everything that <see cref="SaveCheckpoint"/> saved, so that training goes on as if it had not been interrupted. Where that was
    /// within <c>Fit</c>, the next call of <c>Fit</c> goes on at that batch; it needs the same data and callbacks. The seed and the number of
    /// threads of this trainer do not matter.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is damaged, or of another model, optimiser or batch size; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException"><c>Fit</c> is running.</exception>
    /// <exception cref="System.IO.IOException">The file could not be read.</exception>
    public void LoadCheckpoint(string path)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (_context is not null)
        {
            throw new InvalidOperationException($"{_shape.ModelName}: Fit is running; a checkpoint is loaded before it.");
        }

        ReadCheckpoint(path);
    }

    private void WriteCheckpoint(string path)
    {
        CheckpointState state = Capture();
        AtomicFile.Write(path, stream => CheckpointFile.Write(state.Entries, stream));
    }

    private void ReadCheckpoint(string path)
    {
        var state = new CheckpointState(CheckpointFile.Read(path), path);
        Enter();
        try
        {
            CheckpointState before = Capture();
            try
            {
                Sync(state);
                FitPosition? position = state.HasPart("fit") ? new FitPosition() : null;
                position?.Sync(state);
                state.RequireAllRead(string.Empty, except: "callbacks/");
                _resume = position is null ? null : (position, state, Steps);
                _position = null;
            }
            catch
            {
                Restore(before);
                throw;
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>All of the trainer's state, in memory.</summary>
    private CheckpointState Capture()
    {
        var state = new CheckpointState();
        Sync(state);
        if (_position is { } position)
        {
            position.Sync(state);
            SyncCallbacks(state, position.Callbacks);
        }

        return state;
    }

    private void Restore(CheckpointState before)
    {
        before.IsLoading = true;
        Sync(before);
    }

    private void Sync(CheckpointState state)
    {
        state.Require("model", _shape.ModelName, "model");
        state.Require("tensors", string.Join(", ", _layout.Tensors.Select(t => $"{t.Name} [{string.Join(", ", t.Shape)}]")), "a model with the tensors");
        state.Require("loss", _loss.Name, "a model with the loss");
        state.Require("rules", DescribeRules(), "a model with the regularisers and constraints");
        RequireDeclaration(state);
        long pieces = state.Sync("piece_timesteps", PieceTimesteps, 0);
        if (pieces != PieceTimesteps)
        {
            throw new CheckpointException(
                $"{state.Source}: it is from a training on {DescribePieces(pieces)}, this trainer trains on {DescribePieces(PieceTimesteps)} ({nameof(TrainerOptions)}.{nameof(TrainerOptions.CarryStates)}, MaxTimesteps). Where rows are cut decides about the bits.");
        }

        long batchSize = state.Sync("batch_size", BatchSize, 1);
        if (batchSize != BatchSize)
        {
            throw new CheckpointException($"{state.Source}: it was made with a batch size of {batchSize}, this trainer has {BatchSize}. The sums of another batch size are rounded otherwise.");
        }

        using (state.Within("optimizer"))
        {
            Optimizer.Sync(state, _layout);
        }

        SyncGroups(state);
        Steps = state.Sync("steps", Steps, 0);
        _epochsBegun = (ulong)state.Sync("epochs_begun", (long)_epochsBegun, 0);
        _shuffleKey = (ulong)state.Sync("shuffle_key", (long)_shuffleKey);
        _dropoutKey = (ulong)state.Sync("dropout_key", (long)_dropoutKey);
        state.Sync("weights", _weights);
    }

    private static void SyncCallbacks(CheckpointState state, TrainingCallback[] callbacks)
    {
        string[] before = state.IsLoading ? RememberedCallbacks(state) : [];
        var names = new List<string>();
        foreach (TrainingCallback callback in callbacks)
        {
            string part = $"callbacks/{names.Count}";
            if (!state.IsLoading)
            {
                using (state.Within(part))
                {
                    callback.Sync(state);
                }

                if (state.HasPart(part))
                {
                    names.Add(callback.GetType().Name);
                }
            }
            else if (names.Count < before.Length && before[names.Count] == callback.GetType().Name)
            {
                names.Add(callback.GetType().Name);
                using (state.Within(part))
                {
                    callback.Sync(state);
                }
            }
        }

        if (!state.IsLoading)
        {
            state.Sync("callbacks/names", string.Join(", ", names));
            return;
        }

        state.RequireAllRead("callbacks/");
    }

    /// <summary>The layers have the options that they had.</summary>
    private void RequireDeclaration(CheckpointState state)
    {
        string declaration = state.Sync("declaration", Declaration);
        if (declaration == Declaration)
        {
            return;
        }

        // "lstm 0123ABCD, dense 4567CDEF, FastActivations"
        string[] then = declaration.Split(", "), now = Declaration.Split(", ");
        string[] thenNames = [.. then.Select(NameOf)], nowNames = [.. now.Select(NameOf)];
        string[] more = [.. nowNames.Except(thenNames)], less = [.. thenNames.Except(nowNames)];
        string[] others = [.. now.Where(n => !then.Contains(n)).Select(NameOf).Intersect(thenNames)];
        var differences = new List<string>();
        if (less.Length > 0)
        {
            differences.Add($"it had {string.Join(", ", less)}");
        }

        if (more.Length > 0)
        {
            differences.Add($"it did not have {string.Join(", ", more)}");
        }

        if (others.Length > 0)
        {
            differences.Add($"{string.Join(", ", others)} had other options (activation, dropout, direction, what it reads, …)");
        }

        if (differences.Count == 0)
        {
            differences.Add($"the layers were {string.Join(", ", thenNames)}, in this order");
        }

        throw new CheckpointException(
            $"{state.Source}: {_shape.ModelName} was declared otherwise when it was made: {string.Join("; ", differences)}. "
            + "Declare it as it was. To train on with this declaration, load the checkpoint with the old one, save the weights (Weights.Save), and begin anew with them (Weights.Load).");

        static string NameOf(string entry) => entry.Split(' ')[0];
    }

    /// <summary>Timesteps of a piece where rows are cut into pieces, else 0.</summary>
    private int PieceTimesteps => _carriesStates ? _shape.MaxTimesteps : 0;

    private static string DescribePieces(long timesteps) => timesteps == 0 ? "whole rows" : $"pieces of {timesteps} timesteps";

    private string DescribeRules()
    {
        var rules = new List<string>();
        foreach (TensorLayout tensor in _layout.Tensors)
        {
            if (tensor.Penalty is var penalty && penalty != default)
            {
                rules.Add(FormattableString.Invariant($"{tensor.Name} L1 {penalty.L1} L2 {penalty.L2}"));
            }

            if (tensor.Constraint is var constraint && constraint != default)
            {
                rules.Add(FormattableString.Invariant($"{tensor.Name} {constraint.Kind} {constraint.Least} {constraint.Greatest} {constraint.Rate}"));
            }
        }

        return rules.Count == 0 ? "none" : string.Join(", ", rules);
    }

    private static string[] RememberedCallbacks(CheckpointState state)
        => state.Sync("callbacks/names", string.Empty).Split(", ", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The callbacks that a checkpoint remembers are there, in their order. Said before any of them is told that training begins, which may replace a log.</summary>
    private static void RequireCallbacks(CheckpointState state, TrainingCallback[] callbacks)
    {
        string[] before = RememberedCallbacks(state);
        int found = 0;
        foreach (TrainingCallback callback in callbacks)
        {
            found += found < before.Length && before[found] == callback.GetType().Name ? 1 : 0;
        }

        if (found != before.Length)
        {
            throw new CheckpointException(
                $"{state.Source}: it remembers the callbacks {string.Join(", ", before)}; Fit was given {(callbacks.Length == 0 ? "none" : string.Join(", ", callbacks.Select(c => c.GetType().Name)))}. Give it the same, in the same order.");
        }
    }

    /// <summary>What <c>Fit</c> was given.</summary>
    /// <param name="Description">The rows' number and shape, and the order.</param>
    /// <param name="Train">The <see cref="SequenceSource{TInput}.Fingerprint"/> of those to train on.</param>
    /// <param name="Validation">That of those to validate with.</param>
    private readonly record struct FitRows(string Description, ulong? Train, ulong? Validation);

    /// <summary>Where a <c>Fit</c> stands: between two steps, or between two epochs.</summary>
    private sealed class FitPosition
    {
        public List<EpochResult> History { get; } = [];

        public TrainingCallback[] Callbacks { get; set; } = [];

        /// <summary>The epoch that was begun last, from 1.</summary>
        public int Epoch { get; set; }

        /// <summary>It is not over.</summary>
        public bool InEpoch { get; set; }

        /// <summary>Its finished steps.</summary>
        public int Step { get; set; }

        public StepTotals Totals;

        public string? StopReason { get; set; }

        /// <summary>What tells the rows of the epoch so far from others, where they come from a generator.</summary>
        public ulong RowFingerprint { get; set; }

        /// <summary>The rows, for a comparison.</summary>
        public FitRows Rows { get; set; }

        public void Sync(CheckpointState state)
        {
            using CheckpointState.Part part = state.Within("fit");
            Rows = new FitRows(state.Sync("data", Rows.Description), Sync(state, "train_rows", Rows.Train), Sync(state, "validation_rows", Rows.Validation));
            RowFingerprint = (ulong)state.Sync("epoch_rows", (long)RowFingerprint);
            Epoch = (int)state.Sync("epoch", Epoch, 0, int.MaxValue);
            InEpoch = state.Sync("in_epoch", InEpoch ? 1 : 0, 0, 1) != 0;
            Step = (int)state.Sync("step", Step, 0, int.MaxValue);
            Totals.Loss = state.Sync("loss", Totals.Loss);
            Totals.Metric = state.Sync("metric", Totals.Metric);
            Totals.Elements = state.Sync("elements", Totals.Elements, 0);
            StopReason = state.Sync("stop_reason", StopReason ?? string.Empty) is { Length: > 0 } reason ? reason : null;
            SyncHistory(state);
        }

        /// <summary>A fingerprint, or null.</summary>
        private static ulong? Sync(CheckpointState state, string name, ulong? fingerprint)
        {
            bool known = state.Sync($"{name}_known", fingerprint is null ? 0 : 1, 0, 1) != 0;
            ulong value = (ulong)state.Sync(name, (long)(fingerprint ?? 0));
            return known ? value : null;
        }

        private void SyncHistory(CheckpointState state)
        {
            const int Columns = 6;
            double[] values = new double[History.Count * Columns];
            for (int i = 0; i < History.Count; i++)
            {
                EpochResult result = History[i];
                new[] { result.Loss, result.Metric, result.Seconds, result.ValidationLoss is null ? 0.0 : 1.0, result.ValidationLoss ?? 0.0, result.ValidationMetric ?? 0.0 }
                    .CopyTo(values, i * Columns);
            }

            values = state.Sync("history", values);
            int finished = InEpoch ? Epoch - 1 : Epoch;
            if (values.Length != (long)finished * Columns)
            {
                throw new CheckpointException($"{state.Source}: fit/history has {values.Length} values; {finished} finished epochs have {(long)finished * Columns}.");
            }

            if (!state.IsLoading)
            {
                return;
            }

            for (int i = 0; i < finished; i++)
            {
                double[] row = values[(i * Columns)..((i + 1) * Columns)];
                bool validated = row[3] != 0.0;
                History.Add(new EpochResult(i + 1, row[0], row[1], validated ? row[4] : null, validated ? row[5] : null, row[2]));
            }
        }
    }
}

using System;
using System.Collections.Generic;
using ModelGen.CompilerServices;

namespace ModelGen;

// Rows longer than MaxTimesteps, piece by piece: see TrainerOptions.CarryStates.
public abstract partial class ModelTrainer<TInput>
{
    private readonly bool _carriesStates;

    // The states between two pieces, in the caller's order, and where a piece leaves its own.
    private float[] _carriedStates = [];
    private float[] _pieceStates = [];

    private void CheckCarryStates(bool wanted)
    {
        if (wanted && (!_shape.CarriesStates || _loss.TakesLabels))
        {
            throw new ArgumentException(
                $"{_shape.ModelName}: CarryStates goes through long sequences piece by piece, which takes a causal model with recurrent layers that returns sequences of any length and has a loss for each timestep. "
                + "Leave CarryStates out, or give the model ReturnSequences and no layer that needs the future.",
                "options");
        }
    }

    /// <summary>What to do about a data set with more timesteps than the model takes.</summary>
    private string LongDataHint() => _shape.CarriesStates && !_loss.TakesLabels ? " Cut the rows, raise MaxTimesteps, or set TrainerOptions.CarryStates, which trains on them piece by piece." : string.Empty;

    /// <summary>Runs the batch that a feed has found: a step, or one for each of its pieces.</summary>
    /// <param name="feed">The rows.</param>
    /// <param name="run">Runs what has been gathered.</param>
    private StepTotals RunRows(BatchFeed<TInput> feed, IPieceRunner run)
    {
        SequenceDataset<TInput> data = feed.Data;
        ReadOnlySpan<int> rows = feed.Rows;
        Gather(data, rows, !feed.IsChecked);
        int longest = 0;
        foreach (int row in rows)
        {
            longest = Math.Max(longest, data.LengthOf(row));
        }

        if (longest <= _shape.MaxTimesteps)
        {
            return run.Run(this);
        }

        int stateLength = _shape.StateLength;
        if (_carriedStates.Length == 0)
        {
            _carriedStates = new float[BatchSize * stateLength];
            _pieceStates = new float[BatchSize * stateLength];
        }

        if (_initialStates.Length == 0)
        {
            _initialStates = new float[BatchSize * stateLength];
        }

        StepTotals totals = default;
        try
        {
            _batch.FinalStates = _pieceStates;
            for (int first = 0; first < longest; first += _shape.MaxTimesteps)
            {
                if (first > 0)
                {
                    Gather(data, rows, !feed.IsChecked, first);
                    ToSlots(_carriedStates, _initialStates, stateLength);
                    _batch.InitialStates = _initialStates;
                }

                totals.Add(run.Run(this));
                FromSlots(_pieceStates, stateLength, _carriedStates, stateLength);
            }
        }
        finally
        {
            _batch.FinalStates = null;
            _batch.InitialStates = null;
        }

        return totals;
    }

    /// <summary>What is done with rows that have been gathered.</summary>
    private interface IPieceRunner
    {
        StepTotals Run(ModelTrainer<TInput> trainer);
    }

    /// <summary>Trains on them.</summary>
    private sealed class PieceTraining : IPieceRunner
    {
        public int Epoch { get; set; }

        public int Step { get; set; }

        public StepTotals Run(ModelTrainer<TInput> trainer) => trainer.TrainStep(Epoch, Step);
    }

    /// <summary>Evaluates them, and measures what metrics want to know.</summary>
    private sealed class PieceEvaluation(IReadOnlyList<Metric> metrics, MeasuredHead[] heads) : IPieceRunner
    {
        public static PieceEvaluation LossOnly { get; } = new([], []);

        public StepTotals Run(ModelTrainer<TInput> trainer)
        {
            StepTotals totals = trainer.RunBatch(StepKind.Evaluate, dropout: false);
            for (int i = 0; i < heads.Length; i++)
            {
                trainer.Measure(metrics[i], heads[i]);
            }

            return totals;
        }
    }
}

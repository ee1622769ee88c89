using System;
using System.Diagnostics;

namespace ModelGen;

public abstract partial class ModelTrainer<TInput>
{
    /// <summary>The times of one call of Fit.</summary>
    private sealed class FitClock(int epochs, int steps, FitPosition position)
    {
        // A training that goes on from a checkpoint has made steps in no time of this clock's.
        private readonly long _stepsBefore = ((position.InEpoch ? position.Epoch - 1L : position.Epoch) * steps) + (position.InEpoch ? position.Step : 0);
        private readonly long _start = Stopwatch.GetTimestamp();
        private long _epochStart;
        private int _stepsBeforeInEpoch = position.InEpoch ? position.Step : 0;
        private int _epochs;

        public TimeSpan EpochElapsed => Stopwatch.GetElapsedTime(_epochStart);

        public void BeginEpoch()
        {
            _epochStart = Stopwatch.GetTimestamp();
            if (_epochs++ > 0)
            {
                _stepsBeforeInEpoch = 0;
            }
        }

        public double Rate(long rows) => Rate(rows, EpochElapsed);

        public TrainingProgress Progress(int epoch, int step, long rowsDone, double loss, double metric, string metricName)
        {
            long now = Stopwatch.GetTimestamp();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(_start, now);
            TimeSpan epochElapsed = Stopwatch.GetElapsedTime(_epochStart, now);
            long stepsDone = ((epoch - 1L) * steps) + step;
            return new TrainingProgress
            {
                Epoch = epoch,
                Epochs = epochs,
                Step = step,
                Steps = steps,
                Loss = loss,
                Metric = metric,
                MetricName = metricName,
                ExamplesPerSecond = Rate(rowsDone, epochElapsed),
                Elapsed = elapsed,
                Remaining = steps == 0 ? TimeSpan.Zero : elapsed * (((double)epochs * steps) - stepsDone) / Math.Max(stepsDone - _stepsBefore, 1),
                EpochElapsed = epochElapsed,
                EpochRemaining = steps == 0 ? TimeSpan.Zero : epochElapsed * (double)(steps - step) / Math.Max(step - _stepsBeforeInEpoch, 1),
            };
        }

        private static double Rate(long rows, TimeSpan time) => time > TimeSpan.Zero ? rows / time.TotalSeconds : 0.0;
    }
}

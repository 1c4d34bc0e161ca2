using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Training;

/// <summary>Times steps of a classifier's own training.</summary>
internal static class StepTime
{
    private const int StepsToTime = 4;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);

    /// <summary>How long a training step takes here and now: the median of a few, after one that warms up. It takes a second, or one or two
    /// steps if they are longer.</summary>
    /// <param name="network">The network, on the device of the run. A copy of it is trained; it stays as it is.</param>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="plan">How to train.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="clock">Tells the time; null: that of the system.</param>
    /// <returns>Null if no step could be made, since the loss was no number.</returns>
    public static TimeSpan? Of(
        ClassifierNetwork network, RowSubset rows, TrainingPlan plan, CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(0); // its own: the numbers of the run stay as they are
        using var copy = network.Copy(network.Device);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stamps = new Stamps(clock ?? TimeProvider.System, ended, network.Device);
        try
        {
            var few = plan.Until(Math.Min(plan.NumberOfSteps, 1 + StepsToTime));
            TrainingLoop.Train(copy, rows, few, generator, "timing", stamps, ended.Token, RunCheckpoint.None);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Enough time has passed.
        }
        catch (UnlearningException)
        {
            return null;
        }
        return stamps.Median();
    }

    /// <summary>Notes when the device has done each step, and ends the loop when enough time has passed.</summary>
    private sealed class Stamps(TimeProvider clock, CancellationTokenSource ended, Device device) : IProgress<UnlearningProgress>
    {
        private readonly List<TimeSpan> steps = [];
        private readonly long start = clock.GetTimestamp();
        private long last = clock.GetTimestamp();

        public void Report(UnlearningProgress value)
        {
            device.Await();
            steps.Add(clock.GetElapsedTime(last));
            last = clock.GetTimestamp();
            if (clock.GetElapsedTime(start) >= Enough) ended.Cancel();
        }

        public TimeSpan Median()
        {
            // The first step finds memory and kernels, and takes longer.
            TimeSpan[] ordered = [.. steps.Skip(steps.Count > 1 ? 1 : 0).Order()];
            return ordered[ordered.Length / 2];
        }
    }
}

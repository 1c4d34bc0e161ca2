using System.Diagnostics;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Training;

/// <summary>What a run keeps so that it can go on after it was ended: the state of each of its loops.</summary>
/// <remarks>
/// A run is a program without chance: its seed draws every number. So only its loops are kept, which take the time. A run that goes on does
/// everything between its loops once more, takes the results of finished loops from the checkpoint, and goes on within the loop that was
/// ended. A loop whose state is missing is done again, with the same result.
/// </remarks>
/// <param name="store">Holds the states; null: nothing is kept.</param>
/// <param name="interval">The time between two writings.</param>
/// <param name="progress">Is told where a loop goes on; null for nobody.</param>
internal sealed class RunCheckpoint(ICheckpointStore? store, TimeSpan interval, IProgress<UnlearningProgress>? progress) : IDisposable
{
    private readonly List<(string Name, LoopCheckpoint Loop, bool IsPreparation)> loops = [];

    /// <summary>Keeps nothing.</summary>
    public static RunCheckpoint None { get; } = new(null, TimeSpan.Zero, null);

    /// <summary>The time that ended runs have spent in the loops so far, without preparations.</summary>
    public TimeSpan Earlier => loops.Where(loop => !loop.IsPreparation)
        .Aggregate(TimeSpan.Zero, (sum, loop) => sum + loop.Loop.Earlier);

    /// <summary>The checkpoint of a loop.</summary>
    /// <param name="name">What the loop is called. A second loop of the same name gets a number.</param>
    /// <param name="parts">All that the loop changes.</param>
    /// <param name="cancellationToken">Ends the loop before a step.</param>
    /// <param name="isPreparation">Whether the loop makes something that later runs use again. Its time is not the run's own.</param>
    public LoopCheckpoint Loop(string name, LoopParts parts, CancellationToken cancellationToken, bool isPreparation = false)
    {
        var before = loops.Count(loop => loop.Name == name);
        var loop = new LoopCheckpoint(
            store, before == 0 ? name : $"{name} {before + 1}", parts, interval, progress, cancellationToken);
        if (store is not null) loops.Add((name, loop, isPreparation));
        return loop;
    }

    /// <summary>Removes what was kept: the run is finished. What another program has open stays, and no result is lost for it.</summary>
    /// <returns>Why something stayed; null: nothing did.</returns>
    public string? Remove()
    {
        try
        {
            store?.Remove();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    public void Dispose() => store?.Dispose();
}

/// <summary>The checkpoint of a loop: gives the steps that are left to do, and keeps the state between them.</summary>
internal sealed class LoopCheckpoint(
    ICheckpointStore? store, string name, LoopParts parts, TimeSpan interval, IProgress<UnlearningProgress>? progress,
    CancellationToken cancellationToken)
{
    private readonly Stopwatch clock = new(), sinceWriting = new();
    private int stepsDone, numberOfSteps;
    private bool isWritten;
    private long[] startOfEpoch = [];

    /// <summary>The time that ended runs have spent in this loop.</summary>
    public TimeSpan Earlier { get; private set; }

    /// <summary>The steps that are left, epoch after epoch over shuffled rows; the last epoch may end early. The state is kept after a
    /// step, when it is time.</summary>
    /// <param name="numberOfRows">The number of rows in an epoch.</param>
    /// <param name="batchSize">The number of rows in a step.</param>
    /// <param name="count">The number of steps in all.</param>
    /// <param name="generator">The CPU generator that shuffles; one of the loop's parts.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled. The state has been kept.</exception>
    public IEnumerable<TrainingStep> Steps(int numberOfRows, int batchSize, int count, Generator generator)
    {
        var stepsAnEpoch = Batches.InEpoch(numberOfRows, batchSize);
        parts.AddCounts("start of epoch", () => startOfEpoch, saved => startOfEpoch = saved);
        Begin(count);
        while (stepsDone < numberOfSteps)
        {
            ThrowIfCancelled();
            var now = GeneratorState.Of(generator);
            var toSkip = stepsDone % stepsAnEpoch;
            if (toSkip == 0) startOfEpoch = now;
            else GeneratorState.Set(generator, startOfEpoch); // the order of the rows is drawn once more
            foreach (var indices in Batches.Shuffled(numberOfRows, batchSize, generator))
            {
                if (toSkip > 0)
                {
                    GeneratorState.Set(generator, now);
                    toSkip--;
                    continue;
                }
                yield return new TrainingStep(indices, stepsDone, numberOfSteps);
                Done();
                if (stepsDone == numberOfSteps) break;
                if (stepsDone % stepsAnEpoch > 0) ThrowIfCancelled();
            }
        }
        End();
    }

    /// <summary>The numbers of the iterations that are left, counted from 0. The state is kept after an iteration, when it is
    /// time.</summary>
    /// <param name="count">The number of iterations in all.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled. The state has been kept.</exception>
    public IEnumerable<int> Iterations(int count)
    {
        Begin(count);
        while (stepsDone < numberOfSteps)
        {
            ThrowIfCancelled();
            yield return stepsDone;
            Done();
        }
        End();
    }

    /// <summary>Leaves out the steps that are left after the present one.</summary>
    public void EndAfterThisStep() => stepsDone = numberOfSteps - 1;

    private void Begin(int count)
    {
        numberOfSteps = count;
        clock.Start();
        sinceWriting.Start();
        if (store is null) return;
        using var scope = NewDisposeScope();
        if (store.Read(name) is not { } state) return;
        if (state.NumberOfSteps != numberOfSteps)
            throw new ModelFileException(
                $"The checkpoint in '{store.Place}' counts {state.NumberOfSteps} steps of '{name}' and the run has {numberOfSteps}: "
                + "delete the folder to start anew.");
        parts.Take(state.Tensors, state.IsFinished);
        (stepsDone, Earlier, isWritten) = (state.StepsDone, state.Spent, true);
        progress?.Report(new UnlearningProgress(
            name, stepsDone, numberOfSteps, null, state.IsFinished ? "taken from the checkpoint" : "goes on from the checkpoint"));
    }

    private void Done()
    {
        stepsDone++;
        isWritten = false;
        if (stepsDone < numberOfSteps && sinceWriting.Elapsed >= interval) Write();
    }

    private void End()
    {
        Write();
        clock.Stop();
    }

    private void ThrowIfCancelled()
    {
        if (!cancellationToken.IsCancellationRequested) return;
        if (store is null) throw new OperationCanceledException(cancellationToken);
        Write();
        throw new OperationCanceledException(
            $"The run was cancelled. The same run goes on where it was, from its checkpoint in '{store.Place}'.", cancellationToken);
    }

    private void Write()
    {
        if (store is null || isWritten) return;
        using var scope = NewDisposeScope();
        var tensors = parts.ToTensors(isFinished: stepsDone == numberOfSteps);
        store.Write(name, new LoopState(tensors, stepsDone, numberOfSteps, Earlier + clock.Elapsed));
        isWritten = true;
        sinceWriting.Restart();
    }
}

/// <summary>The state of a loop.</summary>
/// <param name="Tensors">All that the loop changes, by name: Float32 and Int64.</param>
/// <param name="StepsDone">0 to <paramref name="NumberOfSteps"/>.</param>
/// <param name="NumberOfSteps">The number of steps in all, at least 1.</param>
/// <param name="Spent">The time that the loop has taken so far.</param>
internal sealed record LoopState(IReadOnlyDictionary<string, Tensor> Tensors, int StepsDone, int NumberOfSteps, TimeSpan Spent)
{
    /// <summary>Whether no step is left. Such a state holds the loop's results only.</summary>
    public bool IsFinished => StepsDone == NumberOfSteps;
}

/// <summary>Keeps the states of loops.</summary>
internal interface ICheckpointStore : IDisposable
{
    /// <summary>Where it keeps them, for messages.</summary>
    string Place { get; }

    /// <summary>The state of a loop; null if there is none. Its tensors belong to the dispose scope of the caller.</summary>
    /// <exception cref="ModelFileException">The state is damaged.</exception>
    LoopState? Read(string loop);

    /// <summary>Replaces the state of a loop, completely or not at all.</summary>
    void Write(string loop, LoopState state);

    /// <summary>Removes all states.</summary>
    void Remove();
}

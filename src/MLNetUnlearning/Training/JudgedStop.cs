using MLNetUnlearning.Data;

namespace MLNetUnlearning.Training;

/// <summary>Ends a descent that harms retained rows the more it forgets: as soon as forgotten rows are answered right no more often than a
/// retrained model would, or once retained rows have lost too much. The network then is as it was when it was nearest to what is
/// expected.</summary>
/// <param name="judge">Tells how far the network has got. It is asked ten times in a run.</param>
/// <param name="network">The network that is trained.</param>
internal sealed class JudgedStop(Judge judge, nn.Module network) : ILoopPart, IDisposable
{
    /// <summary>Rows of a kind that the judge should ask about: enough to see the accuracy fall, and few beside the steps.</summary>
    public const int MostRows = 300;

    private const int Judgements = 10;

    private readonly BestWeights best = new(network);
    private int taken, done, steps;

    public bool OutlivesLoop => true;

    /// <summary>The work of looking.</summary>
    public static UnlearningStage Work(UnlearningSize size) => Judge.Work(size, "looking", Judgements, MostRows);

    /// <summary>Whether a step was the last one. If so, the network gets its best weights back.</summary>
    /// <param name="number">The step that has ended, counted from 1.</param>
    /// <param name="numberOfSteps">How many steps there would be.</param>
    public bool EndsAfter(int number, int numberOfSteps)
    {
        var isLast = number == numberOfSteps;
        if (!isLast && number % Math.Max(1, numberOfSteps / Judgements) != 0) return false;
        var now = judge.Now();
        var distance = judge.DistanceOf(now);
        best.Consider(number, judge.KnowsWhatToExpect || !double.IsFinite(distance) ? distance : -number); // unknown: as far as it can go
        if (!isLast && double.IsFinite(distance) && !(now.ForgottenAccuracy <= now.ExpectedForgottenAccuracy)) return false;
        (done, steps) = (number, numberOfSteps);
        if (best.When > 0) best.Restore();
        taken = best.When > 0 ? best.When : number;
        best.Dispose();
        return true;
    }

    /// <summary>What was chosen, such as "stopped after 12 of 50 steps and took the weights after step 9".</summary>
    public override string ToString() =>
        (done < steps ? $"stopped after {done} of {steps} steps" : $"went on for all {steps} steps")
        + (taken < done ? $" and took the weights after step {taken}" : "");

    public IEnumerable<(string Name, Tensor Tensor)> ToTensors() => steps > 0
        ? [("ended", NewTensor.Of([taken, done, (long)steps]))]
        : best.ToTensors();

    public void Take(SavedPart saved)
    {
        if (!saved.Has("ended")) best.Take(saved);
        else if (saved.TakeNumbers("ended") is [> 0 and <= int.MaxValue and var first, > 0 and <= int.MaxValue and var second,
            > 0 and <= int.MaxValue and var third])
            (taken, done, steps) = ((int)first, (int)second, (int)third);
        else throw saved.Unfit("ended");
    }

    public void Dispose() => best.Dispose();
}

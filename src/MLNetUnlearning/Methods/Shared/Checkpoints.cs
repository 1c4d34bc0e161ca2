using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Methods;

/// <summary>Copies of a run's network at some points, each with its error on forgotten rows, so that the run can go back to one of
/// them.</summary>
internal sealed class Checkpoints(UnlearningRun run) : IDisposable
{
    private const int BatchSize = 256;
    private readonly List<(double ForgetError, Dictionary<string, Tensor> State)> kept = [];

    /// <summary>Remembers the network as it is now.</summary>
    public void Keep() => kept.Add((
        Error(run.Split.Forget),
        run.Network.state_dict().ToDictionary(each => each.Key, each => each.Value.detach().clone().DetachFromDisposeScope())));

    /// <summary>Goes back to the copy whose error on forgotten rows is nearest to the present error on unseen rows of the same
    /// classes.</summary>
    public void Rewind()
    {
        var unseen = UnseenOfForgottenClasses();
        var reference = Error(unseen);
        run.Network.load_state_dict(kept.MinBy(checkpoint => Math.Abs(checkpoint.ForgetError - reference)).State);
    }

    /// <summary>The share of rows that the network takes for another class; NaN of no rows.</summary>
    private double Error(RowSubset rows)
    {
        if (rows.Count == 0) return double.NaN;
        using var scope = NewDisposeScope();
        var wrong = new List<Tensor>(); // of each batch; read at the end, since a reading waits for the device
        new InferencePass(run.Network).Over(
            rows, BatchSize, (logits, labels) => wrong.Add(logits.argmax(1).ne(labels).sum().MoveToOuterDisposeScope()),
            run.CancellationToken);
        return (double)stack(wrong).sum().cpu().item<long>() / rows.Count;
    }

    private RowSubset UnseenOfForgottenClasses() => run.Split.UnseenOfForgottenClasses() is { Count: > 0 } rows
        ? rows
        : throw new UnlearningException(
            "Rewinding needs unseen rows of the classes to be forgotten and there are none: give some, or set "
            + $"{nameof(Scrub.Rewinds)} to false.");

    public void Dispose()
    {
        foreach (var tensor in kept.SelectMany(checkpoint => checkpoint.State.Values))
            tensor.Dispose();
    }
}

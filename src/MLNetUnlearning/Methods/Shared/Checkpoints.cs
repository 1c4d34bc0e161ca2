using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>What the network of a run was at some points, with its error on forgotten rows there, so that the run can go back to one of
/// them.</summary>
internal sealed class Checkpoints(UnlearningRun run) : IDisposable
{
    private const int BatchSize = 256;
    private readonly List<(double ForgetError, Dictionary<string, Tensor> State)> kept = [];

    /// <summary>Remembers the network as it is now.</summary>
    public void Keep() => kept.Add((
        Error(run.Split.Forget),
        run.Network.state_dict().ToDictionary(each => each.Key, each => each.Value.detach().clone().DetachFromDisposeScope())));

    /// <summary>Goes back to where the error on forgotten rows was nearest to what it now is on unseen rows of the same classes.</summary>
    public void Rewind()
    {
        var unseen = UnseenOfForgottenClasses();
        var reference = Error(unseen);
        run.Network.load_state_dict(kept.MinBy(checkpoint => Math.Abs(checkpoint.ForgetError - reference)).State);
    }

    /// <summary>The share of rows that the network takes for another class.</summary>
    private double Error(RowSubset rows)
    {
        var wrong = 0L;
        new InferencePass(run.Network).Over(
            rows, BatchSize, (logits, labels) => wrong += logits.argmax(1).ne(labels).sum().cpu().item<long>(), run.CancellationToken);
        return (double)wrong / rows.Count;
    }

    private RowSubset UnseenOfForgottenClasses() => run.Split.UnseenOfForgottenClasses() is { Count: > 0 } rows
        ? rows
        : throw new UnlearningException(
            "Rewinding needs unseen rows of the classes to be forgotten and there are none: give some, or do without rewinding.");

    public void Dispose()
    {
        foreach (var tensor in kept.SelectMany(checkpoint => checkpoint.State.Values))
            tensor.Dispose();
    }
}

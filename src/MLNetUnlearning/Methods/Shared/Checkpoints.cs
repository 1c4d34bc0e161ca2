using MLNetUnlearning.Data;
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
        using var unseen = UnseenOfForgottenClasses();
        var reference = Error(unseen);
        run.Network.load_state_dict(kept.MinBy(checkpoint => Math.Abs(checkpoint.ForgetError - reference)).State);
    }

    /// <summary>The share of rows that the network takes for another class, in evaluation mode; it is in training mode
    /// afterwards.</summary>
    private double Error(LabeledRows rows)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        run.Network.eval();
        long wrong = 0;
        for (var start = 0; start < rows.Count; start += BatchSize)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            var indices = arange(start, Math.Min(start + BatchSize, rows.Count), ScalarType.Int64);
            var predicted = run.Network.forward(rows.Images(indices, run.Device)).Logits.argmax(1);   // b
            wrong += predicted.ne(rows.LabelsAt(indices, run.Device)).sum().cpu().item<long>();
        }
        run.Network.train();
        return (double)wrong / rows.Count;
    }

    private LabeledRows UnseenOfForgottenClasses() => run.Split.UnseenOfForgottenClasses() is { Length: > 0 } rows
        ? run.Split.Unseen!.Select(rows)
        : throw new UnlearningException(
            "Rewinding needs unseen rows of the classes to be forgotten and there are none: give some, or do without rewinding.");

    public void Dispose()
    {
        foreach (var tensor in kept.SelectMany(checkpoint => checkpoint.State.Values))
            tensor.Dispose();
    }
}

using MLNetUnlearning.Data;
namespace MLNetUnlearning.Training;

/// <summary>The weights of a network after the epoch whose mean loss was the lowest so far.</summary>
internal sealed class BestEpoch(nn.Module network) : ILoopPart, IDisposable
{
    private readonly Dictionary<string, Tensor> weights = [];
    private double loss = double.PositiveInfinity;

    /// <summary>The epoch, counted from 1; 0 if none has ended.</summary>
    public int Epoch { get; private set; }

    public bool OutlivesLoop => false;

    /// <summary>Remembers the network as it is now, if the epoch that has ended was the best.</summary>
    /// <param name="epoch">Counted from 1.</param>
    /// <param name="meanLoss">The mean loss of its steps.</param>
    public void Consider(int epoch, double meanLoss)
    {
        if (meanLoss >= loss) return;
        (Epoch, loss) = (epoch, meanLoss);
        Remember(network.state_dict());
    }

    /// <summary>Gives the network the weights of the best epoch.</summary>
    public void Restore()
    {
        using var none = no_grad();
        foreach (var (name, weight) in network.state_dict()) weight.copy_(weights[name]);
    }

    public IEnumerable<(string Name, Tensor Tensor)> ToTensors() => weights
        .Select(weight => ($"weights.{weight.Key}", weight.Value))
        .Append(("epoch", NewTensor.Of([Epoch, BitConverter.DoubleToInt64Bits(loss)])));

    public void Take(SavedPart saved)
    {
        if (!saved.Has("epoch")) return; // the run was begun without
        if (saved.TakeNumbers("epoch") is not [>= 0 and <= int.MaxValue and var epoch, var bits]) throw saved.Unfit("epoch");
        (Epoch, loss) = ((int)epoch, BitConverter.Int64BitsToDouble(bits));
        if (Epoch > 0) Remember(network.state_dict().ToDictionary(each => each.Key, each => saved.Take($"weights.{each.Key}", each.Value)));
    }

    private void Remember(IReadOnlyDictionary<string, Tensor> state)
    {
        Dispose();
        foreach (var (name, weight) in state) weights[name] = weight.detach().clone().DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var weight in weights.Values) weight.Dispose();
        weights.Clear();
    }
}

using MLNetUnlearning.Data;

namespace MLNetUnlearning.Training;

/// <summary>The weights of a network when something that should be low was the lowest so far: such as the mean loss of an epoch.</summary>
internal sealed class BestWeights(nn.Module network) : ILoopPart, IDisposable
{
    private readonly Dictionary<string, Tensor> weights = [];
    private double lowest = double.PositiveInfinity;

    /// <summary>When that was: an epoch or a step, counted from 1; 0 if nothing is remembered.</summary>
    public int When { get; private set; }

    public bool OutlivesLoop => false;

    /// <summary>Remembers the network as it is now, if the value is lower than all before.</summary>
    /// <param name="when">The epoch or step that has ended, counted from 1.</param>
    /// <param name="value">What should be low. Infinity is never remembered.</param>
    public void Consider(int when, double value)
    {
        if (!(value < lowest)) return;
        (When, lowest) = (when, value);
        Remember(network.state_dict());
    }

    /// <summary>Gives the network these weights.</summary>
    public void Restore()
    {
        using var none = no_grad();
        foreach (var (name, weight) in network.state_dict()) weight.copy_(weights[name]);
    }

    public IEnumerable<(string Name, Tensor Tensor)> ToTensors() => weights
        .Select(weight => ($"weights.{weight.Key}", weight.Value))
        .Append(("when", NewTensor.Of([When, BitConverter.DoubleToInt64Bits(lowest)])));

    public void Take(SavedPart saved)
    {
        if (!saved.Has("when")) return; // the run was begun without
        if (saved.TakeNumbers("when") is not [>= 0 and <= int.MaxValue and var when, var bits]) throw saved.Unfit("when");
        (When, lowest) = ((int)when, BitConverter.Int64BitsToDouble(bits));
        if (When > 0) Remember(network.state_dict().ToDictionary(each => each.Key, each => saved.Take($"weights.{each.Key}", each.Value)));
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

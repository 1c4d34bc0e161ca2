using System.Diagnostics;
using static TorchSharp.torch;

namespace MLNetUnlearning.Training;

/// <summary>What a method makes once for a classifier and its unseen rows and every later request reuses, such as a pre-trained
/// attacker.</summary>
/// <remarks>
/// Safe to use from several threads; a value is made once even when two runs ask at the same time. It goes with its classifier: disposing
/// of
/// that disposes of the values.
/// </remarks>
public sealed class Preparations : IDisposable
{
    private readonly Dictionary<string, Prepared> prepared;
    private readonly string scope;

    /// <summary>Creates an empty store.</summary>
    /// <param name="seed">The seed of everything made here, whatever the seed of the run that makes it.</param>
    public Preparations(ulong seed) : this(seed, [], "")
    {
    }

    private Preparations(ulong seed, Dictionary<string, Prepared> prepared, string scope)
    {
        Seed = seed;
        this.prepared = prepared;
        this.scope = scope;
    }

    /// <summary>The seed to draw from when making a value.</summary>
    public ulong Seed { get; }

    /// <summary>What making the values used through this view took, whether now or in an earlier run.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>What this view itself spent on making values; nothing where all were there already.</summary>
    public TimeSpan Spent { get; private set; }

    /// <summary>A view of the same store for one set of unseen rows, with times of its own.</summary>
    /// <param name="unseenRows">What tells one set of unseen rows from another, such as a hash over their fingerprints.</param>
    public Preparations For(string unseenRows) => new(Seed, prepared, unseenRows + "/");

    /// <summary>The value under the key, made now where no earlier run made it.</summary>
    /// <typeparam name="T">The type of value; immutable, since several runs may share it, and freed with the classifier where it is
    /// disposable.</typeparam>
    /// <param name="key">What the value depends on besides the classifier and the unseen rows: the settings, written out.</param>
    /// <param name="make">Makes the value.</param>
    public T GetOrAdd<T>(string key, Func<T> make) where T : class
    {
        lock (prepared)
        {
            if (!prepared.TryGetValue(scope + key, out var value))
            {
                var clock = Stopwatch.StartNew();
                value = new Prepared(make(), clock.Elapsed);
                prepared.Add(scope + key, value);
                Spent += value.Took;
            }
            Elapsed += value.Took;
            return (T)value.Value;
        }
    }

    /// <summary>What can be saved of all that was made, in the order of the keys.</summary>
    internal IReadOnlyList<(string Key, PreparedWeights Weights, TimeSpan Took)> SavableWeights()
    {
        lock (prepared)
            return [.. prepared.Where(entry => entry.Value.Value is PreparedWeights).OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => (entry.Key, (PreparedWeights)entry.Value.Value, entry.Value.Took))];
    }

    /// <summary>Takes over weights that were saved; those made or read before under the same key stay.</summary>
    internal void Add(string key, PreparedWeights weights, TimeSpan took)
    {
        lock (prepared)
            if (!prepared.TryAdd(key, new Prepared(weights, took))) weights.Dispose();
    }

    /// <summary>Disposes of the values that can be, through whichever view they were made; a run that makes one at this moment is waited
    /// for.</summary>
    public void Dispose()
    {
        lock (prepared)
        {
            foreach (var value in prepared.Values)
                (value.Value as IDisposable)?.Dispose();
            prepared.Clear();
        }
    }

    private sealed record Prepared(object Value, TimeSpan Took);
}

/// <summary>Weights that a method prepared once for a classifier, such as those of a pre-trained attacker; immutable, so that several runs
/// may start from them.</summary>
/// <remarks>Unlike other preparations, they can be saved beside the classifier.</remarks>
internal sealed class PreparedWeights : IDisposable
{
    /// <summary>Takes over tensors on the CPU that no dispose scope owns.</summary>
    public PreparedWeights(IReadOnlyDictionary<string, Tensor> state) => State = state;

    /// <summary>The weights and statistics by name; on the CPU.</summary>
    public IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>A copy of a module's weights as they are now.</summary>
    public static PreparedWeights Of(nn.Module module) =>
        new(module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().cpu().clone().DetachFromDisposeScope()));

    /// <summary>Gives a module these weights.</summary>
    /// <exception cref="ModelFileException">They are not a module's of this kind: they come from a file that was made for another
    /// one.</exception>
    public void CopyTo(nn.Module module)
    {
        var targets = module.state_dict();
        var other = targets.Keys.Except(State.Keys).Concat(State.Keys.Except(targets.Keys))
            .Concat(State.Keys.Intersect(targets.Keys).Where(name => !targets[name].shape.SequenceEqual(State[name].shape) || targets[name].dtype != State[name].dtype));
        if (other.FirstOrDefault() is { } name)
            throw new ModelFileException($"The prepared weights do not fit: '{name}' is missing, unknown or of another shape. Delete the file of preparations; they are made anew.");
        module.load_state_dict(State.ToDictionary(entry => entry.Key, entry => entry.Value));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var weight in State.Values) weight.Dispose();
    }
}

using System.Diagnostics;

namespace MLNetUnlearning.Training;

/// <summary>Values that a method makes once for a classifier and its unseen rows, such as a pre-trained attacker. Later requests reuse
/// them.</summary>
/// <remarks>
/// Safe to use from several threads: a value is made once, even if two runs ask for it at the same time. Disposing of the classifier
/// disposes of the values.
/// </remarks>
public sealed class Preparations : IDisposable
{
    private readonly Store prepared;
    private readonly string scope;
    private TimeSpan earlier;

    /// <summary>Creates an empty store.</summary>
    /// <param name="seed">The seed of all values, whatever the seed of the run that makes them.</param>
    public Preparations(ulong seed) : this(seed, new Store(), "")
    {
    }

    private Preparations(ulong seed, Store prepared, string scope)
    {
        Seed = seed;
        this.prepared = prepared;
        this.scope = scope;
    }

    /// <summary>The seed for making values.</summary>
    public ulong Seed { get; }

    /// <summary>The time it took to make the values used through this view, now or in an earlier run.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The time that this view itself spent on making values; zero if all existed already.</summary>
    public TimeSpan Spent { get; private set; }

    /// <summary>A view of the same store for one set of unseen rows, with its own times.</summary>
    /// <param name="unseenRows">What identifies the set of unseen rows, such as a hash over their fingerprints.</param>
    public Preparations For(string unseenRows) => new(Seed, prepared, unseenRows + "/");

    /// <summary>The value under the key. It is made now if no earlier run has made it.</summary>
    /// <typeparam name="T">The type of value. It is immutable, since several runs may share it. If it is disposable, it is freed with the
    /// classifier.</typeparam>
    /// <param name="key">What the value depends on besides the classifier and the unseen rows: the settings as text.</param>
    /// <param name="make">Makes the value.</param>
    /// <exception cref="ObjectDisposedException">The values are disposed: their classifier is.</exception>
    public T GetOrAdd<T>(string key, Func<T> make) where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        lock (prepared)
        {
            prepared.ThrowIfDisposed();
            if (!prepared.TryGetValue(scope + key, out var value))
            {
                earlier = TimeSpan.Zero;
                var clock = Stopwatch.StartNew();
                var made = make() ?? throw new InvalidOperationException($"Nothing was made for '{key}': null cannot be kept.");
                var took = clock.Elapsed;
                Spent += took;
                value = new Prepared(made, took + earlier);
                prepared.Add(scope + key, value);
            }
            Elapsed += value.Took;
            return (T)value.Value;
        }
    }

    /// <summary>Whether there is a value under the key.</summary>
    internal bool Has(string key)
    {
        lock (prepared) return prepared.ContainsKey(scope + key);
    }

    /// <summary>Counts the time that ended runs have spent on the value that is being made now.</summary>
    internal void AddEarlier(TimeSpan time) => earlier += time;

    /// <summary>The values that can be saved, in the order of their keys.</summary>
    internal IReadOnlyList<(string Key, PreparedWeights Weights, TimeSpan Took)> SavableWeights()
    {
        lock (prepared)
        {
            prepared.ThrowIfDisposed();
            return [.. prepared.Where(entry => entry.Value.Value is PreparedWeights).OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => (entry.Key, (PreparedWeights)entry.Value.Value, entry.Value.Took))];
        }
    }

    /// <summary>Adds weights that were saved, unless there already is a value under the same key.</summary>
    internal void Add(string key, PreparedWeights weights, TimeSpan took)
    {
        lock (prepared)
        {
            prepared.ThrowIfDisposed();
            if (!prepared.TryAdd(key, new Prepared(weights, took))) weights.Dispose();
        }
    }

    /// <summary>Disposes of all values, whichever view made them. It waits for a run that is making one.</summary>
    public void Dispose()
    {
        lock (prepared)
        {
            foreach (var value in prepared.Values)
                (value.Value as IDisposable)?.Dispose();
            prepared.Clear();
            prepared.IsDisposed = true;
        }
    }

    private sealed record Prepared(object Value, TimeSpan Took);

    /// <summary>The values that all views share.</summary>
    private sealed class Store : Dictionary<string, Prepared>
    {
        public bool IsDisposed { get; set; }

        public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, typeof(Preparations));
    }
}

/// <summary>Weights that a method prepared once for a classifier, such as those of a pre-trained attacker. They are immutable, so several
/// runs may start from them.</summary>
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
    /// <exception cref="ModelFileException">The weights are not those of such a module: they come from a file that was made for another
    /// one.</exception>
    public void CopyTo(nn.Module module)
    {
        var targets = module.state_dict();
        var other = targets.Keys.Except(State.Keys).Concat(State.Keys.Except(targets.Keys))
            .Concat(State.Keys.Intersect(targets.Keys).Where(name => !IsLike(targets[name], State[name])));
        if (other.FirstOrDefault() is { } name)
            throw new ModelFileException(
                $"The prepared weights do not fit: '{name}' is missing, unknown or of another shape. "
                + "Delete the file of preparations; it is made anew.");
        module.load_state_dict(State.ToDictionary(entry => entry.Key, entry => entry.Value));
    }

    private static bool IsLike(Tensor one, Tensor other) => one.shape.SequenceEqual(other.shape) && one.dtype == other.dtype;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var weight in State.Values) weight.Dispose();
    }
}

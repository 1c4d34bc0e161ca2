using System.Runtime.InteropServices;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Networks;

/// <summary>Runs rows through a network in batches, without gradients. Scoring, audits and methods use it.</summary>
/// <remarks>Safe to use from several threads as long as nobody changes the network.</remarks>
/// <param name="network">The network.</param>
/// <param name="lifetime">Until when its weights are there; null: as long as somebody refers to them.</param>
internal sealed class InferencePass(ClassifierNetwork network, Lifetime? lifetime = null)
{
    /// <summary>Where the network computes.</summary>
    public Device Device { get; } = network.Device;

    /// <summary>The shape of a row.</summary>
    public FeatureShape Shape => network.Shape;

    /// <summary>K.</summary>
    public int NumberOfClasses => network.NumberOfClasses;

    /// <summary>Refuses what comes after the classifier of the network was disposed.</summary>
    /// <exception cref="ObjectDisposedException">It was.</exception>
    public void ThrowIfOver() => lifetime?.ThrowIfOver();

    /// <summary>The probabilities of some rows, by a network in evaluation mode.</summary>
    /// <remarks>
    /// A single row goes through twice, side by side. libtorch convolves one image by another algorithm than several, and the scores would
    /// differ in their last bits.
    /// </remarks>
    /// <param name="features">The rows on the CPU or on <see cref="Device"/>, N x C x H x W, pixels of 0 to 1, or N x F. There may be room
    /// for more rows.</param>
    /// <param name="count">Number of rows.</param>
    /// <returns>K probabilities for each row, one row after the other.</returns>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public float[] Probabilities(Tensor features, int count)
    {
        using var use = lifetime?.Enter();
        // Scopes and no_grad belong to the thread, so each cursor has its own.
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var batch = features.narrow(0, 0, count).to(Device); // b x C x H x W, or b x F
        if (count == 1) batch = cat([batch, batch]);
        var probabilities = network.forward(batch).Logits.narrow(0, 0, count).softmax(1).cpu().contiguous(); // b x K
        return probabilities.data<float>().ToArray();
    }

    /// <summary>Passes rows through the network in their order, in evaluation mode. Afterwards the network is in the mode it was in
    /// before.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="batchSize">Rows in a pass.</param>
    /// <param name="take">Receives the logits, b x K, and the classes, b, of each batch, on the network's device.</param>
    /// <param name="cancellationToken">Checked before each pass.</param>
    /// <param name="goesOn">Asked after each pass: false if the other rows are not needed. Null: all are.</param>
    public void Over(
        RowSubset rows, int batchSize, Action<Tensor, Tensor> take, CancellationToken cancellationToken, Func<bool>? goesOn = null)
    {
        var wasTraining = network.training;
        network.eval();
        try
        {
            for (var start = 0; start < rows.Count; start += batchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                var indices = NewTensor.Range(start, Math.Min(start + batchSize, rows.Count));
                take(network.forward(rows.FeaturesAt(indices, Device)).Logits, rows.LabelsAt(indices, Device));
                if (goesOn?.Invoke() == false) break;
            }
        }
        finally
        {
            if (wasTraining) network.train();
        }
    }
}

/// <summary>Rows and their probabilities. Rows are written where the network reads them. The probabilities are computed in one pass, when
/// they are first asked for.</summary>
internal sealed class InferenceBatch : IDisposable
{
    private readonly InferencePass pass;
    private readonly Tensor features; // capacity x C x H x W, or capacity x F
    private float[]? probabilities;

    /// <summary>Makes room for rows.</summary>
    /// <param name="pass">The network.</param>
    /// <param name="capacity">The largest number of rows.</param>
    /// <exception cref="ObjectDisposedException">The classifier of the network is disposed.</exception>
    public InferenceBatch(InferencePass pass, int capacity)
    {
        pass.ThrowIfOver();
        this.pass = pass;
        features = NewTensor.Empty([capacity, .. pass.Shape.Sizes]).DetachFromDisposeScope(); // lives as long as its cursor
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Removes all rows.</summary>
    public void Clear() => (Count, probabilities) = (0, null);

    /// <summary>The place for the next row, as networks take it. <see cref="Add"/> then makes it one of the rows.</summary>
    public Span<float> Next => Place(Count);

    /// <summary>Adds the row that was written to <see cref="Next"/>.</summary>
    public void Add() => (Count, probabilities) = (Count + 1, null);

    /// <summary>Makes a row the only one. If it is the only one already, nothing is computed again.</summary>
    public void Set(ReadOnlySpan<float> row)
    {
        if (Count == 1 && Place(0).SequenceEqual(row)) return;
        Clear();
        row.CopyTo(Next);
        Add();
    }

    /// <summary>The probabilities of a row.</summary>
    public ReadOnlySpan<float> Probabilities(int row) =>
        (probabilities ??= pass.Probabilities(features, Count)).AsSpan(row * pass.NumberOfClasses, pass.NumberOfClasses);

    /// <summary>The index of the most probable class, the first of equals; -1 if it is unknown.</summary>
    public int Predicted(int row)
    {
        var values = Probabilities(row);
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return float.IsNaN(values[best]) ? -1 : best;
    }

    /// <summary>Frees the rows.</summary>
    public void Dispose() => features.Dispose();

    private Span<float> Place(int row) => MemoryMarshal.Cast<byte, float>(features.bytes).Slice(row * pass.Shape.Size, pass.Shape.Size);
}

using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using MLNetUnlearning.Data;
using static TorchSharp.torch;

namespace MLNetUnlearning.Scoring;

/// <summary>The images of some rows, and their probabilities once they are asked for: one pass through the network, whoever asks.</summary>
internal sealed class ScoredBatch : IDisposable
{
    private readonly IRowScorer scorer;
    private readonly Tensor images; // capacity x C x H x W; rows are written to where the network reads them
    private float[]? probabilities;
    private float[]? nextImage;

    /// <summary>Makes room for rows.</summary>
    /// <param name="scorer">The classifier.</param>
    /// <param name="capacity">Most rows at a time.</param>
    public ScoredBatch(IRowScorer scorer, int capacity)
    {
        this.scorer = scorer;
        images = empty(capacity, scorer.Shape.Channels, scorer.Shape.Height, scorer.Shape.Width);
        images.DetachFromDisposeScope(); // it lives as long as its cursor
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Makes room for other rows.</summary>
    public void Clear()
    {
        Count = 0;
        probabilities = null;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="features">Its pixels.</param>
    /// <param name="position">Its position in the cursor, for errors.</param>
    public void Add(in VBuffer<float> features, long position)
    {
        UnitPixels.Read(features, scorer.Shape, position, Place(Count));
        Count++;
        probabilities = null;
    }

    /// <summary>Makes a row the only one; computes nothing when it is the same image as before.</summary>
    /// <param name="features">Its pixels.</param>
    /// <param name="row">Its position in the cursor, for errors; below 0: not known.</param>
    public void Set(in VBuffer<float> features, long row)
    {
        nextImage ??= new float[scorer.Shape.Size];
        UnitPixels.Read(features, scorer.Shape, row, nextImage);
        if (Count == 1 && Place(0).SequenceEqual(nextImage)) return;
        Clear();
        nextImage.CopyTo(Place(0));
        Count = 1;
    }

    /// <summary>The probabilities of a row.</summary>
    public ReadOnlySpan<float> Probabilities(int row) =>
        (probabilities ??= scorer.Score(images, Count)).AsSpan(row * scorer.NumberOfClasses, scorer.NumberOfClasses);

    /// <summary>Writes the value of the score column.</summary>
    public void CopyScore(int row, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, scorer.NumberOfClasses);
        Probabilities(row).CopyTo(editor.Values);
        value = editor.Commit();
    }

    /// <summary>The value of the predicted label column: the key of the most probable class, the first of equals; missing where it is unknown.</summary>
    public uint PredictedLabel(int row)
    {
        var values = Probabilities(row);
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return float.IsNaN(values[best]) ? 0 : KeyIndex.ToKey(best);
    }

    /// <summary>Frees the images.</summary>
    public void Dispose() => images.Dispose();

    private Span<float> Place(int row) => MemoryMarshal.Cast<byte, float>(images.bytes).Slice(row * scorer.Shape.Size, scorer.Shape.Size);
}

/// <summary>What rows need of a classifier to be scored; safe to use from several threads.</summary>
internal interface IRowScorer
{
    /// <summary>The columns that are read and written.</summary>
    ClassifierColumns Columns { get; }

    /// <summary>How the features form an image.</summary>
    FeatureShape Shape { get; }

    /// <summary>K.</summary>
    int NumberOfClasses { get; }

    /// <summary>The probabilities of some images.</summary>
    /// <param name="images">The images on the CPU, N x C x H x W, pixels of 0 to 1; more room than images is fine.</param>
    /// <param name="count">Number of images.</param>
    /// <returns>K probabilities for each image, one image after the other.</returns>
    float[] Score(Tensor images, int count);
}

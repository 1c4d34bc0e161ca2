using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>The images of some rows, and their probabilities once they are asked for: one pass through the network, whoever asks.</summary>
internal sealed class ScoredBatch(IRowScorer scorer, int capacity)
{
    private readonly RowPixels reader = new(scorer.Shape);
    private readonly float[] pixels = new float[(long)capacity * scorer.Shape.Size];
    private float[]? probabilities;

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
        reader.Read(features, position);
        reader.Unit.CopyTo(pixels.AsSpan(Count++ * scorer.Shape.Size));
        probabilities = null;
    }

    /// <summary>Makes a row the only one; computes nothing when it is the same image as before.</summary>
    /// <param name="features">Its pixels.</param>
    /// <param name="row">Its position in the cursor, for errors; below 0: not known.</param>
    public void Set(in VBuffer<float> features, long row)
    {
        reader.Read(features, row);
        if (Count == 1 && reader.Unit.SequenceEqual(pixels.AsSpan(0, scorer.Shape.Size))) return;
        Clear();
        reader.Unit.CopyTo(pixels);
        Count = 1;
    }

    /// <summary>The probabilities of a row.</summary>
    public ReadOnlySpan<float> Probabilities(int row) =>
        (probabilities ??= scorer.Score(pixels, Count)).AsSpan(row * scorer.NumberOfClasses, scorer.NumberOfClasses);

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
}

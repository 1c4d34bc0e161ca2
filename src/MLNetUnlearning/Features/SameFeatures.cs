namespace MLNetUnlearning.Features;

/// <summary>Compares kept features with computed ones, so that a row never gets those of another row.</summary>
/// <param name="path">The file of kept features.</param>
/// <param name="idColumnName">Says whose features they are.</param>
internal sealed class SameFeatures(string path, string idColumnName)
{
    private const float Tolerance = 1e-3f; // another processor, or a GPU, computes slightly others

    /// <summary>Refuses features of another number.</summary>
    /// <exception cref="InvalidOperationException">The number is another.</exception>
    public void RequireSize(int kept, int computed)
    {
        if (kept != computed)
            throw new InvalidOperationException(
                $"'{path}' keeps {kept} features a row, and the steps make {computed}: they are other steps. Delete the file, or name "
                + "another one.");
    }

    /// <summary>Refuses features that are not those of the same picture by the same steps.</summary>
    /// <exception cref="InvalidOperationException">They are others.</exception>
    public void Require(ReadOnlySpan<float> kept, ReadOnlySpan<float> computed)
    {
        RequireSize(kept.Length, computed.Length);
        if (!Are(kept, computed))
            throw new InvalidOperationException(
                $"'{path}' keeps other features of a row than the steps make. Either '{idColumnName}' names several pictures by one id, as "
                + "paths do that count from two folders: give each folder a file of its own. Or a picture was changed under its id, or the "
                + "steps are others than before: delete the file.");
    }

    /// <summary>Whether two rows of one length are features of the same picture.</summary>
    public static bool Are(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var reach = Reach(one);
        for (var i = 0; i < one.Length; i++)
            if (!(Math.Abs(one[i] - other[i]) <= reach)) return false;
        return true;
    }

    /// <summary>How far a number of the same picture may be from that of a row.</summary>
    public static float Reach(ReadOnlySpan<float> row)
    {
        var scale = 1f;
        foreach (var value in row) scale = Math.Max(scale, Math.Abs(value));
        return Tolerance * scale;
    }
}

namespace Microsoft.ML.Data;

/// <summary>What the metrics of a binary classifier are made of, gathered row by row. A row counts as predicted positive when its score is above 0.</summary>
internal sealed class BinaryCounts
{
    private readonly List<(float Score, bool Label)> _rows = [];

    public int TruePositives { get; private set; }

    public int FalsePositives { get; private set; }

    public int TrueNegatives { get; private set; }

    public int FalseNegatives { get; private set; }

    /// <summary>In bits, summed over the rows.</summary>
    public double LogLoss { get; private set; }

    public int Rows => _rows.Count;

    private int Positives => TruePositives + FalseNegatives;

    public void Add(bool label, float score, float probability)
    {
        if (float.IsNaN(score))
            return;
        _rows.Add((score, label));
        bool predicted = score > 0;
        TruePositives += predicted && label ? 1 : 0;
        FalsePositives += predicted && !label ? 1 : 0;
        FalseNegatives += !predicted && label ? 1 : 0;
        TrueNegatives += !predicted && !label ? 1 : 0;
        LogLoss -= Math.Log2(label ? probability : 1.0 - probability);
    }

    /// <summary>The chance that a positive row scores above a negative one; equal scores count half.</summary>
    public double AreaUnderRocCurve()
    {
        if (Positives == 0)
            throw new ArgumentOutOfRangeException("PosSample", "AUC is not defined when there is no positive class in the data");
        if (Positives == Rows)
            throw new ArgumentOutOfRangeException("NegSample", "AUC is not defined when there is no negative class in the data");
        double wins = 0, negativesBelow = 0;
        foreach (var tied in _rows.GroupBy(row => row.Score).OrderBy(group => group.Key)) {
            double positives = tied.Count(row => row.Label), negatives = tied.Count() - positives;
            wins += positives * (negativesBelow + (negatives / 2));
            negativesBelow += negatives;
        }
        return wins / ((double)Positives * (Rows - Positives));
    }

    /// <summary>Of the labels, in bits.</summary>
    public double Entropy()
    {
        double share = (double)Positives / Rows;
        return -(share * Math.Log2(share)) - ((1 - share) * Math.Log2(1 - share));
    }
}

using System.Globalization;
using Microsoft.ML;

namespace MLNetUnlearning.Data;

/// <summary>A share of all rows, drawn at random: exactly that share, rounded to whole rows.</summary>
internal sealed class ForgetRandomRows : ForgetRequest
{
    private readonly double fraction;
    private readonly int seed;

    public ForgetRandomRows(double fraction, int seed)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a share between 0 and 1, without the ends.");
        (this.fraction, this.seed) = (fraction, seed);
    }

    public override string ToString() => $"random:{fraction.ToString(CultureInfo.InvariantCulture)}";

    internal override RowMarks Find(IDataView view, string labelColumnName)
    {
        var ids = RowPass.Ids(view).ToArray();
        var count = (int)Math.Round(fraction * ids.Length, MidpointRounding.AwayFromZero);
        if (count == 0) throw new InvalidOperationException($"Nothing to forget: a share of {fraction.ToString(CultureInfo.InvariantCulture)} of {ids.Length} rows is no row.");
        new Random(seed).Shuffle(ids);
        return RowMarks.Of(ids.Take(count).ToHashSet());
    }
}

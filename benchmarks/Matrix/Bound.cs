namespace Matrix;

/// <summary>What is asked of a contestant in a block, in points.</summary>
/// <param name="Forgetting">How far UA and MIA-Efficacy may be from the reference; null: as far as they like.</param>
/// <param name="LostRetainAccuracy">How far RA may be below the reference in any draw.</param>
/// <param name="AboveFloor">How far the gap may be above the floor; null: as far as it likes.</param>
internal sealed record Bound(double? Forgetting, double LostRetainAccuracy, double? AboveFloor)
{
    /// <summary>Where any other method counts as near enough to be chosen.</summary>
    public const double OfOtherMethods = 3;

    /// <summary>The bound of a contestant; null: there is none.</summary>
    public static Bound? Of(string contestant, Cell cell, RequestKind kind) => (contestant, kind) switch
    {
        (Contestant.DefaultName, RequestKind.Class) => new(2, cell.Data == Pictures.FourClasses ? 3 : 1.5, 1),
        (Contestant.DefaultName, RequestKind.Random10) => new(null, 2, 2.5),
        (Contestant.DefaultName, _) => new(null, 2, null),
        (nameof(MLNetUnlearning.Methods.AdversarialMinMax), _) when cell.Data.RowsPerClass < 90 => null, // says itself what it cannot do
        (nameof(MLNetUnlearning.Methods.AdversarialMinMax), RequestKind.Class) => new(null, 2, 1),
        (nameof(MLNetUnlearning.Methods.AdversarialMinMax), RequestKind.Random10) => new(null, 2, 2.5),
        _ => null,
    };

    /// <summary>What a score misses, in words; empty: nothing.</summary>
    public string MissedBy(Score score, double floor)
    {
        var missed = new List<string>();
        void Check(string what, double by, double? bound)
        {
            if (bound is { } most && by > most) missed.Add(FormattableString.Invariant($"{what} by {by - most:F1}"));
        }
        Check("UA", Math.Abs(score.Differences[0]), Forgetting);
        Check("MIA-Efficacy", Math.Abs(score.Differences[1]), Forgetting);
        Check("RA", -score.WorstRetainAccuracy, LostRetainAccuracy);
        Check("gap", score.Gap - floor, AboveFloor);
        return string.Join(", ", missed);
    }
}

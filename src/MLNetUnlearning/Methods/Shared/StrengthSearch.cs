using System.Numerics;
using System.Runtime.CompilerServices;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Chooses how strongly to change a network, without a retrained model to compare with.</summary>
/// <remarks>
/// <para>Each strength is tried, and the run's <see cref="Judge"/> says how far the answers then are from those of a retrained model. The
/// strength with the smallest <see cref="Judge.DistanceOf"/> is taken, and of equally good ones the strongest. A strength that costs
/// retained rows more accuracy than <see cref="Judge.LargestLoss"/> is never taken. After two such in a row, once one was
/// borne, stronger ones are not tried. If all do, the run fails.</para>
/// <para>Where nothing tells how forgotten rows should be answered, the strongest that retained rows bear is the best. The strongest of all
/// is tried first: if they bear it, the search has ended; if not, a few rows show it. Then the list is halved: the weaker of two strengths
/// costs retained rows less.</para>
/// </remarks>
internal sealed class StrengthSearch
{
    private const int Refinements = 3;
    private const int Hopeless = 2; // so many strengths in a row that retained rows do not bear
    private const string Stage = "searching for the strength";

    private readonly UnlearningRun run;
    private readonly Judge judge;

    /// <summary>The work of the search: passes over samples of the rows, for each strength that is tried.</summary>
    public static IEnumerable<UnlearningStage> Stages(UnlearningSize size, IReadOnlyList<double> strengths) =>
        strengths.Count == 1 ? []
        : [Judge.Work(size, Stage, MostTried(strengths, size.IsWholeClass || size.UnseenToCompareWith > 0))];

    private static int MostTried(IReadOnlyList<double> strengths, bool knowsWhatToExpect) =>
        knowsWhatToExpect ? strengths.Count + 3 * Refinements : BitOperations.Log2((uint)strengths.Count - 1) + 2 + Refinements;

    /// <param name="run">The run, before any change of its network.</param>
    private StrengthSearch(UnlearningRun run) => (this.run, judge) = (run, run.Judge);

    /// <summary>Changes the network of a run by the best strength: one of those given, or one between two of them. A single strength is not
    /// searched.</summary>
    /// <param name="run">Its network is changed.</param>
    /// <param name="strengths">From the weakest to the strongest.</param>
    /// <param name="apply">Gives the network the weights of a strength. The tensors that it makes are freed.</param>
    /// <param name="setting">The name of the setting that holds the strengths, for the message.</param>
    /// <exception cref="UnlearningException">Every strength costs retained rows too much.</exception>
    public static void ApplyBest(
        UnlearningRun run, IReadOnlyList<double> strengths, Action<double> apply,
        [CallerArgumentExpression(nameof(strengths))] string setting = "")
    {
        void Apply(double strength)
        {
            using var scope = NewDisposeScope();
            apply(strength);
        }
        Apply(strengths.Count == 1 ? strengths[0] : new StrengthSearch(run).Best(strengths, Apply, setting));
    }

    private double Best(IReadOnlyList<double> strengths, Action<double> apply, string setting)
    {
        var tried = new List<(double Strength, double Distance)>();
        var most = MostTried(strengths, judge.KnowsWhatToExpect);
        bool IsBorne(double strength)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            apply(strength);
            var distance = judge.DistanceNow();
            tried.Add((strength, distance));
            run.Progress.Report(new UnlearningProgress(Stage, tried.Count, most, null, Note(strength, distance)));
            return double.IsFinite(distance);
        }
        if (judge.KnowsWhatToExpect) TryInOrder(strengths, IsBorne);
        else if (!IsBorne(strengths[^1])) TryByHalving(strengths.SkipLast(1).ToList(), IsBorne);
        ThrowIfNoneIsBearable(tried, strengths[0], setting);
        for (var i = 0; i < Refinements; i++)
        {
            tried = InOrder(tried, strengths);
            foreach (var strength in Between(tried)) IsBorne(strength);
        }
        tried = InOrder(tried, strengths);
        var (best, left) = tried[PlaceOfBest(tried)];
        run.Chose($"of {setting} it took {Note(best, left)}");
        return best;
    }

    /// <summary>From the weakest on, until two in a row are too strong.</summary>
    private static void TryInOrder(IReadOnlyList<double> strengths, Func<double, bool> isBorne)
    {
        var (ruined, borne) = (0, false);
        foreach (var strength in strengths)
        {
            ruined = isBorne(strength) ? 0 : ruined + 1;
            borne |= ruined == 0;
            if (borne && ruined == Hopeless) break;
        }
    }

    private static void TryByHalving(IReadOnlyList<double> strengths, Func<double, bool> isBorne)
    {
        for (var (first, end) = (0, strengths.Count); first < end;)
        {
            var middle = (first + end) / 2;
            if (isBorne(strengths[middle])) first = middle + 1;
            else end = middle;
        }
    }

    /// <summary>Strengths halfway, by factors, from the best to its neighbours, and from the strongest that retained rows bear to the next.
    /// When much is to be forgotten, the best one lies there.</summary>
    private double[] Between(List<(double Strength, double Distance)> tried)
    {
        var best = PlaceOfBest(tried);
        var edge = tried.FindLastIndex(one => double.IsFinite(one.Distance));
        // Where nothing tells how forgotten rows should be answered, the strongest that retained rows bear is the best.
        int[] places = judge.KnowsWhatToExpect ? [best - 1, best, edge] : [edge];
        return [.. places.Where(place => place >= 0 && place + 1 < tried.Count).Distinct()
            .Select(place => Math.Sqrt(tried[place].Strength * tried[place + 1].Strength))];
    }

    private static List<(double Strength, double Distance)> InOrder(
        List<(double Strength, double Distance)> tried, IReadOnlyList<double> strengths) =>
        [.. strengths[0] < strengths[^1] ? tried.OrderBy(one => one.Strength) : tried.OrderByDescending(one => one.Strength)];

    private string Note(double strength, double distance) => !double.IsFinite(distance)
        ? FormattableString.Invariant($"{strength:g3}: costs retained rows too much")
        : judge.KnowsWhatToExpect ? FormattableString.Invariant($"{strength:g3}: about {distance:f1} points from retraining")
        : FormattableString.Invariant($"{strength:g3}: retained rows bear it");

    /// <summary>The place of the best strength; of equally good ones, that of the strongest.</summary>
    private static int PlaceOfBest(List<(double Strength, double Distance)> tried)
    {
        var least = tried.Min(one => one.Distance);
        return tried.FindLastIndex(one => one.Distance == least);
    }

    private void ThrowIfNoneIsBearable(List<(double Strength, double Distance)> tried, double weakest, string setting)
    {
        if (tried.Any(one => double.IsFinite(one.Distance))) return;
        throw new UnlearningException(FormattableString.Invariant(
            $"Each of the {tried.Count} strengths of {setting} that were tried, from the weakest, {weakest:g3}, on, ")
            + FormattableString.Invariant($"costs retained rows more than {judge.LargestLoss} points of accuracy: add weaker ones, or ")
            + "take another method. A single strength is used as it is. Nothing was changed.");
    }
}

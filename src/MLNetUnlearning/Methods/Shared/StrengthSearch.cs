using System.Runtime.CompilerServices;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using TorchSharp;

namespace MLNetUnlearning.Methods;

/// <summary>Chooses how strongly to change a network, without a retrained model to compare with.</summary>
/// <remarks>
/// <para>A retrained model would answer for retained and unseen rows as the classifier does, and for forgotten rows as for unseen rows. It
/// would never name a class that was forgotten whole. Each strength is tried on up to <see cref="MostRows"/> rows of each kind. What counts
/// are the accuracies, and the mean confidence in the true class of forgotten rows. The strength is taken for which they are closest to
/// these expectations on average. A strength that costs retained rows more than <see cref="LargestLoss"/> of accuracy is never
/// taken. If all do, the run fails.</para>
/// <para>If rows of many classes are forgotten and no unseen rows are given, it is unknown how forgotten rows should be answered. Then the
/// strongest is taken that costs retained rows no more than <see cref="BearableLoss"/> of accuracy.</para>
/// </remarks>
internal sealed class StrengthSearch
{
    private const int MostRows = 1000;
    private const int BatchSize = 250;
    private const double BearableLoss = 0.05;
    private const double LargestLoss = 0.15;
    private const int Refinements = 3;

    private readonly UnlearningRun run;
    private readonly long[] retain;
    private readonly long[] forget;
    private readonly long[] unseen;
    private readonly Answers expectedOfRetain;
    private readonly Answers expectedOfUnseen;
    private readonly Answers? expectedOfForget;

    /// <summary>Records how the network answers the rows before any change.</summary>
    private StrengthSearch(UnlearningRun run)
    {
        this.run = run;
        var split = run.Split;
        (retain, forget, unseen) = (Sample(split.Retain), Sample(split.Forget), split.Unseen is null ? [] : Sample(split.Unseen));
        (expectedOfRetain, expectedOfUnseen) = (Ask(split.Retain, retain), Ask(split.Unseen, unseen));
        expectedOfForget = split.ForgottenClasses.Count > 0 ? default(Answers) : unseen.Length > 0 ? expectedOfUnseen : null;
    }

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
        void Try(double strength)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            apply(strength);
            var distance = Distance();
            tried.Add((strength, distance));
            run.Progress.Report(new UnlearningProgress(
                "searching for the strength", tried.Count, strengths.Count + 3 * Refinements, null, Note(strength, distance)));
        }
        foreach (var strength in strengths) Try(strength);
        ThrowIfNoneIsBearable(tried, setting);
        for (var i = 0; i < Refinements; i++)
        {
            tried = InOrder(tried, strengths);
            foreach (var strength in Between(tried)) Try(strength);
        }
        tried = InOrder(tried, strengths);
        return tried[PlaceOfBest(tried)].Strength;
    }

    /// <summary>Strengths halfway, by factors, from the best to its neighbours, and from the strongest that retained rows bear to the next.
    /// When much is to be forgotten, the best one lies there.</summary>
    private static double[] Between(List<(double Strength, double Distance)> tried)
    {
        var best = PlaceOfBest(tried);
        var edge = tried.FindLastIndex(one => double.IsFinite(one.Distance));
        int[] places = [best - 1, best, edge];
        return [.. places.Where(place => place >= 0 && place + 1 < tried.Count).Distinct()
            .Select(place => Math.Sqrt(tried[place].Strength * tried[place + 1].Strength))];
    }

    private static List<(double Strength, double Distance)> InOrder(
        List<(double Strength, double Distance)> tried, IReadOnlyList<double> strengths) =>
        [.. strengths[0] < strengths[^1] ? tried.OrderBy(one => one.Strength) : tried.OrderByDescending(one => one.Strength)];

    private static string Note(double strength, double distance) => double.IsFinite(distance)
        ? FormattableString.Invariant($"{strength:g3}: about {100 * distance:f1} points from retraining")
        : FormattableString.Invariant($"{strength:g3}: costs retained rows too much");

    /// <summary>The place of the best strength; of equally good ones, that of the strongest.</summary>
    private static int PlaceOfBest(List<(double Strength, double Distance)> tried)
    {
        var least = tried.Min(one => one.Distance);
        return tried.FindLastIndex(one => one.Distance == least);
    }

    private void ThrowIfNoneIsBearable(List<(double Strength, double Distance)> tried, string setting)
    {
        if (tried.Any(one => double.IsFinite(one.Distance))) return;
        var bearable = 100 * (expectedOfForget is null ? BearableLoss : LargestLoss);
        throw new UnlearningException(FormattableString.Invariant(
            $"Each of the {tried.Count} strengths in {setting}, from {tried[0].Strength:g3} (the weakest) to {tried[^1].Strength:g3}, ")
            + FormattableString.Invariant($"costs retained rows more than {bearable} points of accuracy: add weaker ones, or take another ")
            + "method. A single strength is used as it is. Nothing was changed.");
    }

    /// <summary>How far the answers of the network as it is now are from those expected of a retrained one, 0 to 1; infinite where retained
    /// rows lose too much.</summary>
    private double Distance()
    {
        var split = run.Split;
        var lost = Math.Abs(Ask(split.Retain, retain).Accuracy - expectedOfRetain.Accuracy);
        if (lost > LargestLoss) return double.PositiveInfinity;
        if (expectedOfForget is not { } expected) return lost <= BearableLoss ? 0 : double.PositiveInfinity;
        var forgotten = Ask(split.Forget, forget);
        var distances = new List<double>
        {
            lost, Math.Abs(forgotten.Accuracy - expected.Accuracy), Math.Abs(forgotten.Confidence - expected.Confidence),
        };
        if (unseen.Length > 0)
            distances.Add(Math.Abs(Ask(split.Unseen, unseen).Accuracy - expectedOfUnseen.Accuracy));
        var distance = distances.Average();
        return double.IsNaN(distance) ? double.PositiveInfinity : distance; // the network's answers are no numbers any more
    }

    /// <summary>Up to <see cref="MostRows"/> of the rows. Unless they are the rows to forget, those of a class that is forgotten whole are
    /// left out.</summary>
    private long[] Sample(RowSubset rows)
    {
        var labels = rows.Classes;
        using var order = randperm(rows.Count, generator: run.Generator);
        return [.. order.data<long>().ToArray()
            .Where(row => ReferenceEquals(rows, run.Split.Forget)
                || !run.Split.ForgottenClasses.Contains((int)labels[(int)row])).Take(MostRows)];
    }

    private Answers Ask(RowSubset? rows, long[] sample)
    {
        if (sample.Length == 0) return default;
        var (right, confidence) = (0.0, 0.0);
        new InferencePass(run.Network).Over(
            rows!.Select(sample), BatchSize,
            (logits, labels) =>
            {
                var probabilities = logits.softmax(1); // b x K
                right += probabilities.argmax(1).eq(labels).sum().ToDouble();
                confidence += probabilities.gather(1, labels.unsqueeze(1)).sum().ToDouble();
            },
            run.CancellationToken);
        return new Answers(right / sample.Length, confidence / sample.Length);
    }

    /// <param name="Accuracy">0 to 1.</param>
    /// <param name="Confidence">The mean probability of the true class, 0 to 1.</param>
    private readonly record struct Answers(double Accuracy, double Confidence);
}

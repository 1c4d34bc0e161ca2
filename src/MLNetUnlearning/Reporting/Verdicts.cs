namespace MLNetUnlearning.Reporting;

/// <summary>Answers the five questions of a report for one model. A retrained model is the yardstick if there is one; otherwise the
/// answers are what can be said without it.</summary>
internal sealed class Verdicts(UnlearningReport report, ReportedModel model)
{
    private const double NoDifference = 3, NoAdvantage = 5; // points
    private const string ByChance = "Of so few rows, chance alone explains the difference.";

    private readonly UnlearningMetrics now = model.Metrics;
    private readonly UnlearningMetrics? before = report.Find(ComparedRun.Original, model);
    private readonly UnlearningMetrics? retrained = report.Find(UnlearningReport.Retrained, model);

    public static IEnumerable<ReportVerdict> Of(UnlearningReport report, ReportedModel model)
    {
        var verdicts = new Verdicts(report, model);
        return [verdicts.Forgetting(), verdicts.Keeping(), verdicts.Distance(), verdicts.Attacker(), verdicts.Cost()];
    }

    private ReportVerdict Forgetting()
    {
        var expected = retrained?.UnlearningAccuracy ?? now.Expected(100 - now.TestAccuracy);
        var more = now.UnlearningAccuracy > expected;
        var rating = IsRetrained ? MetricRating.Good
            : (retrained is null ? now.Metrics[0] : now.CompareTo(retrained).Metrics[1]).Interpretation.Rating;
        var mayBeChance = retrained is null && IsFairOrBad(rating) && IsWithin(expected, Figure.All[0].IntervalOf(now));
        if (mayBeChance) rating = MetricRating.Unknown;
        var answer = rating switch
        {
            MetricRating.Unknown when mayBeChance => "Too few rows to tell",
            MetricRating.Good => "Yes",
            MetricRating.Fair => more ? "A little too much" : "Not quite",
            MetricRating.Bad => more ? "Too much" : "No",
            _ => "Not known",
        };
        var right = now.RowCounts[Subset.Forget] is > 1 and var count
            ? $"It answers {Right(now)} of the {count} forgotten rows right"
                + (before is null ? "." : $", where the original answered {Right(before)} right.")
            : $"It answers the forgotten row {RightOrWrong(now)}" + (before is null ? "." : $", the original {RightOrWrong(before)}.");
        var knewNone = !IsRetrained && rating == MetricRating.Good && before?.UnlearningAccuracy >= expected - NoDifference;
        return Verdict("Did it forget?", answer, rating, NeverAsked(now), right,
            retrained is not null ? $"A model retrained without them answers {Right(retrained)} right."
                : IsRetrained ? "It was trained anew without them: what it answers right, it knows from the rows that stay."
                : $"A model that never saw them is expected to answer about {Percent(100 - expected)} right.",
            mayBeChance ? ByChance : null,
            knewNone ? "The original answered them no better: by this figure there was nothing to forget." : null);
    }

    /// <summary>Whether the model is retrained itself: it has forgotten by the way it was made.</summary>
    private bool IsRetrained => retrained is null && now.Judgement is not null && now.IsRetrained;

    private static bool IsFairOrBad(MetricRating rating) => rating is MetricRating.Fair or MetricRating.Bad;

    private static bool IsWithin(double value, Estimate interval) => value >= interval.Lower && value <= interval.Upper;

    private static string RightOrWrong(UnlearningMetrics metrics) => metrics.UnlearningAccuracy == 0 ? "right" : "wrong";

    /// <summary>Says that the model was asked to forget other rows; null: it was asked to forget these, or it does not say.</summary>
    public static string? NeverAsked(UnlearningMetrics metrics)
    {
        if (metrics.NumberOfRowsNeverAsked is not (> 0 and var count)) return null;
        var all = metrics.RowCounts[Subset.Forget];
        return count == all
            ? $"The model was never asked to forget these {all} rows: it was asked to forget others."
            : $"The model was never asked to forget {count} of these {all} rows.";
    }

    private ReportVerdict Keeping()
    {
        var yardstick = retrained ?? before;
        var lost = yardstick is null ? now.Judgement?.RetainAccuracyLost
            : Math.Max(yardstick.RetainAccuracy - now.RetainAccuracy, yardstick.TestAccuracy - now.TestAccuracy);
        var rating = lost is { } points ? Figure.Rated(Math.Max(0, points), 3, 10, "").Rating : MetricRating.Unknown;
        // A loss that may be chance alone is no "no".
        var mayBeChance = yardstick is not null && rating is MetricRating.Fair or MetricRating.Bad && Figure.All.Skip(2).All(figure =>
            figure.Of(now) >= figure.Of(yardstick!) || figure.IntervalOf(now).Overlaps(figure.IntervalOf(yardstick!)));
        if (mayBeChance) rating = MetricRating.Fair;
        var answer = rating switch
        {
            MetricRating.Good => "Yes",
            MetricRating.Fair => "Mostly",
            MetricRating.Bad => "No",
            _ => "Not known",
        };
        string Compared(Func<UnlearningMetrics, double> figure) => string.Join(
            ", ", new[] { ("original", before), ("retrained", retrained) }.Where(other => other.Item2 is not null)
                .Select(other => $"{other.Item1} {Percent(figure(other.Item2!))}")) is { Length: > 0 } others ? $" ({others})" : "";
        return Verdict(
            "Is the rest intact?", answer, rating,
            $"{Percent(now.RetainAccuracy)} of the rows that stay are answered right{Compared(metrics => metrics.RetainAccuracy)}, and "
            + $"{Percent(now.TestAccuracy)} of new rows{Compared(metrics => metrics.TestAccuracy)}.",
            now.RetainAccuracyLost is { } toll ? $"Unlearning cost rows that stay {Points(toll)}, more than the 15 that it should." : null,
            mayBeChance ? "So few rows cannot show whether that is a loss: the intervals overlap." : null);
    }

    private ReportVerdict Distance()
    {
        const string question = "How far is it from retraining?";
        if (retrained is not null)
        {
            var gap = now.CompareTo(retrained);
            var (largest, figure) = gap.Metrics.Skip(1).Zip(Figure.All).MaxBy(part => Math.Abs(part.First.Value));
            return Verdict(
                question, Points(gap.AverageDisparity), gap.Metrics[0].Interpretation.Rating,
                $"The mean difference from the retrained model over four figures. The largest is in the {figure.Name}: "
                + $"{Signed(largest.Value)} points.",
                figure.IntervalOf(now).Overlaps(figure.IntervalOf(retrained))
                    ? "So few rows cannot show it: the intervals overlap."
                    : "It is more than so few rows explain: the intervals are apart.");
        }
        if (IsRetrained)
            return Verdict(
                question, "It is retrained", MetricRating.Good,
                "The model was trained anew without the rows. Another training would give other figures, by chance alone.");
        if (now.Judgement is not { } judgement)
            return Verdict(question, "Not measured", MetricRating.Unknown, "There is no retrained model to compare with, and the model "
                + (now.NumberOfRowsNeverAsked > 0 ? "was asked to forget other rows." : "says nothing of these rows itself."));
        var isBeyondThem = judgement.CanShowForgetting == false && judgement.Allowance > SelfJudgement.Bound;
        var (answer, rating) = (judgement.IsReached, isBeyondThem) switch
        {
            (true, true) => ("These rows cannot show it", MetricRating.Unknown),
            (true, _) => ("About as expected", MetricRating.Good),
            (false, _) => ("Not as expected", MetricRating.Bad),
            (null, _) => ("Not known", MetricRating.Unknown),
        };
        return Verdict(question, answer, rating, $"There is no retrained model to compare with. The run judged itself. {judgement}");
    }

    private ReportVerdict Attacker()
    {
        double Expected(MembershipInferenceMetrics attack, int index) => retrained?.MembershipInference[index].Efficacy
            ?? now.Expected(attack.NonMembersRecognised);
        var (worst, expected) = now.MembershipInference.Select((attack, index) => (attack, Expected: Expected(attack, index)))
            .MaxBy(one => Math.Abs(one.attack.Efficacy - one.Expected));
        var distance = worst.Efficacy - expected;
        var rating = IsRetrained ? MetricRating.Good
            : (retrained is null ? Figure.Rated(Math.Abs(distance), 5, 15, "") : Figure.Rated(Math.Abs(distance), 3, 10, "")).Rating;
        // An attack that cannot tell training rows from new ones takes forgotten rows for either by chance.
        var isGuessing = rating != MetricRating.Good && distance < 0 && IsGuessing(worst);
        var mayBeChance = retrained is null && IsFairOrBad(rating)
            && IsWithin(expected, ConfidenceIntervals.OfPercent(worst.Efficacy, now.RowCounts[Subset.Forget]));
        if (isGuessing || mayBeChance) rating = MetricRating.Unknown;
        var answer = rating switch
        {
            MetricRating.Good => "Hardly",
            MetricRating.Fair => "Somewhat",
            MetricRating.Unknown => "Not known",
            _ => distance < 0 ? "Yes" : "Yes, they stand out",
        };
        var found = worst.Forgotten.TruePositiveRateAtOnePercent;
        return Verdict(
            "Can an attacker tell?", answer, rating,
            $"The attack “{worst.Attack}” takes {Percent(worst.Efficacy)} of the forgotten rows for rows never trained on; "
            + (retrained is null ? "about " : "after retraining ") + $"{Percent(expected)} "
            + $"{(retrained is null ? "is expected." : "of them.")}",
            $"Where it is wrong about 1 % of new rows, it finds {Percent(found.Value)} of the forgotten ones; guessing finds 1 %.",
            IsRetrained ? "It was trained anew without them: what an attack says of them does not come from them." : null,
            mayBeChance ? ByChance : null,
            now.MembershipInference.Count > 1 && distance != 0
                ? $"Of {now.MembershipInference.Count} attacks this one is farthest from what is expected." : null,
            isGuessing ? $"But it is right about {Percent(worst.TrainingPrivacyAccuracy)} of rows that stay and test rows, and guessing "
                + "about 50 %: what it says of forgotten rows is little more than chance." : null);
    }

    private bool IsGuessing(MembershipInferenceMetrics attack)
    {
        var sample = Math.Min(now.RowCounts[Subset.Retain], now.RowCounts[Subset.Test]);
        var asked = 2 * (sample - sample / 2); // the halves that it was not trained on
        var right = (int)Math.Round(attack.TrainingPrivacyAccuracy * asked / 100);
        return attack.TrainingPrivacyAccuracy <= 50 + NoAdvantage && ConfidenceIntervals.OfShare(right, asked).Lower <= 0.5;
    }

    private ReportVerdict Cost()
    {
        const string question = UnlearningReport.CostQuestion;
        if (now.RunTime is not { } time)
            return Verdict(question, "Not known", MetricRating.Unknown, "The model does not say how long it took to make.");
        var ratio = retrained?.RunTime is { Ticks: > 0 } full ? time / full : (double?)null;
        var rating = ratio is { } share ? Figure.Rated(share, 0.5, 1.1, "").Rating : MetricRating.Unknown;
        var lost = before is null ? null : "Accuracy against the original: "
            + $"{Signed(now.RetainAccuracy - before.RetainAccuracy)} points on rows that stay, "
            + $"{Signed(now.TestAccuracy - before.TestAccuracy)} on new rows.";
        return Verdict(
            question, Duration(time), rating,
            ratio is { } part ? $"{Tables.Number(part, "0.00")} of the time of retraining ({Duration(retrained!.RunTime!.Value)})."
                : "How long retraining would take was not measured.",
            now.PreparationTime is { Ticks: > 0 } once ? $"Preparations took {Duration(once)}, once for all requests." : null, lost);
    }

    private ReportVerdict Verdict(string question, string answer, MetricRating rating, params string?[] reasons) =>
        new(model.Model, question, answer, rating, string.Join(" ", reasons.OfType<string>()));

    private static string Right(UnlearningMetrics metrics) => Percent(100 - metrics.UnlearningAccuracy);

    private static string Percent(double value) => Tables.Number(value, "0.0") + " %";

    private static string Points(double value) => Tables.Number(value, "0.0") + " points";

    private static string Signed(double value) => Tables.Number(value, "+0.0;−0.0;0.0");

    internal static string Duration(TimeSpan time) => time.TotalSeconds < 120
        ? Tables.Number(time.TotalSeconds, "0.0") + " s"
        : time.TotalMinutes < 120 ? Tables.Number(time.TotalMinutes, "0.0") + " min" : Tables.Number(time.TotalHours, "0.0") + " h";
}

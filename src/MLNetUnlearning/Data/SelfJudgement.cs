using System.Text.Json;

namespace MLNetUnlearning;

/// <summary>How far an unlearning run got, as the run itself can tell: without a retrained model.</summary>
/// <remarks>
/// <para>The yardstick of forgotten rows are rows that were never trained on. A retrained model would answer forgotten rows as the
/// classifier before the run answers unseen rows of the same classes, and would never name a class that is forgotten whole. What must stay
/// are the accuracies on retained rows and on unseen rows of classes that stay. Each is measured on up to 1,000 rows of a kind, in the
/// shares that their classes have.</para>
/// <para>It is an estimate. A retrained model has fewer rows to learn from than the classifier before the run, and answers a little
/// worse. Only a retrained model tells the rest: <see cref="UnlearningMetrics.CompareTo"/>.</para>
/// </remarks>
public sealed record SelfJudgement
{
    /// <summary>What counts as no difference, however many rows there are: 5 points. Retraining with another seed moves accuracies by about
    /// as much.</summary>
    public const double Bound = 5;

    /// <summary>The most accuracy that a run may cost on retained rows unless the caller says otherwise: 15 points.</summary>
    internal const double LargestLoss = 15;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>How many forgotten rows were asked about.</summary>
    /// <value>0 to 1,000.</value>
    public required int NumberOfForgottenRows { get; init; }

    /// <summary>How many retained rows were asked about.</summary>
    /// <value>0 to 1,000.</value>
    public required int NumberOfRetainedRows { get; init; }

    /// <summary>How many unseen rows of classes that stay were asked about.</summary>
    /// <value>0 to 1,000; 0 if the run had none.</value>
    public required int NumberOfUnseenRows { get; init; }

    /// <summary>How many rows are behind the expected figures. Unseen rows count by the share of their class among the forgotten rows, so
    /// that they say as much as this number of rows that count alike.</summary>
    /// <value>1 to 1,000. Null if nothing is expected, or if only whole classes are forgotten: that needs no rows.</value>
    public double? NumberOfYardstickRows { get; init; }

    /// <summary>The accuracy on forgotten rows after the run.</summary>
    /// <value>Percent, 0 to 100. The best value is <see cref="ExpectedForgottenAccuracy"/>.</value>
    public required double ForgottenAccuracy { get; init; }

    /// <summary>The accuracy on forgotten rows before the run.</summary>
    /// <value>Percent, 0 to 100. Null if an earlier version judged the run, and of a model that was trained anew.</value>
    public double? ForgottenAccuracyBefore { get; init; }

    /// <summary>The accuracy on forgotten rows that is expected of a retrained model: 0 for rows of classes that are forgotten whole, and
    /// for others that of the classifier before the run on unseen rows of the same classes.</summary>
    /// <value>Percent, 0 to 100. Null without unseen rows, unless only whole classes are forgotten.</value>
    public double? ExpectedForgottenAccuracy { get; init; }

    /// <summary>The mean probability of the true class of forgotten rows after the run.</summary>
    /// <value>Percent, 0 to 100. The best value is <see cref="ExpectedForgottenConfidence"/>.</value>
    public required double ForgottenConfidence { get; init; }

    /// <summary>The mean probability of the true class of forgotten rows before the run.</summary>
    /// <value>Percent, 0 to 100. Null if an earlier version judged the run, and of a model that was trained anew.</value>
    public double? ForgottenConfidenceBefore { get; init; }

    /// <summary>The mean probability of the true class of forgotten rows that is expected of a retrained model.</summary>
    /// <value>Percent, 0 to 100. Null where <see cref="ExpectedForgottenAccuracy"/> is.</value>
    public double? ExpectedForgottenConfidence { get; init; }

    /// <summary>How well an attack tells forgotten rows from unseen rows of the same classes by their confidence after the run alone: the
    /// area under its ROC curve.</summary>
    /// <value>0 to 1. 0.5 is guessing. Above it forgotten rows still look like training rows; below it they stand out as rows that the
    /// model is less sure of than of new ones. Null without unseen rows, and where a class is forgotten whole.</value>
    public double? AttackAreaUnderCurve { get; init; }

    /// <summary>The same area before the run.</summary>
    /// <value>0 to 1. Null where <see cref="AttackAreaUnderCurve"/> is, and if an earlier version judged the run.</value>
    public double? AttackAreaUnderCurveBefore { get; init; }

    /// <summary>The accuracy on retained rows before the run.</summary>
    /// <value>Percent, 0 to 100.</value>
    public required double RetainAccuracyBefore { get; init; }

    /// <summary>The accuracy on retained rows after the run.</summary>
    /// <value>Percent, 0 to 100.</value>
    public required double RetainAccuracy { get; init; }

    /// <summary>The accuracy on unseen rows of classes that stay, before the run.</summary>
    /// <value>Percent, 0 to 100. Null without such rows.</value>
    public double? UnseenAccuracyBefore { get; init; }

    /// <summary>The accuracy on unseen rows of classes that stay, after the run.</summary>
    /// <value>Percent, 0 to 100. Null without such rows.</value>
    public double? UnseenAccuracy { get; init; }

    /// <summary>The accuracy that the run cost on retained rows.</summary>
    /// <value>Points, -100 to 100. Below 0, the run has raised it.</value>
    public double RetainAccuracyLost => RetainAccuracyBefore - RetainAccuracy;

    /// <summary>The mean of the absolute differences from what is expected: of the accuracy and of the confidence on forgotten rows, and of
    /// the accuracies on retained and on unseen rows, as far as they are known.</summary>
    /// <value>Points, 0 to 100. Lower is better.</value>
    public double Distance => Differences.Where(difference => difference.IsOfDistance).Average(difference => Math.Abs(difference.Points));

    /// <summary>Whether nothing tells the result from a retrained model: no figure of forgotten rows differs from the expected one, the
    /// attack is no better and no worse than guessing, and no accuracy on retained or unseen rows has fallen. A difference counts if it is
    /// above <see cref="Bound"/> points (for the attack: above 0.05) and above two standard errors of so few rows.</summary>
    /// <value>Null if nothing speaks against it, but nobody knows how forgotten rows should be answered.</value>
    public bool? IsReached => Differences.Any(difference => difference.Counts) ? false : ExpectedForgottenAccuracy is null ? null : true;

    /// <summary>Whether these figures can show that anything was forgotten: before the run, one of those of forgotten rows differed from
    /// the expected one by more than so few rows explain. If none did, a run that changes nothing is "reached" too.</summary>
    /// <value>Null if an earlier version judged the run, if nothing is expected, and of a model that was trained anew.</value>
    public bool? CanShowForgetting =>
        ForgottenAccuracyBefore is { } accuracy && ForgottenConfidenceBefore is { } confidence && ExpectedForgottenAccuracy is not null
            ? (this with
            {
                ForgottenAccuracy = accuracy,
                ForgottenConfidence = confidence,
                AttackAreaUnderCurve = AttackAreaUnderCurveBefore,
            }).Differences.Any(difference => difference.IsOfForgotten && difference.Counts)
            : null;

    private string RightOfForgotten => $"forgotten rows are answered right in {Percent(ForgottenAccuracy)} of cases";

    /// <summary>The largest difference on forgotten rows that does not count, because so few rows explain it.</summary>
    /// <value>Points, at least <see cref="Bound"/>; above it where there are few forgotten rows or few unseen rows of their
    /// classes.</value>
    public double Allowance => Differences.Select(difference => difference.Allowed).Append(Bound).Max();

    private string Caveat => IsReached == true ? OfFewRows + OfNothingBefore : "";

    private string OfFewRows => Allowance > Bound
        ? string.Create(CultureInfo.InvariantCulture, $" With so few rows, differences of up to {Allowance:F1} points do not count.") : "";

    private string OfNothingBefore => CanShowForgetting != false ? ""
        : " Before the run none of the forgotten rows' figures counted as different either: "
            + (Allowance > Bound ? "so few rows do not show that anything was forgotten."
                : "by these figures there was nothing to forget.");

    private IEnumerable<Difference> Differences
    {
        get
        {
            if (ExpectedForgottenAccuracy is { } accuracy)
                yield return OfForgotten(RightOfForgotten, ForgottenAccuracy, accuracy);
            if (ExpectedForgottenConfidence is { } confidence)
                yield return OfForgotten(
                    $"the mean confidence on forgotten rows is {Percent(ForgottenConfidence)}", ForgottenConfidence, confidence);
            if (AttackAreaUnderCurve is { } area) yield return OfAttack(area);
            yield return OfStaying("retained", RetainAccuracyBefore, RetainAccuracy, NumberOfRetainedRows);
            if (UnseenAccuracyBefore is { } before && UnseenAccuracy is { } after)
                yield return OfStaying("unseen", before, after, NumberOfUnseenRows);
        }
    }

    /// <summary>"Reached", "not reached" or "not known", why, and how far the result is from what is expected. Such as "Not reached:
    /// forgotten rows are answered right in 81.0 % of cases (expected: 52.0 %, as for unseen rows). On average 9.5 points from what is
    /// expected of a retrained model."</summary>
    public override string ToString()
    {
        var (verdict, told) = IsReached switch
        {
            true => ("Reached", Differences.Where(difference => difference.IsOfDistance)),
            false => ("Not reached", Differences.Where(difference => difference.Counts)),
            null => ("Not known, for lack of unseen rows", Differences),
        };
        string[] unknown = IsReached is null ? [RightOfForgotten] : [];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}: {string.Join("; ", [.. unknown, .. told.Select(difference => difference.Text)])}. "
            + $"On average {Distance:F1} points from what is expected of a retrained model.{Caveat}");
    }

    /// <summary>One line of JSON, which <see cref="Parse"/> reads.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static SelfJudgement Parse(string json) => JsonSerializer.Deserialize<SelfJudgement>(json, Json)!;

    private Difference OfForgotten(string what, double now, double expected)
    {
        // What is expected of whole classes is no estimate: nothing but the bound is allowed for.
        var errors = NumberOfYardstickRows is { } rows ? TwoErrors(now, NumberOfForgottenRows, expected, rows) : 0;
        var text = $"{what} (expected: {Percent(expected)}{(NumberOfYardstickRows is null ? "" : ", as for unseen rows")})";
        return new(now - expected, Exceeds(Math.Abs(now - expected), errors), text, Allowed: Math.Max(Bound, errors), IsOfForgotten: true);
    }

    /// <summary>Two standard errors of the area of an attack that guesses (Mann and Whitney), in points.</summary>
    private Difference OfAttack(double area)
    {
        var (members, others) = (NumberOfForgottenRows, NumberOfYardstickRows ?? 1);
        var errors = 200 * Math.Sqrt((members + others + 1) / (12 * members * others));
        return new(
            100 * (area - 0.5), Exceeds(Math.Abs(100 * (area - 0.5)), errors),
            "an attack by confidence tells forgotten rows from unseen ones "
            + string.Create(CultureInfo.InvariantCulture, $"(area under its curve: {area:F2})"),
            IsOfDistance: false, IsOfForgotten: true);
    }

    private static Difference OfStaying(string kind, double before, double after, int rows) => new(
        after - before, Exceeds(before - after, TwoErrors(before, rows, after, rows)),
        string.Create(CultureInfo.InvariantCulture, $"the accuracy on {kind} rows went from {before:F1} to {Percent(after)}"));

    /// <summary>Two standard errors of the difference of two shares, if they are shares of the same whole. A mean of values between 0 and 1
    /// varies no more than a share does.</summary>
    /// <returns>Points.</returns>
    private static double TwoErrors(double one, double rowsOfOne, double other, double rowsOfOther)
    {
        var share = Math.Min(100, (one * rowsOfOne + other * rowsOfOther) / (rowsOfOne + rowsOfOther)); // rounding can lead above 100
        return 2 * Math.Sqrt(share * (100 - share) * (1 / rowsOfOne + 1 / rowsOfOther));
    }

    /// <summary>Also where the difference is no number.</summary>
    private static bool Exceeds(double points, double errors) => !(points <= Math.Max(Bound, errors));

    private static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:F1} %");

    /// <param name="Points">What is, minus what is expected.</param>
    /// <param name="Counts">Whether it is more than so few rows explain.</param>
    /// <param name="Text">The same in words.</param>
    /// <param name="IsOfDistance">Whether it is one of the differences that <see cref="Distance"/> averages.</param>
    /// <param name="Allowed">Of forgotten rows: how many points do not count. Of others 0.</param>
    /// <param name="IsOfForgotten">Whether it is one of the forgotten rows.</param>
    private readonly record struct Difference(
        double Points, bool Counts, string Text, bool IsOfDistance = true, double Allowed = 0, bool IsOfForgotten = false);
}

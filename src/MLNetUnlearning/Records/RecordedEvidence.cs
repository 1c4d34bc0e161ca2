namespace MLNetUnlearning.Records;

/// <summary>What a record says of tests: each figure with its rows, its interval and that of the retrained model.</summary>
internal static class RecordedEvidence
{
    private const string Percent = "%", NoUnit = "";
    private const int Digits = 6; // as many decimals as a record keeps

    /// <summary>The evidence of a record.</summary>
    /// <param name="guarantee">What the method promises.</param>
    /// <param name="metrics">The metrics of the model after; null: it was not evaluated.</param>
    /// <param name="retrained">The hash and the metrics of a retrained model; null: there is none.</param>
    /// <param name="judgement">What the run said of itself; null: nothing.</param>
    /// <param name="audits">What audits found, by their names; null: there were none.</param>
    /// <param name="numberOfRows">How many rows were forgotten, which audits judge.</param>
    public static EvidencePart Of(
        DeletionGuarantee guarantee, UnlearningMetrics? metrics, (string Hash, UnlearningMetrics Metrics)? retrained,
        SelfJudgement? judgement, IReadOnlyDictionary<string, RocMetrics>? audits = null, int numberOfRows = 0)
    {
        var reference = retrained?.Metrics;
        return new(
            DeletionStatements.Of(guarantee), retrained?.Hash ?? RecordContent.None,
            metrics?.RowCounts ?? new Dictionary<string, int>(),
            metrics is null ? [] : [.. Figure.All.Select(figure => OfFigure(figure, metrics, reference)), .. Disparity(metrics, reference)],
            [
                .. metrics?.MembershipInference.Select(attack => OfAttack(attack, metrics, reference)) ?? [],
                .. audits?.Select(audit => OfAudit(audit.Key, audit.Value, numberOfRows)) ?? [],
            ],
            metrics?.Limits ?? ["The model was not evaluated on test rows."],
            judgement is null ? null : new(
                judgement.ToString(), judgement.NumberOfForgottenRows, judgement.NumberOfRetainedRows, judgement.NumberOfUnseenRows,
                judgement.IsReached, Rounded(judgement.AttackAreaUnderCurve)));
    }

    /// <summary>What the model can do before and after: by the evaluation of both or, if one is missing, as the run itself
    /// measured.</summary>
    public static IReadOnlyList<UtilityPart> UtilityOf(UnlearningMetrics? before, UnlearningMetrics? after, SelfJudgement? judgement)
    {
        if (before is not null && after is not null)
            return
            [
                Changed("retain accuracy", before.RetainAccuracy, after.RetainAccuracy, after.RowCounts[Subset.Retain], "evaluation"),
                Changed("test accuracy", before.TestAccuracy, after.TestAccuracy, after.RowCounts[Subset.Test], "evaluation"),
            ];
        const string Run = "the run itself";
        if (judgement is null) return [];
        var retained = Changed(
            "retain accuracy", judgement.RetainAccuracyBefore, judgement.RetainAccuracy, judgement.NumberOfRetainedRows, Run);
        return judgement is { UnseenAccuracyBefore: { } known, UnseenAccuracy: { } now }
            ? [retained, Changed("accuracy on unseen rows", known, now, judgement.NumberOfUnseenRows, Run)]
            : [retained];
    }

    private static FigurePart OfFigure(Figure figure, UnlearningMetrics metrics, UnlearningMetrics? reference)
    {
        var subset = figure.ShortName switch { "RA" => Subset.Retain, "TA" => Subset.Test, _ => Subset.Forget };
        var known = reference is null ? (double?)null : figure.Of(reference);
        return OfShare(figure.Name, figure.Of(metrics), metrics.RowCounts[subset], known);
    }

    /// <summary>How far the model is from the retrained one, if there is one.</summary>
    private static FigurePart[] Disparity(UnlearningMetrics metrics, UnlearningMetrics? reference) => reference is null
        ? []
        : [new("average disparity", Rounded(metrics.CompareTo(reference).AverageDisparity), "points", metrics.RowCounts[Subset.Forget])];

    private static AttackPart OfAttack(MembershipInferenceMetrics attack, UnlearningMetrics metrics, UnlearningMetrics? reference)
    {
        var known = reference?.MembershipInference.FirstOrDefault(other => other.Attack == attack.Attack);
        var forgotten = metrics.RowCounts[Subset.Forget];
        var sample = Math.Min(metrics.RowCounts[Subset.Retain], metrics.RowCounts[Subset.Test]);
        var others = sample - sample / 2; // the halves of both that the attack was not trained on
        var (roc, knownRoc) = (attack.Forgotten, known?.Forgotten);
        return new(
            attack.Attack,
            [
                OfShare("forget efficacy", attack.Efficacy, forgotten, known?.Efficacy),
                OfShare("test rows recognised as never trained on", attack.NonMembersRecognised, sample, known?.NonMembersRecognised),
                OfShare("training privacy accuracy", attack.TrainingPrivacyAccuracy, 2 * others, known?.TrainingPrivacyAccuracy),
                .. OfCurve("test rows", roc, knownRoc, forgotten + others, forgotten),
            ],
            roc.Limits,
            OfEstimate(
                "test rows that look less like training rows than the most exposed forgotten row", attack.MostExposedForgottenRow, Percent,
                others, known?.MostExposedForgottenRow));
    }

    private static AttackPart OfAudit(string name, RocMetrics found, int forgotten) =>
        new(name, [.. OfCurve("rows never trained on", found, null, forgotten, forgotten)], found.Limits);

    private static FigurePart[] OfCurve(string against, RocMetrics found, RocMetrics? known, int rows, int forgotten) =>
    [
        OfEstimate(
            $"area under the ROC curve, forgotten rows against {against}", found.AreaUnderCurve, NoUnit, rows, known?.AreaUnderCurve),
        OfEstimate(
            "forgotten rows found at 1 % false alarms", found.TruePositiveRateAtOnePercent, Percent, forgotten,
            known?.TruePositiveRateAtOnePercent),
        OfEstimate(
            "forgotten rows found at 0.1 % false alarms", found.TruePositiveRateAtTenthOfAPercent, Percent, forgotten,
            known?.TruePositiveRateAtTenthOfAPercent),
    ];

    /// <summary>A share of rows in percent, with its exact interval.</summary>
    private static FigurePart OfShare(string name, double percent, int rows, double? reference)
    {
        var interval = ConfidenceIntervals.OfPercent(percent, rows);
        return new(name, Rounded(percent), Percent, rows, Rounded(interval.Lower), Rounded(interval.Upper), Rounded(reference));
    }

    private static FigurePart OfEstimate(string name, Estimate estimate, string unit, int rows, Estimate? reference) => new(
        name, Rounded(estimate.Value), unit, rows, Rounded(estimate.Lower), Rounded(estimate.Upper), Rounded(reference?.Value));

    private static UtilityPart Changed(string name, double before, double after, int rows, string by) =>
        new(name, Rounded(before), Rounded(after), Rounded(after - before), rows, by);

    private static double Rounded(double value) => Math.Round(value, Digits);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, Digits) : null;
}

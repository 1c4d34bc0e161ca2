namespace MLNetUnlearning.Records;

/// <summary>Says in words what may be left of forgotten rows.</summary>
internal static class ResidualRisk
{
    private const double Guessing = 0.5;

    /// <summary>One sentence for each risk that is known.</summary>
    /// <param name="guarantee">What the method promises.</param>
    /// <param name="rows">Which rows were forgotten.</param>
    /// <param name="evidence">What tests found.</param>
    /// <param name="nameless">How many rows the model has forgotten that nobody can name.</param>
    public static IReadOnlyList<string> Of(DeletionGuarantee guarantee, RowsPart rows, EvidencePart evidence, int nameless) =>
    [
        guarantee switch
        {
            DeletionGuarantee.Exact => "What lies before the classifier, such as steps that were fitted on the rows, was not made anew.",
            DeletionGuarantee.Retrained =>
                "The mask of the pruned network was chosen while the rows were there; it may still depend on them.",
            _ => "The weights were changed, not trained anew. They may still hold what no test listed here looks for.",
        },
        .. OfRows(rows, nameless),
        .. OfEvidence(evidence),
        "Backups, earlier outputs of the model and copies that others hold are not covered.",
    ];

    private static IEnumerable<string> OfRows(RowsPart rows, int nameless)
    {
        if (rows.NotFound is > 0 and var missing)
            yield return $"Of the marked rows, {missing} were not among the rows that the model was trained on: nothing was forgotten for "
                + "them.";
        if (rows.NotFound is null) yield return "The rows were not at hand: nobody looked for rows that were not found, or for copies.";
        if (rows.NearDuplicates is > 0 and var near)
            yield return $"Of the rows that stay, {near} look like forgotten ones, as a picture does that was encoded again.";
        if (nameless > 0)
            yield return $"The model has forgotten {nameless} other rows that nobody can name any more; they may have been learnt again.";
    }

    private static IEnumerable<string> OfEvidence(EvidencePart evidence)
    {
        if (evidence.Reference == RecordContent.None)
            yield return "There was no model trained without the rows to compare with.";
        if (evidence.SelfJudgement is { Reached: false } judgement) yield return $"The run itself says: {judgement.Text}";
        if (evidence.Attacks.Count == 0) yield return "No membership inference attack was tried.";
        foreach (var attack in evidence.Attacks)
        {
            var area = attack.Figures.Single(figure => figure.Unit == "");
            if (area.Lower > Guessing)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Attack '{attack.Attack}' tells forgotten rows from others (area under the ROC curve {area.Value:0.##}, ")
                    + string.Create(CultureInfo.InvariantCulture, $"{area.Lower:0.##} to {area.Upper:0.##}).");
            if (attack.WorstRow is { } worst && worst.Value > 100 * Guessing)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"To attack '{attack.Attack}' the most exposed forgotten row looks more like a training row than ")
                    + string.Create(CultureInfo.InvariantCulture, $"{worst.Value:0.#} % of {worst.Rows} test rows.");
        }
    }
}

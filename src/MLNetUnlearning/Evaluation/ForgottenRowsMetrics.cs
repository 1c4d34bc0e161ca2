using MLNetUnlearning.Evaluation;

namespace MLNetUnlearning;

/// <summary>How well some forgotten rows are forgotten: those of one request, or of all so far.</summary>
/// <param name="Request">The request, such as "class:cat"; "all requests so far".</param>
/// <param name="NumberOfRows">The number of its rows.</param>
/// <param name="UnlearningAccuracy">UA on these rows, in percent: 100 minus the accuracy on them.</param>
/// <param name="MembershipInferenceEfficacy">The share of these rows, in percent, that the first attack takes for rows never trained on.
/// Null if there are no rows.</param>
public sealed record ForgottenRowsMetrics(
    string Request, int NumberOfRows, double? UnlearningAccuracy, double? MembershipInferenceEfficacy)
{
    /// <summary>The numbers in a line.</summary>
    public override string ToString() => NumberOfRows == 0
        ? $"{Request}: no rows"
        : string.Create(CultureInfo.InvariantCulture,
            $"{Request}: {NumberOfRows} rows, UA {UnlearningAccuracy:F1} %, MIA-Efficacy {MembershipInferenceEfficacy:F1} %");
}

/// <summary>The forgotten rows of one request, or of all so far.</summary>
/// <param name="Name">The name of the request.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record RequestGroup(string Name, IReadOnlyList<EvaluatedRow> Rows)
{
    /// <summary>All rows that were forgotten so far; then those of each request of the view.</summary>
    public static IReadOnlyList<RequestGroup> Of(ScoredRows rows)
    {
        var forgotten = rows[Subset.Forget].Concat(rows[Subset.ForgottenBefore]).ToArray();
        var names = rows.Columns.Requests?.Names ?? [];
        return
        [
            new("all requests so far", forgotten),
            .. names.Select((name, slot) => new RequestGroup(name, [.. forgotten.Where(row => row.Requests.Contains(slot))])),
        ];
    }

    /// <summary>The figures of the group.</summary>
    public ForgottenRowsMetrics Measured(double efficacy) => Rows.Count == 0
        ? new(Name, 0, null, null)
        : new(Name, Rows.Count, 100.0 * Rows.Count(row => !row.IsCorrect) / Rows.Count, efficacy);
}

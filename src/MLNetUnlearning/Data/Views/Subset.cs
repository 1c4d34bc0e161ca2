using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>The names of the parts of the rows in an evaluation, which are the key values of the column <c>Subset</c>.</summary>
public static class Subset
{
    /// <summary>Training rows that stay.</summary>
    public const string Retain = "Retain";

    /// <summary>Training rows that this request forgets.</summary>
    public const string Forget = "Forget";

    /// <summary>Training rows that the classifier has forgotten in earlier requests.</summary>
    public const string ForgottenBefore = "ForgottenBefore";

    /// <summary>Validation rows: unlearning uses them, training never did.</summary>
    public const string Unseen = "Unseen";

    /// <summary>Rows that neither training nor unlearning has used.</summary>
    public const string Test = "Test";

    /// <summary>The five names: the key values of the column.</summary>
    public static IReadOnlyList<string> Names { get; } = [Retain, Forget, ForgottenBefore, Unseen, Test];

    /// <summary>Joins marked training rows, unseen rows and test rows in one lazy view with this column.</summary>
    internal static IDataView Combine(
        IDataView marked, IDataView? unseen = null, IDataView? test = null,
        string labelColumnName = "Label", string forgetColumnName = "Forget", string subsetColumnName = "Subset",
        Func<IDataView, IReadOnlySet<long>>? forgottenBefore = null)
    {
        ArgumentNullException.ThrowIfNull(marked);
        return new SubsetsView(marked, unseen, test, labelColumnName, forgetColumnName, subsetColumnName, forgottenBefore);
    }
}

using Microsoft.ML;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>The parts that rows fall into when unlearning is evaluated: the key values of the column <c>Subset</c>.</summary>
public static class Subset
{
    /// <summary>Training rows that stay.</summary>
    public const string Retain = "Retain";

    /// <summary>Training rows to forget.</summary>
    public const string Forget = "Forget";

    /// <summary>Validation rows: never trained on, but used by unlearning.</summary>
    public const string Unseen = "Unseen";

    /// <summary>Rows that neither training nor unlearning has seen.</summary>
    public const string Test = "Test";

    /// <summary>The four names: the key values of the column.</summary>
    public static IReadOnlyList<string> Names { get; } = [Retain, Forget, Unseen, Test];

    /// <summary>Puts marked training rows, unseen rows and test rows into one lazy view with that column.</summary>
    internal static IDataView Combine(
        IDataView marked, IDataView? unseen = null, IDataView? test = null,
        string labelColumnName = "Label", string forgetColumnName = "Forget", string subsetColumnName = "Subset")
    {
        ArgumentNullException.ThrowIfNull(marked);
        return new SubsetsView(marked, unseen, test, labelColumnName, forgetColumnName, subsetColumnName);
    }
}

using Microsoft.ML;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>The parts that rows fall into when unlearning is evaluated, and the one view that holds them all.</summary>
/// <remarks>The column <c>Subset</c> is a key whose key values are the four names, in the order of <see cref="Names"/>.</remarks>
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

    /// <summary>Puts marked training rows, unseen rows and test rows into one lazy view with a <c>Subset</c> column.</summary>
    /// <remarks>
    /// <para>The view has the columns that all the given views have, of the marked view's types; no column of images is read before
    /// somebody asks.
    /// Keys of the other views are matched with the marked view's by value.</para>
    /// <para>Where the forgotten rows are exactly all training rows of one class, that class leaves the test rows: a model retrained
    /// without a class has no
    /// chance on it. This is seen from one pass over the two columns, when the first cursor is opened.</para>
    /// </remarks>
    /// <param name="marked">The training rows, with the label and the forget column.</param>
    /// <param name="unseen">The validation rows, or null.</param>
    /// <param name="test">The test rows, or null.</param>
    /// <param name="labelColumnName">The label: a key.</param>
    /// <param name="forgetColumnName">Says of each row of <paramref name="marked"/> whether it is to be forgotten: Boolean.</param>
    /// <param name="subsetColumnName">The name of the new column.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type in one of the views.</exception>
    /// <exception cref="InvalidOperationException">A view knows classes that the training rows do not.</exception>
    public static IDataView Combine(
        IDataView marked, IDataView? unseen = null, IDataView? test = null,
        string labelColumnName = "Label", string forgetColumnName = "Forget", string subsetColumnName = "Subset")
    {
        ArgumentNullException.ThrowIfNull(marked);
        return new SubsetsView(marked, unseen, test, labelColumnName, forgetColumnName, subsetColumnName);
    }
}

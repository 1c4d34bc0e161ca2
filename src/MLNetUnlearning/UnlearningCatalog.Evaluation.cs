using Microsoft.ML;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Evaluation;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Puts marked training rows, unseen rows and test rows into one lazy view with a <c>Subset</c> column, to be
    /// scored and evaluated.</summary>
    /// <remarks>
    /// <para>The view has the columns that all the given views have, of the marked view's types. Nothing is read at once.</para>
    /// <para>Where the forgotten rows are exactly all training rows of one class, that class leaves the test rows: a model retrained
    /// without it has no chance on it. One pass over two columns finds this out, when the first cursor is opened.</para>
    /// </remarks>
    /// <param name="marked">The training rows, with the label and the forget column.</param>
    /// <param name="unseen">The validation rows, or null.</param>
    /// <param name="test">The test rows, or null.</param>
    /// <param name="labelColumnName">The label: a key. Keys of the other views are matched with the marked view's by value.</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="subsetColumnName">The new column: a key with the values of <see cref="Subset.Names"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type in one of the views.</exception>
    /// <exception cref="InvalidOperationException">A view knows classes that the training rows do not.</exception>
    public IDataView Subsets(
        IDataView marked, IDataView? unseen = null, IDataView? test = null,
        string labelColumnName = "Label", string forgetColumnName = "Forget", string subsetColumnName = "Subset") =>
        Subset.Combine(marked, unseen, test, labelColumnName, forgetColumnName, subsetColumnName);

    /// <summary>Measures on scored rows of all subsets what a model has forgotten, what it has kept, and what it gives away.</summary>
    /// <remarks>
    /// The view is read once. Each attack is trained on equally many retained rows (members) and test rows (non-members), a random sample
    /// of the larger side, and asked about the forgotten rows. Unseen rows take no part.
    /// </remarks>
    /// <param name="data">Rows of <see cref="Subsets"/> as scored by a classifier.</param>
    /// <param name="labelColumnName">The true label: a key.</param>
    /// <param name="scoreColumnName">The probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The predicted label: a key.</param>
    /// <param name="subsetColumnName">The subset: a key.</param>
    /// <param name="attacks">The membership inference attacks to run; null: the one of published tables,
    /// <see cref="KernelSvmAttack"/>.</param>
    /// <param name="seed">The seed of the attacks' samples and trainers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">There is no attack, two have the same name, or one has settings that cannot be.</exception>
    /// <exception cref="InvalidOperationException">There are no rows to retain, to forget or to test, a score is no probability, or the
    /// classifier does not know a label.</exception>
    public UnlearningMetrics Evaluate(
        IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", string subsetColumnName = "Subset",
        IReadOnlyList<MembershipAttack>? attacks = null, int seed = 0) =>
        UnlearningEvaluator.Evaluate(
            context, data, labelColumnName, scoreColumnName, predictedLabelColumnName, subsetColumnName, attacks, seed);
}

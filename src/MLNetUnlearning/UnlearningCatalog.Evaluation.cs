using Microsoft.ML;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Scoring;

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

    /// <summary>Scores all rows by a model and measures what it has forgotten, what it has kept, and what it gives away.</summary>
    /// <remarks>The same as <c>Subsets</c> and <c>Evaluate</c> over the rows as the model scores them. What comes after the classifier in
    /// the model plays no part.</remarks>
    /// <param name="model">A classifier, or a fitted pipeline with a classifier in it.</param>
    /// <param name="marked">The training rows with the forget column, as the model takes them.</param>
    /// <param name="unseen">The unseen rows, or null.</param>
    /// <param name="test">The test rows.</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="attacks">The membership inference attacks to run; null: the one of published tables,
    /// <see cref="KernelSvmAttack"/>.</param>
    /// <param name="seed">The seed of the attacks' samples and trainers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">There is no attack, two have the same name, or one has settings that cannot be.</exception>
    /// <exception cref="InvalidOperationException">The model holds no classifier or several, or there are no rows to retain, to forget or
    /// to test.</exception>
    public UnlearningMetrics Evaluate(
        ITransformer model, IDataView marked, IDataView? unseen, IDataView test, string forgetColumnName = "Forget",
        IReadOnlyList<MembershipAttack>? attacks = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentNullException.ThrowIfNull(test);
        var restored = Restore(model);
        var columns = FindClassifier(restored).Columns;
        var scoring = ClassifierChains.UpToClassifier(restored);
        var rows = Subsets(
            scoring.Transform(marked), unseen is null ? null : scoring.Transform(unseen), scoring.Transform(test), columns.Label, forgetColumnName);
        return Evaluate(rows, columns.Label, columns.Score, columns.PredictedLabel, attacks: attacks, seed: seed);
    }

    /// <summary>Every method of the library with its defaults, by name of the class: what tools offer. A method of your own is not among
    /// them.</summary>
    public IReadOnlyList<UnlearningMethod> Methods =>
        [.. typeof(UnlearningMethod).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(UnlearningMethod)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (UnlearningMethod)Activator.CreateInstance(type)!)];

    /// <summary>Which method, on this classifier and this request, comes closest to retraining, and at what cost?</summary>
    /// <remarks>
    /// <para>Every method makes a classifier of the given one, once for each seed, and so does <see cref="Retrain"/>, which is the
    /// yardstick whether it is among the methods or not.
    /// All are evaluated on the same rows by the same attacks. The given classifier stands in the tables as "original".</para>
    /// <para>It takes as long as retraining and all methods together, times the number of seeds. To compare over several originals, or in
    /// several processes, run it for
    /// each and put the runs together: <c>new UnlearningComparison(first.Runs.Concat(second.Runs))</c>.</para>
    /// </remarks>
    /// <param name="classifier">The classifier that is to forget; it stays as it is.</param>
    /// <param name="marked">Its training rows, with the label, the features and the mark.</param>
    /// <param name="unseen">Rows that it was never trained on, for methods that need them; null: such methods are left out unless they are
    /// named.</param>
    /// <param name="test">Test rows.</param>
    /// <param name="methods">The methods; null: every method of the library with its defaults.</param>
    /// <param name="seeds">The seeds of the runs; null: 0.</param>
    /// <param name="attacks">The attacks; the first is behind MIA-Efficacy. Null: the one of published tables,
    /// <see cref="KernelSvmAttack"/>.</param>
    /// <param name="data">What the tables call the data.</param>
    /// <param name="request">What the tables call the request, such as "class:cat".</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="progress">Receives every report of the runs.</param>
    /// <param name="cancellationToken">Ends the comparison early.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">There is no method or no seed, two methods would have the same name, settings are out of range,
    /// or a method needs unseen rows and has none.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, or unseen rows are training rows.</exception>
    /// <exception cref="UnlearningException">A method did not come to an end, such as for a loss that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public UnlearningComparison Compare(
        NeuralClassifier classifier, IDataView marked, IDataView? unseen, IDataView test,
        IReadOnlyList<UnlearningMethod>? methods = null, IReadOnlyList<int>? seeds = null, IReadOnlyList<MembershipAttack>? attacks = null,
        string data = "data", string request = "marked rows", string forgetColumnName = "Forget",
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentNullException.ThrowIfNull(test);
        var comparer = new MethodComparer(context, classifier, marked, unseen, test, attacks, data, request, forgetColumnName, progress, cancellationToken);
        return comparer.Run(methods ?? [.. Methods.Where(method => unseen is not null || !method.NeedsUnseenRows)], seeds ?? [0]);
    }
}

using MLNetUnlearning.Attacks;
using MLNetUnlearning.Data;
using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Scoring;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Measures what a model has forgotten, what it has kept, and what it reveals, from scored rows of all subsets.</summary>
    /// <remarks>The view is read once, and a second time for pictures. Each attack
    /// is trained on retained rows (members) and as many test rows (non-members), drawn at
    /// random from the larger side, and then judges the forgotten rows. Unseen rows are not used.</remarks>
    /// <param name="data">Rows of <see cref="Subsets"/>, scored by a model of any trainer that gives probabilities.</param>
    /// <param name="labelColumnName">The true label: a key or a Boolean.</param>
    /// <param name="scoreColumnName">The probabilities: <c>Vector&lt;Single&gt;</c>. Of a binary model, whose score is a single number,
    /// the column <c>Probability</c> is read, or the one that is named here.</param>
    /// <param name="predictedLabelColumnName">The predicted label: a key or a Boolean.</param>
    /// <param name="subsetColumnName">The subset: a key.</param>
    /// <param name="attacks">The membership inference attacks; null:
    /// <see cref="KernelSvmAttack"/>, the attack of the published tables.</param>
    /// <param name="seed">The seed of the attacks' samples and trainers.</param>
    /// <param name="numberOfPictures">How many small pictures of the most exposed forgotten rows the metrics keep, for a report: 0 to 48.
    /// Of rows of vectors, such as features of photos, they are those of a column <c>Picture</c>, if there is one:
    /// <c>Vector&lt;Single, 3, height, width&gt;</c>, 0 to 255.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="ArgumentException">There is no attack, two attacks have
    /// the same name, or an attack has a setting out of range.</exception>
    /// <exception cref="InvalidOperationException">There are no retained, forgotten or test rows, a score is no probability, or the
    /// classifier does not know a label.</exception>
    public UnlearningMetrics Evaluate(
        IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", string subsetColumnName = "Subset",
        IReadOnlyList<MembershipAttack>? attacks = null, int seed = 0, int numberOfPictures = 24) =>
        UnlearningEvaluator.Evaluate(
            context, data, labelColumnName, scoreColumnName, predictedLabelColumnName, subsetColumnName, attacks, seed, numberOfPictures);

    /// <summary>Scores all rows with a model and measures what the model has forgotten, what it has kept, and what it reveals.</summary>
    /// <remarks>It does what <c>Subsets</c> and the other <c>Evaluate</c> do
    /// together. Steps of the model after its classifier are not used. The training rows are those of the classifier: a row that it has
    /// forgotten in an earlier request is no retained row, and a test row that it was trained on is refused. A model of another trainer,
    /// sharded or not, does not tell its rows: the marked view is taken for them.</remarks>
    /// <param name="model">A classifier, a fitted pipeline with a classifier in it, or any model that gives probabilities.</param>
    /// <param name="marked">The training rows with the forget column, in the form that the model takes.</param>
    /// <param name="unseen">The unseen rows, or null.</param>
    /// <param name="test">The test rows.</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="attacks">The membership inference attacks; null:
    /// <see cref="KernelSvmAttack"/>, the attack of the published tables.</param>
    /// <param name="seed">The seed of the attacks' samples and trainers.</param>
    /// <param name="dropOverlappingRows">True leaves out unseen and test rows that the classifier was trained on; the log says how many.
    /// False makes them an error.</param>
    /// <param name="fingerprintKey">The key of the classifier's rows, which a model of <c>Model.Load</c> does not hold.</param>
    /// <param name="numberOfPictures">How many small pictures of the most exposed forgotten rows the metrics keep, for a report: 0 to 48.
    /// Of rows of vectors, such as features of photos, they are those of a column <c>Picture</c>, if there is one:
    /// <c>Vector&lt;Single, 3, height, width&gt;</c>, 0 to 255.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="ArgumentException">There is no attack, two attacks have
    /// the same name, an attack has a setting out of range, or the key is that of other rows.</exception>
    /// <exception cref="InvalidOperationException">The model holds several classifiers; there are no retained, forgotten or test rows;
    /// unseen or test rows are training rows; or rows were forgotten and the key is missing that tells which.</exception>
    public UnlearningMetrics Evaluate(
        ITransformer model, IDataView marked, IDataView? unseen, IDataView test, string forgetColumnName = "Forget",
        IReadOnlyList<MembershipAttack>? attacks = null, int seed = 0, bool dropOverlappingRows = false,
        FingerprintKey? fingerprintKey = null, int numberOfPictures = 24)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentNullException.ThrowIfNull(test);
        if (!ClassifierChains.Holds(model))
            return EvaluateOther(model, marked, unseen, test, forgetColumnName, attacks, seed, numberOfPictures);
        var restored = Restore(model, fingerprintKey);
        try
        {
            return Evaluate(
                restored, FindClassifier(restored), marked, unseen, test, forgetColumnName, attacks, seed, dropOverlappingRows,
                numberOfPictures);
        }
        finally
        {
            ClassifierChains.FreeRestored(restored, model);
        }
    }

    /// <summary>Scores rows with a model of another trainer, whose columns have their usual names unless it is sharded.</summary>
    private UnlearningMetrics EvaluateOther(
        ITransformer model, IDataView marked, IDataView? unseen, IDataView test, string forgetColumnName,
        IReadOnlyList<MembershipAttack>? attacks, int seed, int numberOfPictures)
    {
        var (label, score, predicted) = StatesIn(model).Take(2).ToArray() is [var sharded]
            ? (sharded.Columns.Label, sharded.HasProbability ? sharded.Columns.Probability : sharded.Columns.Score,
                sharded.Columns.PredictedLabel)
            : ("Label", "Score", "PredictedLabel");
        var rows = Joined(
            Scored(model, marked, nameof(marked)), unseen is null ? null : Scored(model, unseen, nameof(unseen)),
            Scored(model, test, nameof(test)), label, forgetColumnName, nameof(Subset), classifier: null, _ => { });
        return Evaluate(rows, label, score, predicted, attacks: attacks, seed: seed, numberOfPictures: numberOfPictures);
    }

    /// <summary>Scores rows with a restored model. Which of them were forgotten before is what <paramref name="rowsOf"/>
    /// remembers.</summary>
    private UnlearningMetrics Evaluate(
        ITransformer restored, NeuralClassifier rowsOf, IDataView marked, IDataView? unseen, IDataView test, string forgetColumnName,
        IReadOnlyList<MembershipAttack>? attacks, int seed, bool dropOverlappingRows, int numberOfPictures = 0)
    {
        var classifier = FindClassifier(restored);
        var columns = classifier.Columns;
        var scoring = ClassifierChains.UpToClassifier(restored);
        var others = new OtherRows(context, classifier, scoring.Transform(marked), dropOverlappingRows);
        KnownRows? known = null;
        var rows = Joined(
            Scored(scoring, marked, nameof(marked)),
            unseen is null ? null : others.NeverTrained("unseen", Scored(scoring, unseen, nameof(unseen))),
            others.NeverTrained("test", Scored(scoring, test, nameof(test))), columns.Label, forgetColumnName, nameof(Subset), rowsOf,
            found => known = found);
        var metrics = Evaluate(
            rows, columns.Label, columns.Score, columns.PredictedLabel, attacks: attacks, seed: seed, numberOfPictures: numberOfPictures);
        if (known is not null && rowsOf == classifier) metrics.OfRequest(known.Again.Count, classifier.History[^1].NumberOfForgottenRows);
        return metrics;
    }

    /// <summary>Says whether it is time to retrain a model that has granted requests, without a retrained model to compare with.</summary>
    /// <remarks>Both models score the same rows. The rows that count as forgotten are those marked and those that <paramref name="now"/>
    /// has forgotten before. The bounds are what a user bears; chance is allowed for: <see cref="RetrainingAdvice"/>.</remarks>
    /// <param name="first">The model before any request.</param>
    /// <param name="now">The model to judge.</param>
    /// <param name="marked">The training rows with the marks of the last request, as they were at the first training.</param>
    /// <param name="test">Rows that no model was trained on; those of classes that stay are the held-out rows.</param>
    /// <param name="mostLostAccuracy">The loss of accuracy on held-out and on retained rows that is borne, in points.</param>
    /// <param name="mostMembersLeft">By how many points more forgotten than held-out rows may look like training rows.</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows of the last request.</param>
    /// <param name="attack">The attack; null: <see cref="KernelSvmAttack"/>.</param>
    /// <param name="seed">The seed of the attack's sample and trainer.</param>
    /// <param name="fingerprintKey">The key of the classifiers' rows, which models of <c>Model.Load</c> do not hold.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not positive, or a column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">A model holds no classifier or several, there are no retained, forgotten or test rows,
    /// test rows are training rows, or the key is missing that tells which rows were forgotten.</exception>
    public RetrainingAdvice AdviseRetraining(
        ITransformer first, ITransformer now, IDataView marked, IDataView test, double mostLostAccuracy = 3, double mostMembersLeft = 10,
        string forgetColumnName = "Forget", MembershipAttack? attack = null, int seed = 0, FingerprintKey? fingerprintKey = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(now);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostLostAccuracy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostMembersLeft);
        MembershipAttack[] attacks = [attack ?? new KernelSvmAttack()];
        var (restoredFirst, restoredNow) = (Restore(first, fingerprintKey), Restore(now, fingerprintKey));
        try
        {
            var rowsOf = FindClassifier(restoredNow);
            UnlearningMetrics Of(ITransformer model) => Evaluate(model, rowsOf, marked, null, test, forgetColumnName, attacks, seed, false);
            return RetrainingAdvice.Of(Of(restoredFirst), Of(restoredNow), mostLostAccuracy, mostMembersLeft);
        }
        finally
        {
            ClassifierChains.FreeRestored(restoredFirst, first);
            ClassifierChains.FreeRestored(restoredNow, now);
        }
    }

    /// <summary>Rows scored by a model. If they lack a column, the error tells whose rows they are.</summary>
    private static IDataView Scored(ITransformer scoring, IDataView rows, string name)
    {
        try
        {
            return scoring.Transform(rows);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException and not ObjectDisposedException)
        {
            throw new ArgumentOutOfRangeException(name, $"The {name} rows cannot be scored by the model: {error.Message}");
        }
    }
}

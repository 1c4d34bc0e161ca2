using Microsoft.ML.Runtime;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Data;
using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Scoring;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Finds the rows again that a classifier was trained on, whatever became of the data since: the rows that were held out
    /// are the others, and so are rows that came later.</summary>
    /// <remarks>Rows are known by their keyed fingerprints. Rows that the classifier has forgotten are rows that it was trained
    /// on.</remarks>
    /// <param name="classifier">The classifier.</param>
    /// <param name="data">Rows in the form that the classifier takes, with label, features and, where it was trained with ids, ids.</param>
    /// <returns>The rows that it was trained on, and the others.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">Nobody can know the rows: the key is missing, or the weights came from
    /// elsewhere.</exception>
    public (IDataView Trained, IDataView Others) FindTrainingRows(NeuralClassifier classifier, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(data);
        var remembered = classifier.Remembered;
        if (remembered.LacksKey) throw RowReport.Unknown(remembered);
        if (remembered.Key is null)
            throw new InvalidOperationException(
                "The classifier does not know the rows that it was trained on: its weights came from elsewhere.");
        var read = FeatureTensors.Identities(data, classifier.Columns, classifier.Shape, classifier.Labels, "rows");
        var ids = RowPass.Ids(data);
        var trained = remembered.TrainedAmong(read.Fingerprints, []).Select(row => ids[(int)row]).ToHashSet();
        return (
            new RowFilterView(data, trained, keep: true, trained.Count),
            new RowFilterView(data, trained, keep: false, read.Count - trained.Count));
    }

    /// <summary>Puts marked training rows, unseen rows and test rows into one lazy
    /// view with a <c>Subset</c> column, to be scored and evaluated.</summary>
    /// <remarks>
    /// <para>The view has the columns that all the given views share, with the types of the marked view. No row is read yet.</para>
    /// <para>If all training rows of a class were forgotten, the view leaves this class out of the test rows, because a model retrained
    /// without the class cannot predict it. The first cursor finds this out with one pass over two columns.</para>
    /// <para>If <paramref name="classifier"/> is given, rows that it has forgotten before and that are not marked now are of subset
    /// <see cref="Subset.ForgottenBefore"/>. The first cursor then also reads the features, to recognise them.</para>
    /// </remarks>
    /// <param name="marked">The training rows, with the label and the forget column.</param>
    /// <param name="unseen">The validation rows, or null.</param>
    /// <param name="test">The test rows, or null.</param>
    /// <param name="labelColumnName">The label: a key. Keys of the other views are matched by value with those of the marked view.</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="subsetColumnName">The new column: a key with the values of <see cref="Subset.Names"/>.</param>
    /// <param name="classifier">The classifier that will score the rows; null: no row counts as forgotten before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type in one of the views.</exception>
    /// <exception cref="InvalidOperationException">A view has classes that the training rows do not have, or the classifier has forgotten
    /// rows and the key is missing that tells which.</exception>
    public IDataView Subsets(
        IDataView marked, IDataView? unseen = null, IDataView? test = null,
        string labelColumnName = "Label", string forgetColumnName = "Forget", string subsetColumnName = "Subset",
        NeuralClassifier? classifier = null) =>
        Joined(marked, unseen, test, labelColumnName, forgetColumnName, subsetColumnName, classifier, _ => { });

    /// <summary>Does what <see cref="Subsets"/> does, and tells what it finds.</summary>
    /// <param name="marked">The training rows.</param>
    /// <param name="unseen">The validation rows.</param>
    /// <param name="test">The test rows.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="forgetColumnName">The marks.</param>
    /// <param name="subsetColumnName">The new column.</param>
    /// <param name="classifier">The classifier that will score the rows.</param>
    /// <param name="known">Is told what the training rows are to a classifier that has forgotten some.</param>
    private IDataView Joined(
        IDataView marked, IDataView? unseen, IDataView? test, string labelColumnName, string forgetColumnName, string subsetColumnName,
        NeuralClassifier? classifier, Action<KnownRows> known)
    {
        var remembered = classifier?.Remembered;
        if (remembered?.NumberOfUnknownForgottenRows > 0)
        {
            using var channel = ((IHostEnvironment)context).Start("Evaluation");
            channel.Warning(MessageSensitivity.None,
                "The classifier has forgotten {0} rows that nobody can name: those among the unmarked rows count as retained",
                remembered.NumberOfUnknownForgottenRows);
        }
        if (remembered is null || remembered.Forgotten.Count == 0)
            return Subset.Combine(marked, unseen, test, labelColumnName, forgetColumnName, subsetColumnName);
        if (remembered.LacksKey) throw RowReport.Unknown(remembered);
        var columns = classifier!.Columns with { Label = labelColumnName };
        return Subset.Combine(
            marked, unseen, test, labelColumnName, forgetColumnName, subsetColumnName, ForgottenBefore);

        IReadOnlySet<long> ForgottenBefore(IDataView view)
        {
            var rows = FeatureTensors.Identities(view, columns, classifier.Shape, classifier.Labels, "training rows", forgetColumnName);
            var sorted = remembered.Sort(rows, isGranted: true);
            known(sorted);
            return sorted.Of(RowKind.ForgottenBefore).ToHashSet();
        }
    }

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
    /// forgotten in an earlier request is no retained row, and a test row that it was trained on is refused.</remarks>
    /// <param name="model">A classifier, or a fitted pipeline with a classifier in it.</param>
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
    /// <exception cref="InvalidOperationException">The model holds no classifier or several; there are no retained, forgotten or test rows;
    /// unseen or test rows are training rows; or rows were forgotten and the key is missing that tells which.</exception>
    public UnlearningMetrics Evaluate(
        ITransformer model, IDataView marked, IDataView? unseen, IDataView test, string forgetColumnName = "Forget",
        IReadOnlyList<MembershipAttack>? attacks = null, int seed = 0, bool dropOverlappingRows = false,
        FingerprintKey? fingerprintKey = null, int numberOfPictures = 24)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentNullException.ThrowIfNull(test);
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
    /// has
    /// forgotten before. The bounds are what a user bears; chance is allowed for: <see cref="RetrainingAdvice"/>.</remarks>
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

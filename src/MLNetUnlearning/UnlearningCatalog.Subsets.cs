using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;

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
    /// <param name="unseen">Rows that the classifier was never trained on, or null.</param>
    /// <param name="test">The test rows, or null.</param>
    /// <param name="labelColumnName">The label: a key or a Boolean. Keys of the other views are matched by value with those of the
    /// marked view.</param>
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
}

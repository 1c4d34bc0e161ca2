using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>Checks the unseen and test rows of an evaluation: the classifier must not have been trained on them. If it does not know its
/// training rows, they are compared with the marked view.</summary>
/// <param name="context">Its log gets a word of what is left out.</param>
/// <param name="classifier">The classifier.</param>
/// <param name="marked">The training rows, in the form that the classifier takes.</param>
/// <param name="dropOverlappingRows">Whether to leave out rows that are training rows. Null: the caller cannot choose.</param>
internal sealed class OtherRows(MLContext context, NeuralClassifier classifier, IDataView marked, bool? dropOverlappingRows)
{
    private readonly Lazy<RowFingerprint[]> given = new(() => Read(classifier, marked, "marked rows").Fingerprints);

    /// <summary>The rows that the classifier was not trained on.</summary>
    /// <param name="name">What the rows are: "unseen" or "test".</param>
    /// <param name="view">The rows, in the form that the classifier takes.</param>
    /// <exception cref="InvalidOperationException">Some are training rows, and they are not to be left out.</exception>
    public IDataView NeverTrained(string name, IDataView view)
    {
        var remembered = classifier.Remembered;
        var read = Read(classifier, view, name + " rows");
        var isKnown = remembered.Key is not null && remembered.IsComplete;
        var overlap = remembered.TrainedAmong(read.Fingerprints, isKnown ? [] : given.Value);
        using var channel = ((IHostEnvironment)context).Start("Evaluation");
        new RowReport(channel, new RowRules(dropOverlappingRows)).OfTrainingRows(name, overlap, read.Count);
        if (overlap.Length == 0) return view;
        var ids = RowPass.Ids(view);
        return new RowFilterView(view, overlap.Select(row => ids[(int)row]).ToHashSet(), keep: false, read.Count - overlap.Length);
    }

    private static ReadRows Read(NeuralClassifier classifier, IDataView view, string rows) =>
        FeatureTensors.Identities(view, classifier.Columns, classifier.Shape, classifier.Labels, rows);
}

using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>Checks the unseen and test rows of an evaluation: the classifier must not have been trained on them.</summary>
internal sealed class OtherRows(MLContext context, NeuralClassifier classifier, bool dropOverlappingRows)
{
    /// <summary>The rows that the classifier was not trained on.</summary>
    /// <param name="name">What the rows are: "unseen" or "test".</param>
    /// <param name="view">The rows, in the form that the classifier takes.</param>
    /// <exception cref="InvalidOperationException">Some are training rows, and they are not to be left out.</exception>
    public IDataView NeverTrained(string name, IDataView view)
    {
        var remembered = classifier.Remembered;
        if (remembered.Key is null || remembered.Training.Count == 0) return view; // nobody can know
        using var channel = ((IHostEnvironment)context).Start("Evaluation");
        using var reader = new FeatureTensors(
            classifier.Columns, classifier.Shape, CancellationToken.None, classifier.Labels, onlyIdentities: true);
        var read = reader.Read(view);
        var overlap = remembered.TrainedAmong(read.Fingerprints);
        new RowReport(channel, new RowRules(dropOverlappingRows)).OfTrainingRows(name, overlap, read.Count);
        if (overlap.Length == 0) return view;
        var ids = RowPass.Read<bool>(view, [], _ => static () => true);
        return new RowFilterView(view, overlap.Select(row => ids[(int)row].Id).ToHashSet(), keep: false, read.Count - overlap.Length);
    }
}

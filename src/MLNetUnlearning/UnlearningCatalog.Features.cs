using MLNetUnlearning.Features;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Creates a stage around steps that make features. It computes the features of a row once and keeps them in a file. When
    /// the row is forgotten, <see cref="KeptFeatures.Forget"/> deletes them.</summary>
    /// <remarks>What features of photos are, what is forgotten and where that ends: docs/photos.md.</remarks>
    /// <param name="featurizer">The steps, such as <c>ml.ImagePixels(..)</c> and <c>DnnFeaturizeImage</c>. They work row by row, and
    /// learn nothing from rows.</param>
    /// <param name="path">The file to keep the features in, beside the model. It is made if it is not there; its folder must exist. The
    /// features of a file belong to one model: another model gets a file of its own.</param>
    /// <param name="idColumnName">Whose features they are: a key, text such as the path of a photo, a number or Boolean. A photo must not
    /// change under its id. Where it may, make pixels before this stage and name their column: a vector of <c>Single</c> or <c>Byte</c>
    /// stands for itself.</param>
    /// <param name="featureColumnName">The column that the steps make: <c>Vector&lt;Single&gt;</c> of known size.</param>
    /// <param name="fingerprintKey">The key under which ids are hashed, if the program keeps keys itself. Null: the one that lies beside
    /// the file, <c>.key</c> at the end of its name, or a new one.</param>
    /// <param name="progress">Receives a report for each computed row. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends a fit early.</param>
    /// <exception cref="ArgumentException">A name is empty, or the key is that of other features.</exception>
    /// <exception cref="InvalidOperationException">The key of the file is missing.</exception>
    /// <exception cref="ModelFileException">The file is damaged, altered, no file of features, or of a newer version.</exception>
    /// <exception cref="IOException">The file cannot be read, or its folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <example><code>
    /// var features = ml.ImagePixels(folder, 224, 224, outputColumnName: "Pixels").Append(ml.Transforms.DnnFeaturizeImage(
    ///     "Features", network => network.ModelSelector.ResNet18(ml, network.OutputColumn, network.InputColumn), "Pixels"));
    /// var kept    = ml.Unlearning().KeepFeatures(features, "model.features");
    /// var model   = kept.Append(ml.Unlearning().TrainClassifier()).Fit(train);
    /// var marked  = ml.Unlearning().MarkForgotten(train, ForgetRequest.Rows("Person", ["anna"]));
    /// var without = kept.Append(ml.Unlearn(model)).Fit(marked);
    /// kept.Forget(marked);
    /// </code></example>
    public KeptFeatures KeepFeatures(
        IEstimator<ITransformer> featurizer, string path, string idColumnName = "ImagePath", string featureColumnName = "Features",
        FingerprintKey? fingerprintKey = null, IProgress<UnlearningProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(featurizer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(idColumnName);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        return new KeptFeatures(
            context, featurizer, FeatureStore.Open(path, fingerprintKey), idColumnName, featureColumnName,
            channel =>
            {
                var reports = new RunReports(channel, progress);
                return (done, of) => reports.Report(
                    new UnlearningProgress("features", done, of) { Share = of == 0 ? 1 : (double)done / of });
            },
            cancellationToken);
    }
}

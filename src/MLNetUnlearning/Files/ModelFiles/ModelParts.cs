using Microsoft.ML.Transforms;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>A classifier as a chain of ML.NET's own transformers, which a model
/// file can store. It gives the same scores, one row at a time.</summary>
/// <remarks>
/// The chain consists of a key with the same value in every row, a table that maps the key to
/// the classifier's bytes as text, and a mapping that scores. ML.NET finds the mapping's class
/// by its contract, without registration. Further parts set the names and types of the columns.
/// </remarks>
internal static class ModelParts
{
    /// <exception cref="InvalidOperationException">The classifier cannot be saved this way. The message says what to do.</exception>
    public static TransformerChain<ITransformer> Of(ClassifierState classifier, byte[] bytes)
    {
        ThrowIfNotSavable(classifier);
        var ml = new MLContext();
        var columns = classifier.Columns;
        KeyValuePair<uint, string>[] table = [new(ModelKey.Only, Convert.ToBase64String(bytes))];
        var parts = ScoreParts.PartsOf(classifier.Labels.Count).Select(ModelColumns.PartName).ToArray();
        return new EstimatorChain<ITransformer>()
            .Append(ml.Transforms.CustomMapping(new ModelKeyContract().GetMapping(), ModelKeyContract.Name))
            .Append(ml.Transforms.Conversion.MapValue(ModelColumns.Classifier, table, ModelColumns.Key))
            .Append(ml.Transforms.CopyColumns(ModelColumns.Features, columns.Features))
            .Append(ml.Transforms.CustomMapping(new ScoringContract().GetMapping(), ScoringContract.Name))
            .Append(ml.Transforms.Concatenate(columns.Score, parts))
            .Append(ClassTables.FromKeys(ml, classifier.Labels, ModelColumns.PredictedKey, columns.PredictedLabel))
            .Append<ITransformer>(ml.Transforms.DropColumns(ModelColumns.All))
            .Fit(NoRows(columns.Features, classifier.Network.Shape));
    }

    /// <summary>The text of the classifier in a chain that <see cref="Of"/> made,
    /// recognised by the contract it begins with; null for other chains.</summary>
    /// <exception cref="ModelFileException">A saved classifier is damaged or was altered.</exception>
    public static ReadOnlyMemory<char>? ClassifierIn(ITransformer[] parts)
    {
        if (parts is not [CustomMappingTransformer<NoColumns, ModelKey>, ValueMappingTransformer table, ..]) return null;
        try
        {
            var row = new MLContext().Data.LoadFromEnumerable([new ModelKey { Key = ModelKey.Only }]);
            return table.Transform(row).GetColumn<ReadOnlyMemory<char>>(ModelColumns.Classifier).First();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new ModelFileException("The model's classifier cannot be read: the model file was altered.", error);
        }
    }

    private static void ThrowIfNotSavable(ClassifierState classifier)
    {
        var network = NetworkDescription.Of(classifier.Network.Architecture);
        if (!network.IsKnown)
            throw new InvalidOperationException(
                $"A model file cannot hold the network {network}, which is not one of this library's. "
                + "Save the classifier by itself: classifier.Save(path), and LoadClassifier(path, network).");
        if (classifier.Labels.Count > ScoreParts.MaximumClasses)
            throw new InvalidOperationException(
                $"The classifier has {classifier.Labels.Count} classes; a model file holds at most {ScoreParts.MaximumClasses}. "
                + "Save it by itself: classifier.Save(path).");
    }

    private static EmptyView NoRows(string features, FeatureShape shape)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(features, new VectorDataViewType(NumberDataViewType.Single, shape.Size));
        return new EmptyView(schema.ToSchema());
    }
}

/// <summary>The columns that the parts of a saved classifier exchange. The last part drops them, so that nobody sees them.</summary>
internal static class ModelColumns
{
    public const string Key = Prefix + nameof(Key);
    public const string Classifier = Prefix + nameof(Classifier);
    public const string Features = Prefix + nameof(Features);
    public const string PredictedKey = Prefix + nameof(PredictedKey);
    public const string ScorePart = Prefix + nameof(ScorePart);

    private const string Prefix = "MLNetUnlearning.";

    /// <summary>The names of all these columns.</summary>
    public static string[] All =>
        [Key, Classifier, Features, PredictedKey, .. Enumerable.Range(0, ScoreParts.NumberOfParts).Select(PartName)];

    /// <summary>The column with the part of the scores that has 2^bit numbers.</summary>
    public static string PartName(int bit) => $"{ScorePart}{bit}";
}

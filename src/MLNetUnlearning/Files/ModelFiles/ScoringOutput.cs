using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Files;

/// <summary>The columns that a saved classifier adds: the predicted key, and the scores.</summary>
internal sealed class ScoringOutput : ScoreParts
{
    [ColumnName(ModelColumns.PredictedKey)] public uint PredictedKey;

    private InferenceBatch? single;
    private InferencePass? pass;
    private float[] features = [];

    /// <summary>The memory for one row. This object belongs to one cursor and is filled again for each row.</summary>
    public InferenceBatch RoomFor(InferencePass classifier, out float[] numbers, out FeatureShape shape)
    {
        if (single is null || !ReferenceEquals(pass, classifier))
        {
            single?.Dispose();
            (single, pass, features) = (new InferenceBatch(classifier, capacity: 1), classifier, new float[classifier.Shape.Size]);
        }
        (numbers, shape) = (features, classifier.Shape);
        return single;
    }
}

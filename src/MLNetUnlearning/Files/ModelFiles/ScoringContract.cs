using Microsoft.ML.Transforms;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>The columns that a saved classifier reads.</summary>
internal sealed class ScoringInput
{
    /// <summary>The classifier as text of <see cref="EmbeddedClassifier"/>; the same memory in every row.</summary>
    [ColumnName(ModelColumns.Classifier)]
    public ReadOnlyMemory<char> Classifier;

    [ColumnName(ModelColumns.Features)]
    public VBuffer<float> Features;
}

/// <summary>Scores a row. ML.NET finds it by its name in a model file.
/// It has no state, because the classifier comes with the row.</summary>
[CustomMappingFactoryAttribute(Name)]
internal sealed class ScoringContract : CustomMappingFactory<ScoringInput, ScoringOutput>
{
    public const string Name = "MLNetUnlearning.Score.1";

    public override Action<ScoringInput, ScoringOutput> GetMapping() => Score;

    private static void Score(ScoringInput row, ScoringOutput scored)
    {
        var single = scored.RoomFor(EmbeddedClassifier.PassOf(row.Classifier), out var features, out var shape);
        UnitPixels.Read(row.Features, shape, row: -1, features);
        single.Set(features);
        scored.SetScores(single.Probabilities(0));
        scored.PredictedKey = KeyIndex.ToKey(single.Predicted(0));
    }
}

/// <summary>An input without columns, for a mapping whose output is constant.</summary>
internal sealed class NoColumns;

/// <summary>The key by which every row finds the classifier in a table with one entry.</summary>
internal sealed class ModelKey
{
    public const uint Only = 1;

    [ColumnName(ModelColumns.Key)]
    public uint Key { get; set; }
}

/// <summary>Gives every row the key. ML.NET finds it by its name in a model file.</summary>
[CustomMappingFactoryAttribute(Name)]
internal sealed class ModelKeyContract : CustomMappingFactory<NoColumns, ModelKey>
{
    public const string Name = "MLNetUnlearning.ModelKey.1";

    public override Action<NoColumns, ModelKey> GetMapping() => (_, key) => key.Key = ModelKey.Only;
}

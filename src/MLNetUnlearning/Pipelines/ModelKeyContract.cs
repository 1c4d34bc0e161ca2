using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNetUnlearning.Pipelines;

/// <summary>A source of nothing: what is made of it is constant.</summary>
internal sealed class NoColumns;

/// <summary>The key by which every row finds the classifier in a table of one.</summary>
internal sealed class ModelKey
{
    public const uint Only = 1;

    [ColumnName(ModelColumns.Key)]
    public uint Key { get; set; }
}

/// <summary>Gives every row the key; found by its name in a model file.</summary>
[CustomMappingFactoryAttribute(Name)]
internal sealed class ModelKeyContract : CustomMappingFactory<NoColumns, ModelKey>
{
    public const string Name = "MLNetUnlearning.ModelKey.1";

    public override Action<NoColumns, ModelKey> GetMapping() => (_, key) => key.Key = ModelKey.Only;
}

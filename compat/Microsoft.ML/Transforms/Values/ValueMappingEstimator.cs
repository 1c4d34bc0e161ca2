using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public class ValueMappingEstimator : TrivialEstimator<ValueMappingTransformer>
{
    internal ValueMappingEstimator(IHostEnvironment env, ValueMap map, IReadOnlyList<(string Output, string Input)> columns)
        : base(env.Register(nameof(ValueMappingEstimator)), new ValueMappingTransformer(env, map, columns))
    {
    }

    public sealed override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ValueMap map = Transformer.Map;
        bool isKey = map.ValueType is KeyDataViewType;
        DataViewType itemType = isKey ? ColumnTypes.Of(map.ValueType.RawType) : map.ValueType;
        var annotations = new SchemaShape(map.KeyValues is { } values ? [AnnotationKinds.KeyValuesShape(values.ItemType)] : []);
        var shape = new ShapeBuilder(inputSchema);
        foreach (var (output, input) in Transformer.Columns)
            shape.Set(new SchemaShape.Column(output, SchemaErrors.Find(inputSchema, input, "input").Kind, itemType, isKey, annotations));
        return shape.ToShape();
    }
}

public sealed class ValueMappingEstimator<TKey, TValue> : ValueMappingEstimator
{
    internal ValueMappingEstimator(IHostEnvironment env, ValueMap map, IReadOnlyList<(string Output, string Input)> columns)
        : base(env, map, columns)
    {
    }
}

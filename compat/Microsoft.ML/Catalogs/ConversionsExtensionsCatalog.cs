using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class ConversionsExtensionsCatalog
{
    public static ValueToKeyMappingEstimator MapValueToKey(
        this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, string inputColumnName = null, int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView keyData = null) =>
        new(catalog.Environment, ColumnPairs.Of(outputColumnName, inputColumnName), new KeyTermOptions(maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText, keyData));

    public static KeyToValueMappingEstimator MapKeyToValue(
        this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, string inputColumnName = null) =>
        new(catalog.Environment, ColumnPairs.Of(outputColumnName, inputColumnName));

    public static ValueMappingEstimator<TInputType, TOutputType> MapValue<TInputType, TOutputType>(
        this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, IEnumerable<KeyValuePair<TInputType, TOutputType>> keyValuePairs,
        string inputColumnName = null, bool treatValuesAsKeyType = false) =>
        new(catalog.Environment, ValueMaps.OfPairs(keyValuePairs, treatValuesAsKeyType), ColumnPairs.Of(outputColumnName, inputColumnName));

    public static ValueMappingEstimator MapValue(
        this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, IDataView lookupMap, DataViewSchema.Column keyColumn,
        DataViewSchema.Column valueColumn, string inputColumnName = null) =>
        new(catalog.Environment, ValueMaps.OfColumns(lookupMap, keyColumn, valueColumn), ColumnPairs.Of(outputColumnName, inputColumnName));
}

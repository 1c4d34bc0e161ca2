namespace Microsoft.ML.Transforms;

/// <summary>Which values become keys, in which order, and how they are shown.</summary>
internal sealed record KeyTermOptions(
    int MaximumNumberOfKeys, ValueToKeyMappingEstimator.KeyOrdinality Order, bool TextAnnotations, IDataView KeyData);

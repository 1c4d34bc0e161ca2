using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    private readonly ColumnNormalizer[] _normalizers;

    internal NormalizingTransformer(IHostEnvironment env, IReadOnlyList<(string Output, string Input)> columns, ColumnNormalizer[] normalizers)
        : base(env.Register(nameof(NormalizingTransformer)), columns) => _normalizers = normalizers;

    internal static NormalizingTransformer Read(IHostEnvironment env, BinaryReader reader)
    {
        var columns = ColumnPairs.Read(reader);
        return new(env, columns, columns.Select(_ => ColumnNormalizer.Read(reader)).ToArray());
    }

    internal override (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input)
    {
        DataViewType type = _normalizers[i].Type;
        if (input.Type is VectorDataViewType { IsKnownSize: false })
        {
            string expected = $"scalar or known-size vector of {ColumnTypes.ItemOf(type)}";
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, expected, "variable-size vector");
        }
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddIsNormalized();
        annotations.Add(input.Annotations, name => name == AnnotationKinds.SlotNames);
        return (type, annotations.ToAnnotations());
    }

    // A column of another type than the learned one is refused here, by the row that is asked for it.
    internal override Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer) =>
        _normalizers[i].CreateGetter(row, input);

    private protected override void Write(BinaryWriter writer)
    {
        ColumnPairs.Write(writer, Columns);
        foreach (ColumnNormalizer normalizer in _normalizers)
            normalizer.Write(writer);
    }
}

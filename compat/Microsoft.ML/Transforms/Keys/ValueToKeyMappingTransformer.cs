using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    private readonly KeyTerms[] _terms;
    private readonly bool _textAnnotations;

    internal ValueToKeyMappingTransformer(
        IHostEnvironment env, IReadOnlyList<(string Output, string Input)> columns, KeyTerms[] terms, bool textAnnotations)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), columns) => (_terms, _textAnnotations) = (terms, textAnnotations);

    internal static ValueToKeyMappingTransformer Read(IHostEnvironment env, BinaryReader reader)
    {
        var columns = ColumnPairs.Read(reader);
        return new(env, columns, columns.Select(_ => KeyTerms.Read(reader)).ToArray(), reader.ReadBoolean());
    }

    internal override (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input)
    {
        DataViewType itemType = ColumnTypes.ItemOf(input.Type);
        if (!itemType.Equals(_terms[i].ItemType))
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, _terms[i].ItemType.ToString(), itemType.ToString());
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, name => name == AnnotationKinds.SlotNames);
        _terms[i].AddKeyValues(annotations, input, _textAnnotations);
        return (ColumnTypes.WithItem(input.Type, _terms[i].KeyType), annotations.ToAnnotations());
    }

    internal override Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer) =>
        _terms[i].KeyGetter(row, input);

    private protected override void Write(BinaryWriter writer)
    {
        ColumnPairs.Write(writer, Columns);
        foreach (KeyTerms terms in _terms)
            terms.Write(writer);
        writer.Write(_textAnnotations);
    }
}

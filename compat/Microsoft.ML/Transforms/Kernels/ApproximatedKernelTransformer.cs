using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ApproximatedKernelTransformer : OneToOneTransformerBase
{
    private readonly FourierFeatures _features;

    internal ApproximatedKernelTransformer(IHostEnvironment env, (string Output, string Input) column, FourierFeatures features)
        : base(env.Register(nameof(ApproximatedKernelTransformer)), [column]) => _features = features;

    internal static ApproximatedKernelTransformer Read(IHostEnvironment env, BinaryReader reader) =>
        new(env, (reader.ReadString(), reader.ReadString()), FourierFeatures.Read(reader));

    /// <summary>How many slots a column has that can be mapped.</summary>
    internal static int SizeOf(DataViewSchema.Column column, string parameter) =>
        column.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType.Equals(NumberDataViewType.Single)
            ? vector.Size
            : throw SchemaErrors.Mismatch(parameter, "input", column.Name, "Expected known-size vector of Single", column.Type.ToString());

    internal override (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input)
    {
        if (SizeOf(input, "inputSchema") != _features.InputSize)
        {
            var expected = new VectorDataViewType(NumberDataViewType.Single, _features.InputSize);
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, expected.ToString(), input.Type.ToString());
        }
        return (new VectorDataViewType(NumberDataViewType.Single, _features.OutputSize), DataViewSchema.Annotations.Empty);
    }

    internal override Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer)
    {
        ValueGetter<VBuffer<float>> getter = row.GetGetter<VBuffer<float>>(input);
        VBuffer<float> vector = default;
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> result) =>
        {
            getter(ref vector);
            VBufferEditor<float> editor = VBufferEditor.Create(ref result, _features.OutputSize);
            _features.Map(vector, editor.Values);
            result = editor.Commit();
        });
    }

    private protected override void Write(BinaryWriter writer)
    {
        writer.Write(Columns[0].Output);
        writer.Write(Columns[0].Input);
        _features.Write(writer);
    }
}

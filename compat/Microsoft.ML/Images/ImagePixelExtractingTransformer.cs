using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>The colours of an image as one vector: plane after plane, or pixel after pixel.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    private readonly PixelLayout _layout;

    internal ImagePixelExtractingTransformer(IHostEnvironment environment, IReadOnlyList<(string Output, string Input)> columns, PixelLayout layout)
        : base(environment.Register(nameof(ImagePixelExtractingTransformer)), columns) => _layout = layout;

    internal PrimitiveDataViewType ItemType => _layout.AsFloats ? NumberDataViewType.Single : NumberDataViewType.Byte;

    internal static ImagePixelExtractingTransformer Read(IHostEnvironment environment, BinaryReader reader) =>
        new(environment, ColumnPairs.Read(reader), PixelLayout.Read(reader));

    internal override (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input)
    {
        if (input.Type is not ImageDataViewType image)
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, "Image", input.Type.ToString());
        if (image.Height <= 0 || image.Width <= 0)
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, "known-size image", "unknown-size image");
        int planes = _layout.Channels.Length;
        return (_layout.Interleaved
            ? new VectorDataViewType(ItemType, image.Height, image.Width, planes)
            : new VectorDataViewType(ItemType, planes, image.Height, image.Width), null);
    }

    internal override Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer)
    {
        var size = (ImageDataViewType)input.Type;
        var getImage = row.GetGetter<MLImage>(input);
        MLImage image = null;
        disposer += () => image?.Dispose();
        MLImage Next()
        {
            getImage(ref image);
            return image is null || (image.Width == size.Width && image.Height == size.Height)
                ? image
                : throw new InvalidOperationException($"The image is {image.Width} x {image.Height}, the column's size {size.Width} x {size.Height}.");
        }
        int length = size.Width * size.Height * _layout.Channels.Length;
        return _layout.AsFloats
            ? Getter(Next, length, value => (value - _layout.Offset) * _layout.Scale)
            : Getter(Next, length, value => value);
    }

    private protected override void Write(BinaryWriter writer)
    {
        ColumnPairs.Write(writer, Columns);
        _layout.Write(writer);
    }

    private ValueGetter<VBuffer<T>> Getter<T>(Func<MLImage> next, int length, Func<byte, T> convert)
    {
        T[] converted = [.. Enumerable.Range(0, 256).Select(value => convert((byte)value))];
        return (ref VBuffer<T> result) =>
        {
            MLImage image = next();
            VBufferEditor<T> editor = VBufferEditor.Create(ref result, length);
            if (image is null)
                editor.Values.Clear();
            else
                _layout.Extract(image, editor.Values, converted);
            result = editor.Commit();
        };
    }
}

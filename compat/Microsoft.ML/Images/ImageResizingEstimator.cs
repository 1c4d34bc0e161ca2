using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(IHostEnvironment environment, ImageResizingTransformer transformer)
        : base(environment.Register(nameof(ImageResizingEstimator)), transformer)
    {
    }

    public enum ResizingKind : byte
    {
        IsoPad = 0,
        IsoCrop = 1,
        Fill = 2,
    }

    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => ImageShapes.Map(inputSchema, Transformer.Columns,
        source => source.ItemType is ImageDataViewType, "Image",
        (name, _) => new SchemaShape.Column(name, SchemaShape.Column.VectorKind.Scalar, Transformer.Type, false));
}

/// <summary>Brings every image to one size.</summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    private readonly ImageResizingEstimator.ResizingKind _kind;
    private readonly ImageResizingEstimator.Anchor _anchor;

    internal ImageResizingTransformer(
        IHostEnvironment environment,
        IReadOnlyList<(string Output, string Input)> columns,
        ImageDataViewType type,
        ImageResizingEstimator.ResizingKind kind,
        ImageResizingEstimator.Anchor anchor)
        : base(environment.Register(nameof(ImageResizingTransformer)), columns) => (Type, _kind, _anchor) = (type, kind, anchor);

    internal ImageDataViewType Type { get; }

    internal static ImageResizingTransformer Read(IHostEnvironment environment, BinaryReader reader)
    {
        var columns = ColumnPairs.Read(reader);
        var type = new ImageDataViewType(reader.ReadInt32(), reader.ReadInt32());
        return new(environment, columns, type, (ImageResizingEstimator.ResizingKind)reader.ReadByte(), (ImageResizingEstimator.Anchor)reader.ReadByte());
    }

    internal override (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input) =>
        input.Type is ImageDataViewType
            ? (Type, null)
            : throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, "Image", input.Type.ToString());

    internal override Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer)
    {
        var getSource = row.GetGetter<MLImage>(input);
        MLImage source = null; // not disposed of here: it may be a member of somebody's row
        return (ValueGetter<MLImage>)((ref MLImage image) =>
        {
            image?.Dispose();
            image = null;
            getSource(ref source);
            if (source is null || (source.Width == 0 && source.Height == 0))
                return;
            image = source.Resized(Type.Width, Type.Height, PlacementOf(source));
            image.Tag = source.Tag;
        });
    }

    private protected override void Write(BinaryWriter writer)
    {
        ColumnPairs.Write(writer, Columns);
        writer.Write(Type.Height);
        writer.Write(Type.Width);
        writer.Write((byte)_kind);
        writer.Write((byte)_anchor);
    }

    private ImageResampling.Placement PlacementOf(MLImage source) => _kind switch
    {
        ImageResizingEstimator.ResizingKind.Fill => ImageResampling.Fill(Type.Width, Type.Height),
        ImageResizingEstimator.ResizingKind.IsoPad => ImageResampling.Pad(source.Width, source.Height, Type.Width, Type.Height),
        _ => ImageResampling.Crop(
            source.Width,
            source.Height,
            Type.Width,
            Type.Height,
            _anchor switch { ImageResizingEstimator.Anchor.Left => 0, ImageResizingEstimator.Anchor.Right => 1, _ => 0.5f },
            _anchor switch { ImageResizingEstimator.Anchor.Top => 0, ImageResizingEstimator.Anchor.Bottom => 1, _ => 0.5f }),
    };
}

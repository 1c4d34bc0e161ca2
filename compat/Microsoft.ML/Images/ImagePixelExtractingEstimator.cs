using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    internal ImagePixelExtractingEstimator(IHostEnvironment environment, ImagePixelExtractingTransformer transformer)
        : base(environment.Register(nameof(ImagePixelExtractingEstimator)), transformer)
    {
    }

    [Flags]
    public enum ColorBits : byte
    {
        Alpha = 1,
        Red = 2,
        Green = 4,
        Blue = 8,
        Rgb = Red | Green | Blue,
        All = Alpha | Red | Green | Blue,
    }

    public enum ColorsOrder : byte
    {
        ARGB = 1,
        ARBG = 2,
        ABRG = 3,
        ABGR = 4,
        AGRB = 5,
        AGBR = 6,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => ImageShapes.Map(inputSchema, Transformer.Columns,
        source => source.ItemType is ImageDataViewType, "Image",
        (name, _) => new SchemaShape.Column(name, SchemaShape.Column.VectorKind.Vector, Transformer.ItemType, false));
}

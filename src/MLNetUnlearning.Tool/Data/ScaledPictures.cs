namespace MLNetUnlearning.Tool.Data;

/// <summary>Pictures of 32 x 32 pixels, drawn or of CIFAR, at another size.</summary>
internal static class ScaledPictures
{
    public const int Side = 32;

    private const string Features = "Features", Image = "Image";

    /// <summary>The pictures at a size; unchanged, if that is their own.</summary>
    public static IDataView Of(MLContext ml, IDataView pictures, int size) => size == Side ? pictures : Scaled(ml, pictures, size);

    /// <summary>The pictures, scaled by ML.NET.</summary>
    public static IDataView Scaled(MLContext ml, IDataView pictures, int size) => ml.Transforms.ConvertToImage(Side, Side, Image, Features)
        .Append(ml.Transforms.ResizeImages(Image, size, size))
        .Append(ml.Transforms.ExtractPixels(Features, Image))
        .Append(ml.Transforms.DropColumns(Image)).Fit(pictures).Transform(pictures);
}

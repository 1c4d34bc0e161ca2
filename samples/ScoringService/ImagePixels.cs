using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNetUnlearning;

namespace ScoringService;

/// <summary>Makes of an image file the pixels that a model was trained on: decoded by the library, resized and extracted by the transforms
/// that training used.</summary>
internal sealed class ImagePixels(MLContext ml, ServiceSettings settings)
{
    private readonly ConcurrentDictionary<FeatureShape, ITransformer> pipelines = new();

    // A decoded image takes a thousand times the memory of its file in the worst case: as many at once as there are cores.
    private readonly SemaphoreSlim decoding = new(Environment.ProcessorCount);

    /// <summary>Decodes a file.</summary>
    /// <param name="file">The PNG or JPEG file.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn.</param>
    /// <exception cref="UnusableImageException">The file is no image, is damaged, or too large.</exception>
    public async Task<float[]> OfAsync(ReadOnlyMemory<byte> file, FeatureShape shape, CancellationToken cancellationToken)
    {
        CheckSize(ImageHeader.Read(file.Span));
        await decoding.WaitAsync(cancellationToken);
        try
        {
            using var image = Decode(file);
            var rows = ml.Data.LoadFromEnumerable([new ModelInput { Image = image }]);
            return pipelines.GetOrAdd(shape, Pipeline).Transform(rows).GetColumn<float[]>("Features").Single();
        }
        finally
        {
            decoding.Release();
        }
    }

    private void CheckSize(ImageHeader header)
    {
        var most = settings.MaximumImageSide;
        if (header.Width < 1 || header.Height < 1 || header.Width > most || header.Height > most)
        {
            var size = $"{(uint)header.Width} x {(uint)header.Height}";
            throw new UnusableImageException($"The image is {size} pixels; sides of 1 to {most} are accepted.");
        }
    }

    private static MLImage Decode(ReadOnlyMemory<byte> file)
    {
        try
        {
            return ImageFile.Decode(file.Span); // upright, over white where it is transparent, and whole
        }
        catch (ImageFileException exception)
        {
            throw new UnusableImageException(exception.Message);
        }
    }

    /// <summary>As <c>LoadImageFolder</c> and <c>ImagePixels</c> do it: cut to the model's proportions and scaled.</summary>
    private ITransformer Pipeline(FeatureShape shape)
    {
        var colors = shape.Channels == 1 ? ImagePixelExtractingEstimator.ColorBits.Red : ImagePixelExtractingEstimator.ColorBits.Rgb;
        var scale = shape.PixelRange == PixelRange.ZeroTo255 ? 1f : 1f / 255;
        return ml.Transforms.ResizeImages("Image", shape.Width, shape.Height)
            .Append(ml.Transforms.ExtractPixels("Features", "Image", colors, scaleImage: scale))
            .Fit(ml.Data.LoadFromEnumerable<ModelInput>([]));
    }

    private sealed class ModelInput
    {
        [ImageType(32, 32)] // ML.NET wants some size; ResizeImages goes by that of the image itself
        public MLImage Image { get; set; } = null!;
    }
}

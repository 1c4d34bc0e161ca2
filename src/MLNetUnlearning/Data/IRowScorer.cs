using static TorchSharp.torch;

namespace MLNetUnlearning.Data;

/// <summary>What rows need of a classifier to be scored; safe to use from several threads.</summary>
internal interface IRowScorer
{
    /// <summary>The columns that are read and written.</summary>
    ClassifierColumns Columns { get; }

    /// <summary>How the features form an image.</summary>
    ImageShape Shape { get; }

    /// <summary>K.</summary>
    int NumberOfClasses { get; }

    /// <summary>The probabilities of some images.</summary>
    /// <param name="images">The images on the CPU, N x C x H x W, pixels of 0 to 1; more room than images is fine.</param>
    /// <param name="count">Number of images.</param>
    /// <returns>K probabilities for each image, one image after the other.</returns>
    float[] Score(Tensor images, int count);
}

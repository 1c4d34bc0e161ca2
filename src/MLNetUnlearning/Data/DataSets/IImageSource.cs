namespace MLNetUnlearning.Data.DataSets;

/// <summary>Labelled images that can be read again and again, from the first to the last.</summary>
internal interface IImageSource
{
    /// <summary>The shape of all images; pixels are bytes.</summary>
    ImageShape Shape { get; }

    /// <summary>The classes by class index.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of images.</summary>
    long Count { get; }

    /// <summary>Starts at the first image; several readers may be open at once.</summary>
    IImageReader Open();
}

/// <summary>Reads the images of a source one after the other.</summary>
internal interface IImageReader : IDisposable
{
    /// <summary>Goes to the next image; false after the last.</summary>
    bool MoveNext();

    /// <summary>The class index of the image.</summary>
    int Label { get; }

    /// <summary>What identifies the image in its source.</summary>
    string Id { get; }

    /// <summary>The pixels, plane after plane.</summary>
    ReadOnlySpan<byte> Pixels { get; }
}

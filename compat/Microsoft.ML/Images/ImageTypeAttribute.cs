using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>A member that is an image of this size; pictures that have another are let through.</summary>
public sealed class ImageTypeAttribute : DataViewTypeAttribute
{
    private readonly int _height;
    private readonly int _width;

    public ImageTypeAttribute()
    {
    }

    public ImageTypeAttribute(int height, int width)
    {
        if (height <= 0)
            throw new ArgumentOutOfRangeException(nameof(height), "Should be positive number");
        if (width <= 0)
            throw new ArgumentOutOfRangeException(nameof(width), "Should be positive number");
        (_height, _width) = (height, width);
    }

    /// <summary>An image column of known size: as in ML.NET, a member must say it.</summary>
    internal override DataViewType ColumnType => new ImageDataViewType(_height, _width);

    public override bool Equals(DataViewTypeAttribute other) => other is ImageTypeAttribute image && (image._height, image._width) == (_height, _width);

    public override int GetHashCode() => HashCode.Combine(_height, _width);

    /// <summary>Nothing to do: the attribute itself says what column it stands for.</summary>
    public override void Register()
    {
    }
}

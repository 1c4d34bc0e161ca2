using SkiaSharp;

namespace MLNetUnlearning;

/// <summary>How the pixels of a file are turned and mirrored to stand upright: the eight values of EXIF's tag Orientation. No pixel changes
/// its colour.</summary>
/// <param name="Width">The width of the upright image.</param>
/// <param name="Height">The height of the upright image.</param>
/// <param name="SwapsSides">Whether rows become columns.</param>
/// <param name="FromRight">Whether the stored columns are read from the last to the first.</param>
/// <param name="FromBottom">Whether the stored rows are read from the last to the first.</param>
internal readonly record struct ImageOrientation(int Width, int Height, bool SwapsSides, bool FromRight, bool FromBottom)
{
    /// <summary>Whether the image is upright as it is stored.</summary>
    public bool IsIdentity => !SwapsSides && !FromRight && !FromBottom;

    /// <summary>What to do with an image of this size.</summary>
    public static ImageOrientation Of(SKEncodedOrigin origin, int width, int height)
    {
        var (swapsSides, fromRight, fromBottom) = origin switch
        {
            SKEncodedOrigin.TopRight => (false, true, false),
            SKEncodedOrigin.BottomRight => (false, true, true),
            SKEncodedOrigin.BottomLeft => (false, false, true),
            SKEncodedOrigin.LeftTop => (true, false, false),
            SKEncodedOrigin.RightTop => (true, false, true), // most portraits of telephones: a quarter clockwise
            SKEncodedOrigin.RightBottom => (true, true, true),
            SKEncodedOrigin.LeftBottom => (true, true, false),
            _ => (false, false, false),
        };
        return swapsSides
            ? new ImageOrientation(height, width, swapsSides, fromRight, fromBottom)
            : new ImageOrientation(width, height, swapsSides, fromRight, fromBottom);
    }

    /// <summary>The upright image, row by row.</summary>
    public int[] Apply(ReadOnlySpan<int> stored)
    {
        var (storedWidth, storedHeight) = SwapsSides ? (Height, Width) : (Width, Height);
        var upright = new int[stored.Length];
        for (var (y, i) = (0, 0); y < Height; y++)
            for (var x = 0; x < Width; x++, i++)
            {
                var (column, row) = SwapsSides ? (y, x) : (x, y);
                if (FromRight) column = storedWidth - 1 - column;
                if (FromBottom) row = storedHeight - 1 - row;
                upright[i] = stored[row * storedWidth + column];
            }
        return upright;
    }
}

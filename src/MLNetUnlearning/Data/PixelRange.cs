namespace MLNetUnlearning.Data;

/// <summary>In which range a <c>Features</c> column states its pixels.</summary>
public enum PixelRange
{
    /// <summary>0 to 255, as image files and ML.NET's <c>ExtractPixels</c> give them.</summary>
    ZeroTo255,

    /// <summary>0 to 1, as <c>ExtractPixels(scaleImage: 1f / 255)</c> gives them.</summary>
    ZeroToOne,
}

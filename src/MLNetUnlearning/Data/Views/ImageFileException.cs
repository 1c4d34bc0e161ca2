namespace MLNetUnlearning;

/// <summary>An image file cannot be read: it is missing, cut off, damaged, too large, or no image. The message names the file with its
/// full path and says why.</summary>
public sealed class ImageFileException : IOException
{
    /// <summary>Creates the exception without a message.</summary>
    public ImageFileException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which file cannot be read, and why.</param>
    public ImageFileException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which file cannot be read, and why.</param>
    /// <param name="innerException">The exception that caused this one.</param>
    public ImageFileException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

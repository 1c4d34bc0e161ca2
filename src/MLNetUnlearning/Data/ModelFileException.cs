namespace MLNetUnlearning;

/// <summary>A file is not what it should be: it is no classifier or weights file, or it is damaged, altered, too large, or written by a
/// newer version. Nothing was loaded.</summary>
public sealed class ModelFileException : FormatException
{
    /// <summary>Creates the exception without a message.</summary>
    public ModelFileException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the file and what to do about it.</param>
    public ModelFileException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the file and what to do about it.</param>
    /// <param name="innerException">The exception that caused this one.</param>
    public ModelFileException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

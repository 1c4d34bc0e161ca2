namespace MLNetUnlearning.Serving;

/// <summary>A <see cref="ClassifierPool"/> refuses an image because its queue
/// is full. Try again later; a web service answers with status 503.</summary>
public sealed class ClassifierPoolFullException : InvalidOperationException
{
    /// <summary>Creates the exception without a message.</summary>
    public ClassifierPoolFullException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">How many images are waiting.</param>
    public ClassifierPoolFullException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">How many images are waiting.</param>
    /// <param name="innerException">The exception that caused this one.</param>
    public ClassifierPoolFullException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

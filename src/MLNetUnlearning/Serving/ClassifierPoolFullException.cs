namespace MLNetUnlearning.Serving;

/// <summary>As many images are waiting as a <see cref="ClassifierPool"/> lets wait; the one at hand was not taken. Try again later; a web
/// service answers 503.</summary>
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
    /// <param name="innerException">What it came from.</param>
    public ClassifierPoolFullException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

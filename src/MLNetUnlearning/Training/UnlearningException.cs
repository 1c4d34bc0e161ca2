namespace MLNetUnlearning;

/// <summary>A training or unlearning run could not be finished. Everything it was given is unchanged.</summary>
public sealed class UnlearningException : InvalidOperationException
{
    /// <summary>Creates the exception without a message.</summary>
    public UnlearningException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do about it.</param>
    public UnlearningException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do about it.</param>
    /// <param name="innerException">The exception that caused this one.</param>
    public UnlearningException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Whether a finished run is refused by a bound that the caller may raise. Its checkpoint is worth keeping.</summary>
    internal bool IsOfBound { get; init; }
}

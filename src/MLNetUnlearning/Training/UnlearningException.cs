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

    /// <summary>The points of accuracy that a finished run cost retained rows, where it is refused for that: a higher
    /// <c>maximumRetainAccuracyLoss</c> takes its result, from its checkpoint if it has one. Null: it ended for another reason.</summary>
    public double? RetainAccuracyLost { get; internal init; }
}

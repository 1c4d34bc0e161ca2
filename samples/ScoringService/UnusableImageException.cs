namespace ScoringService;

/// <summary>The upload cannot be scored, and the one who sent it is told why: 400.</summary>
internal sealed class UnusableImageException(string message) : Exception(message);

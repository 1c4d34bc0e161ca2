namespace ScoringService;

/// <summary>The answer to an image.</summary>
/// <param name="Label">The most probable class.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Scores">The probability of every class.</param>
/// <param name="Model">The file of the model that said so.</param>
internal sealed record ScoreAnswer(string Label, float Probability, IReadOnlyDictionary<string, float> Scores, string Model);

/// <summary>What is known of the model in use.</summary>
/// <param name="Model">Its file.</param>
/// <param name="Classes">What it tells apart.</param>
/// <param name="Image">What it scales images to.</param>
/// <param name="History">What was done to it, oldest first: how one sees that a request to forget is in force.</param>
internal sealed record ModelAnswer(string Model, IReadOnlyList<string> Classes, string Image, IReadOnlyList<string> History);

/// <summary>The request to put another model in use.</summary>
/// <param name="File">The name of a file in the model folder.</param>
internal sealed record SwapRequest(string? File);

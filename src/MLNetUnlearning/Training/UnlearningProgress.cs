namespace MLNetUnlearning;

/// <summary>Where a training or an unlearning run stands.</summary>
/// <param name="Stage">What is being done, such as <c>training</c> or <c>game</c>.</param>
/// <param name="Step">Steps done, 0 and up.</param>
/// <param name="NumberOfSteps">Steps in all.</param>
/// <param name="Loss">The loss of the last step or the mean over the last epoch; null where there is none.</param>
/// <param name="Note">More in words, such as why a term was left out; null where there is none.</param>
public sealed record UnlearningProgress(string Stage, int Step, int NumberOfSteps, double? Loss = null, string? Note = null);

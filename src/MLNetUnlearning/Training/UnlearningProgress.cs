namespace MLNetUnlearning;

/// <summary>How far a training or an unlearning run has come.</summary>
/// <param name="Stage">What is being done, such as <c>training</c> or <c>game</c>.</param>
/// <param name="Step">Steps done, 0 and up.</param>
/// <param name="NumberOfSteps">Steps in all.</param>
/// <param name="Loss">The loss of the last step or the mean loss of the last epoch; null if there is none.</param>
/// <param name="Note">A remark, such as why a term was left out; null for none.</param>
public sealed record UnlearningProgress(string Stage, int Step, int NumberOfSteps, double? Loss = null, string? Note = null);

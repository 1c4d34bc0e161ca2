using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNetUnlearning;

/// <summary>What every run has besides its settings.</summary>
/// <param name="Seed">The seed of everything random in it.</param>
/// <param name="Progress">The user's receiver of progress, or null.</param>
/// <param name="CancellationToken">Ends it early.</param>
internal sealed record RunOptions(int Seed, IProgress<UnlearningProgress>? Progress, CancellationToken CancellationToken)
{
    /// <summary>Options with a seed that follows the context's unless it is given; drawn here, so that fitting again draws nothing.</summary>
    public static RunOptions Of(MLContext context, string name, int? seed, IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken) =>
        new(seed ?? ((IHostEnvironment)context).Register(name).Rand.Next(), progress, cancellationToken);
}

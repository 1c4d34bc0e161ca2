using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace MLNetUnlearning.Sharding;

/// <summary>Makes the estimators of shards by the user's function, and watches that each is a new one: an estimator that is fitted twice
/// draws other random numbers the second time.</summary>
internal static class FreshEstimators
{
    private static readonly ConditionalWeakTable<object, string> Made = [];

    /// <summary>Makes an estimator of a context.</summary>
    /// <exception cref="InvalidOperationException">The function gives nothing, or what it has given before.</exception>
    public static IEstimator<ITransformer> Of(Func<MLContext, IEstimator<ITransformer>> make, MLContext context)
    {
        var one = make(context) ?? throw new InvalidOperationException("The function that makes the estimator returned null.");
        return Made.TryAdd(one, "") ? one : throw new InvalidOperationException(
            "The function that makes the estimator returned the same one twice. Every fit of a shard needs one of its own, made from "
            + "the context that the function gets: Sharded(context => context.BinaryClassification.Trainers.FastTree()).");
    }

    /// <summary>Makes an estimator whose columns are looked at and that is never fitted.</summary>
    /// <param name="make">The function.</param>
    /// <param name="seed">The seed of its context.</param>
    /// <param name="isOfContext">Whether anything was made of the context. If not, the estimator may have its random numbers from another
    /// one, which go on from fit to fit.</param>
    public static IEstimator<ITransformer> ToLookAt(Func<MLContext, IEstimator<ITransformer>> make, int seed, out bool isOfContext)
    {
        var context = new MLContext(seed);
        var one = Of(make, context);
        isOfContext = Next(context) != Next(new MLContext(seed)); // whatever is made of a context draws a number of it
        return one;
    }

    private static int Next(IHostEnvironment context) => context.Register(nameof(FreshEstimators)).Rand.Next();
}

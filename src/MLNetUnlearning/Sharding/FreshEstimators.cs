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

    /// <summary>Fits a new estimator of a new context. Warnings of that context go to the user's.</summary>
    /// <param name="make">The function.</param>
    /// <param name="of">The user's context, which also gives the device.</param>
    /// <param name="seed">The seed of all fits.</param>
    /// <param name="index">Which fit it is: it has a seed of its own, that depends on nothing but this number and the seed of all.</param>
    /// <param name="name">What the log calls it.</param>
    /// <param name="rows">The rows.</param>
    public static ITransformer Fit(
        Func<MLContext, IEstimator<ITransformer>> make, MLContext of, int seed, int index, string name, IDataView rows)
    {
        var context = new MLContext(SeedOf(seed, index)) { GpuDeviceId = of.GpuDeviceId, FallbackToCpu = of.FallbackToCpu };
        using var channel = ((IHostEnvironment)of).Start(name);
        context.Log += (_, said) =>
        {
            if (said.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error)
                channel.Warning(MessageSensitivity.Unknown, "{0}: {1}", name, said.RawMessage);
        };
        return Of(make, context).Fit(rows);
    }

    private static int SeedOf(int seed, int index)
    {
        var mixed = (((ulong)(uint)seed << 32) | (uint)index) + 0x9E3779B97F4A7C15UL; // the steps of SplitMix64
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return (int)((mixed ^ (mixed >> 31)) >> 33);
    }

    private static int Next(IHostEnvironment context) => context.Register(nameof(FreshEstimators)).Rand.Next();
}

using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Sharding;

namespace MLNetUnlearning;

/// <summary>Fits an estimator on several shards of the rows, so that rows can be forgotten exactly:
/// <c>ml.Unlearning().Sharded(..)</c>.</summary>
/// <remarks>
/// <para>A hash of a row's id under a key says to which shard it belongs. So all rows of an id are in one shard, and no row moves when
/// others go. Each shard gets an estimator of its own, from an <c>MLContext</c> of its own, and a copy of its rows in memory, in an order
/// that depends on their ids alone. To fit a shard again on what remains therefore gives what a fit without the forgotten rows gives, to
/// the bit, if the estimator gives the same result for the same rows and seed.</para>
/// <para>Source: Bourtoule et al., "Machine Unlearning", IEEE S&amp;P 2021, where it is named SISA; here with one slice a shard.</para>
/// </remarks>
public sealed class ShardedTrainer : IEstimator<ShardedModel>
{
    private readonly MLContext context;
    private readonly Func<MLContext, IEstimator<ITransformer>> estimator;
    private readonly int numberOfShards;
    private readonly ShardColumns columns;
    private readonly ShardAggregation? aggregation;
    private readonly IReadOnlyList<string>? classes;
    private readonly FingerprintKey key;
    private readonly int seed;
    private readonly ShardFit fit;

    internal ShardedTrainer(
        MLContext context, Func<MLContext, IEstimator<ITransformer>> estimator, int numberOfShards, ShardColumns columns,
        ShardAggregation? aggregation, IReadOnlyList<string>? classes, FingerprintKey key, int seed, ShardFit fit)
    {
        (this.context, this.estimator, this.numberOfShards, this.columns) = (context, estimator, numberOfShards, columns);
        (this.aggregation, this.classes, this.key, this.seed, this.fit) = (aggregation, classes, key, seed, fit);
    }

    /// <summary>Fits all shards.</summary>
    /// <param name="input">The training rows, with the id, the label and what the estimator reads.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, a row has no id, or a shard could not be fitted.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public ShardedModel Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var ids = ShardIds.Of(input.Schema, columns.Id, key, numberOfShards);
        var readable = ShardInput.Readable(input.Schema);
        using var channel = ((IHostEnvironment)context).Start("Sharding");
        if (LearnedBefore.Warning(readable, columns.Id) is { } warning) channel.Warning(MessageSensitivity.Schema, "{0}", warning);
        var look = FreshEstimators.ToLookAt(estimator, seed, out var isOfContext);
        if (!isOfContext)
            channel.Warning(
                MessageSensitivity.None,
                "The function that makes the estimator did not use the context that it gets. If the estimator draws random numbers, from "
                + "another context for example, a shard that is fitted again is not what a fit without the rows gives");
        var output = ShardOutput.Of(look, SchemaShapes.Of(ShardInput.SchemaOf(readable)), columns);
        var chosen = output.Choose(aggregation);
        var label = ShardOutput.LabelIn(input.Schema, output.Task, columns);
        var rows = ShardRows.Copy(
            input, readable, ids, label, without: null, Enumerable.Range(0, numberOfShards), fit.CancellationToken);
        if (rows.Values.All(shard => shard.Ids.Count == 0)) throw new InvalidOperationException("There are no rows to fit on.");
        var known = new KnownIds(RowFingerprints.Of(rows.Values.SelectMany(shard => shard.Ids)), RowFingerprints.Empty);
        var unfitted = new ShardedState(
            columns, [.. readable.Select(ShardInput.Of)], output.Task, output.HasProbability, chosen, Classes: null, seed,
            [.. Enumerable.Repeat(Shard.Silent(0), numberOfShards)], known, key.Identity)
        { Key = key, Estimator = estimator };
        return ShardedFitting.Make(unfitted, fit, rows, label, channel, classes);
    }

    /// <summary>The columns of the scored rows, known before there is a model.</summary>
    /// <param name="inputSchema">The columns of the training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ShardShapes.Of(FreshEstimators.ToLookAt(estimator, seed, out _), inputSchema, columns, aggregation);
    }
}

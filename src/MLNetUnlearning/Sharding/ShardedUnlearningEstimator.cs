using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Features;
using MLNetUnlearning.Sharding;

namespace MLNetUnlearning;

/// <summary>Makes a sharded model forget the marked rows, exactly: it fits the shards again that hold them, on what remains.</summary>
/// <remarks>
/// <para>The result is that of a fit without the marked rows, with the same key and seed; to the bit, if the estimator gives the same
/// result for the same rows and seed. Shards without marked rows are those of the given model. The given model does not change.</para>
/// <para>Rows of an id may be forgotten in part. An id whose rows are all forgotten is remembered, as a hash under the key: a later
/// request refuses its rows, unless it marks them too.</para>
/// </remarks>
public sealed class ShardedUnlearningEstimator : IEstimator<ShardedModel>
{
    private readonly MLContext context;
    private readonly ShardedModel model;
    private readonly Func<MLContext, IEstimator<ITransformer>>? given;
    private readonly string forgetColumnName;
    private readonly bool checkEstimator;
    private readonly ShardFit fit;

    internal ShardedUnlearningEstimator(
        MLContext context, ShardedModel model, Func<MLContext, IEstimator<ITransformer>>? given, string forgetColumnName,
        bool checkEstimator, ShardFit fit)
    {
        (this.context, this.model, this.given) = (context, model, given);
        (this.forgetColumnName, this.checkEstimator, this.fit) = (forgetColumnName, checkEstimator, fit);
    }

    /// <summary>Forgets the marked rows.</summary>
    /// <param name="input">All rows that the model was fitted on, with the mark.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The rows are not those that the model was fitted on, some were forgotten before, no row
    /// or every row is marked, a shard could not be fitted, or the given estimator is not the one that the model was fitted
    /// with.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled. There is no half result.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public ShardedModel Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        model.ThrowIfDisposed();
        using var held = model.Hold(); // its shards go on in the new model
        using var channel = ((IHostEnvironment)context).Start("Unlearning");
        var state = model.State with { Estimator = given ?? model.State.Estimator };
        var forget = input.Schema.RequireForget(forgetColumnName);
        var columns = ShardInput.In(input.Schema, state.Inputs, state.Columns.Id);
        var label = ShardOutput.LabelIn(input.Schema, state.Task, state.Columns);
        var ids = ShardIds.Of(input.Schema, state.Columns.Id, state.Key!, state.Shards.Count);
        var present = ids.Count(input, forget, fit.CancellationToken);
        var losing = state.Ids.Check(present, forgetColumnName);
        int[] touched = [.. losing.Select(id => ids.ShardOf(id.Hash)).Distinct().Order()];
        channel.Info(
            MessageSensitivity.None, "{0} rows of {1} ids are to be forgotten: {2} of {3} shards are fitted again",
            losing.Sum(id => id.Marked), losing.Count, touched.Length, state.Shards.Count);
        if (given is not null && checkEstimator) Check(state, input, columns, ids, label, touched, channel);
        var rows = ShardRows.Copy(input, columns, ids, label, forget, touched, fit.CancellationToken);
        var made = ShardedFitting.Make(state with { Ids = state.Ids.Without(present, losing) }, fit, rows, label, channel);
        foreach (var text in KeptColumn.StillKept(input, forgetColumnName)) channel.Warning(MessageSensitivity.UserData, "{0}", text);
        return made;
    }

    /// <summary>The columns of the scored rows, known before there is a model.</summary>
    /// <param name="inputSchema">The columns of the training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        inputSchema.RequireForget(forgetColumnName);
        var state = model.State;
        var estimator = given ?? state.Estimator!;
        return ShardShapes.Of(
            inputSchema, state.Columns, state.Task, state.HasProbability, state.Aggregation,
            () => FreshEstimators.ToLookAt(estimator, state.Seed, out _).GetOutputSchema(inputSchema));
    }

    /// <summary>Fits the smallest of the shards to come with all the rows that it has now. It must give what the model has.</summary>
    private void Check(
        ShardedState state, IDataView input, IReadOnlyList<DataViewSchema.Column> columns, ShardIds ids, DataViewSchema.Column? label,
        int[] touched, IChannel channel)
    {
        var fitted = touched.Where(shard => state.Shards[shard].Model is not null).ToList();
        if (fitted.Count == 0) return;
        var smallest = fitted.MinBy(shard => state.Shards[shard].NumberOfRows);
        var rows = ShardRows.Copy(input, columns, ids, label, without: null, [smallest], fit.CancellationToken);
        var again = (fit with { Reports = static _ => static (_, _) => { } }).Run(state.Estimator!, state, rows, channel)[smallest];
        try
        {
            if (!SameAnswers.Of(state.Shards[smallest], again, rows[smallest].Rows, state))
                throw new InvalidOperationException(
                    $"Fitted again on the rows that it has, shard {smallest} does not give what the model gives. So the result would be no "
                    + "exact one. Either the estimator is another than the model's, or rows were changed, or the estimator does not give "
                    + "the same result each time (several threads, another version or processor). checkEstimator: false goes on.");
        }
        finally
        {
            again.Leave();
        }
    }
}

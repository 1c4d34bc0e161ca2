using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>What every fit of shards shares: how shards are fitted, and what is said meanwhile.</summary>
/// <param name="Context">The user's context: it gets the warnings of the shards' own contexts, and gives the device.</param>
/// <param name="NumberOfThreads">How many shards are fitted at a time, at most.</param>
/// <param name="Reports">Makes of a channel of the log what is told how many shards of how many are fitted.</param>
/// <param name="CancellationToken">Ends the fit early.</param>
internal sealed record ShardFit(
    MLContext Context, int NumberOfThreads, Func<IChannel, Action<int, int>> Reports, CancellationToken CancellationToken)
{
    /// <summary>Fits shards, each by a fresh estimator of a fresh context. The result does not depend on the number of threads.</summary>
    /// <param name="estimator">Makes the estimator of a context.</param>
    /// <param name="state">Columns, task and seed.</param>
    /// <param name="rows">The rows by shard.</param>
    /// <param name="channel">The log.</param>
    /// <exception cref="InvalidOperationException">A shard cannot be fitted.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Dictionary<int, Shard> Run(
        Func<MLContext, IEstimator<ITransformer>> estimator, ShardedState state, IReadOnlyDictionary<int, ShardRows> rows, IChannel channel)
    {
        var report = Reports(channel);
        var (fitted, sync) = (new Dictionary<int, Shard>(), new Lock());
        var isWhole = false;
        try
        {
            report(0, rows.Count);
            if (NumberOfThreads == 1)
                foreach (var index in rows.Keys.Order()) FitOne(index);
            else
                Parallel.ForEach(
                    rows.Keys.Order(), new() { MaxDegreeOfParallelism = NumberOfThreads, CancellationToken = CancellationToken }, FitOne);
            isWhole = true;
            return fitted;
        }
        catch (AggregateException several)
        {
            CancellationToken.ThrowIfCancellationRequested();
            var errors = several.Flatten().InnerExceptions;
            throw errors.OfType<InvalidOperationException>().FirstOrDefault() ?? errors[0];
        }
        finally
        {
            if (!isWhole)
                foreach (var shard in fitted.Values) shard.Leave();
        }

        void FitOne(int index)
        {
            CancellationToken.ThrowIfCancellationRequested();
            var shard = Fit(index, rows[index], state, estimator);
            lock (sync)
            {
                fitted.Add(index, shard);
                report(fitted.Count, rows.Count);
            }
        }
    }

    private Shard Fit(int index, ShardRows rows, ShardedState state, Func<MLContext, IEstimator<ITransformer>> estimator)
    {
        var isOfClasses = state.Task is ShardTask.Binary or ShardTask.Multiclass;
        if (rows.Ids.Count == 0 || rows.Labels?.Count == 0) return Shard.Silent(rows.Ids.Count);
        if (isOfClasses && rows.Labels!.Count == 1) return Shard.OneSided(rows.Ids.Count, rows.Labels[0]);
        try
        {
            var model = FreshEstimators.Fit(estimator, Context, state.Seed, index, $"Shard {index}", rows.Rows);
            try
            {
                return Checked(model, rows, state);
            }
            catch
            {
                (model as IDisposable)?.Dispose();
                throw;
            }
        }
        catch (Exception) when (CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Fitting the shards was cancelled.", CancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new InvalidOperationException(
                $"Shard {index} of {state.Shards.Count}, with {rows.Ids.Count} rows, could not be fitted: {error.Message} "
                + "With fewer shards each has more rows.", error);
        }
    }

    private static Shard Checked(ITransformer model, ShardRows rows, ShardedState state)
    {
        if (!model.IsRowToRowMapper)
            throw new InvalidOperationException(
                "The estimator leaves out rows or changes their order, or is no mapping of rows to rows for another reason. Do that before "
                + "the stage.");
        var (schema, columns) = (model.GetOutputSchema(rows.Rows.Schema), state.Columns);
        var score = schema.RequireColumn("score", columns.Score);
        if (ScoreAnnotations.KindOf(score) is { } kind && Enum.GetValues<ShardTask>().All(task => ShardOutput.KindOf(task) != kind))
            throw new InvalidOperationException(
                $"The estimator's answers are of kind {kind}. Those of several shards can be joined where classes, numbers or ranks are "
                + "predicted; clusters of one shard, say, have nothing to do with those of another.");
        var classes = state.Task == ShardTask.Multiclass ? ScoredClasses.Of(schema, score, columns.PredictedLabel) : null;
        return Shard.Fitted(rows.Ids.Count, model, ShardTraces.Of(rows.Rows.Schema, model), classes);
    }
}

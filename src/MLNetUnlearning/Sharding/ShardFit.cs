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
        var context = new MLContext(SeedOf(state.Seed, index)) { GpuDeviceId = Context.GpuDeviceId, FallbackToCpu = Context.FallbackToCpu };
        using var channel = ((IHostEnvironment)Context).Start($"Shard {index}");
        context.Log += (_, said) =>
        {
            if (said.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error)
                channel.Warning(MessageSensitivity.Unknown, "Shard {0}: {1}", index, said.RawMessage);
        };
        try
        {
            var model = FreshEstimators.Of(estimator, context).Fit(rows.Rows);
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
        var classes = state.Task == ShardTask.Multiclass ? ClassesOf(schema, score, columns) : null;
        return Shard.Fitted(rows.Ids.Count, model, ShardTraces.Of(rows.Rows.Schema, model), classes);
    }

    /// <summary>The classes in the order of the scores. A later step may have turned the predicted keys into values; the keys are then
    /// hidden.</summary>
    private static LabelKeys ClassesOf(DataViewSchema schema, DataViewSchema.Column score, ShardColumns columns)
    {
        var count = (score.Type as VectorDataViewType)?.Size ?? 0;
        foreach (var column in schema.Where(column => column.Name == columns.PredictedLabel).Reverse())
            if (column.Type is KeyDataViewType or BooleanDataViewType && LabelKeys.Read(column, "predicted label") is var keys
                && keys.Count == count)
                return keys;
        throw new InvalidOperationException(
            $"The estimator gives {count} scores and no column '{columns.PredictedLabel}' of as many classes, so nobody knows whose they "
            + "are. Pass predictedLabelColumnName if it has another name.");
    }

    /// <summary>The seed of a shard: it depends on the seed of the model and its number alone.</summary>
    private static int SeedOf(int seed, int index)
    {
        var mixed = (((ulong)(uint)seed << 32) | (uint)index) + 0x9E3779B97F4A7C15UL; // the steps of SplitMix64
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return (int)((mixed ^ (mixed >> 31)) >> 33);
    }
}

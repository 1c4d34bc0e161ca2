using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>Makes a sharded model of rows: a first one of all shards, or one whose shards are partly those of another.</summary>
internal static class ShardedFitting
{
    /// <summary>Fits some shards and keeps the others.</summary>
    /// <param name="state">The shards to keep, and what all have in common. Classes are those of the rows if there are none yet.</param>
    /// <param name="fit">How shards are fitted.</param>
    /// <param name="rows">The rows of the shards to fit.</param>
    /// <param name="label">The label of the rows, where classes are predicted.</param>
    /// <param name="channel">The log.</param>
    /// <param name="classes">The classes that the user states; null: those of the rows.</param>
    /// <exception cref="InvalidOperationException">A shard cannot be fitted.</exception>
    public static ShardedModel Make(
        ShardedState state, ShardFit fit, IReadOnlyDictionary<int, ShardRows> rows, DataViewSchema.Column? label, IChannel channel,
        IReadOnlyList<string>? classes = null)
    {
        var fitted = fit.Run(state.Estimator!, state, rows, channel);
        try
        {
            var models = fitted.Values.Concat(state.Shards).Where(shard => shard.Model is not null).ToList();
            if (state.Task == ShardTask.Regression && fitted.Any(one => IsRanking(one.Value, rows[one.Key], state.Columns)))
                state = state with { Task = ShardTask.Ranking };
            if (state.Task == ShardTask.Binary && label?.Type is not BooleanDataViewType)
                foreach (var (index, shard) in fitted.Where(one => one.Value.OnlyClass is not null).ToList())
                    fitted[index] = Shard.OneSided(shard.NumberOfRows, AsBoolean(rows[index], models, state.Columns));
            Shard[] all = [.. state.Shards.Select((shard, index) => fitted.GetValueOrDefault(index) ?? shard)];
            if (all.All(shard => shard is { Model: null, OnlyClass: null }))
                throw new InvalidOperationException("No shard has a row with a label: there is nothing to fit.");
            if (state.Task == ShardTask.Multiclass)
                state = state with { Classes = state.Classes ?? ShardClasses.Of(label!.Value, all, classes) };
            foreach (var (index, shard) in state.Shards.Index())
                if (!fitted.ContainsKey(index)) shard.Share();
            return new ShardedModel(state with { Shards = all, Refitted = [.. fitted.Keys.Order()] });
        }
        catch
        {
            foreach (var shard in fitted.Values) shard.Leave();
            throw;
        }
    }

    private static bool IsRanking(Shard shard, ShardRows rows, ShardColumns columns) => shard.Model is { } model
        && ScoreAnnotations.KindOf(model.GetOutputSchema(rows.Rows.Schema)[columns.Score]) == nameof(ShardTask.Ranking);

    /// <summary>Whether the only class of a shard means true, where the stage itself makes the label Boolean: the model of another shard
    /// says it.</summary>
    private static string AsBoolean(ShardRows rows, List<Shard> models, ShardColumns columns)
    {
        if (models.FirstOrDefault() is not { } other)
            throw new InvalidOperationException(
                $"All rows have the same value in column '{columns.Label}', and nobody can tell whether it means true: pass a Boolean "
                + "label.");
        var label = other.Model!.Transform(rows.Rows).Schema.RequireColumn("label", columns.Label);
        using var cursor = other.Model.Transform(rows.Rows).GetRowCursor([label]);
        if (label.Type is not BooleanDataViewType)
            throw SchemaErrors.Mismatch("label", label, "Boolean, before the stage or by a step of it that keeps the column's name");
        var isTrue = RowMarks.Of(label).Reader(cursor);
        cursor.MoveNext();
        return isTrue().ToString();
    }
}

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
            foreach (var (index, shard) in fitted.Where(one => one.Value.OnlyClass is not null).ToList())
                if (state.Task == ShardTask.Binary && label?.Type is not BooleanDataViewType)
                    fitted[index] = Shard.OneSided(shard.NumberOfRows, AsBoolean(rows[index], models, state.Columns));
                else if (state.Task == ShardTask.Multiclass && models.All(other => !other.Classes!.Names.Contains(shard.OnlyClass)))
                    fitted[index] = Shard.OneSided(shard.NumberOfRows, AsClass(rows[index], models, state.Columns) ?? shard.OnlyClass!);
            Shard[] all = [.. state.Shards.Select((shard, index) => fitted.GetValueOrDefault(index) ?? shard)];
            if (all.All(shard => shard is { Model: null, OnlyClass: null }))
                throw new InvalidOperationException("No shard has a row with a label: there is nothing to fit.");
            if (state.Task == ShardTask.Multiclass)
                state = state with { Classes = state.Classes ?? ShardClasses.Of(label!.Value, all, classes) };
            if (state.Classes is { } known) ShardClasses.ThrowIfOthers(known, all);
            foreach (var (index, shard) in state.Shards.Index())
                if (!fitted.ContainsKey(index)) _ = shard.TryShare(); // whoever fits holds them
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
        var label = other.Model!.GetOutputSchema(rows.Rows.Schema).RequireColumn("label", columns.Label);
        if (label.Type is not BooleanDataViewType)
            throw SchemaErrors.Mismatch("label", label, "Boolean, before the stage or by a step of it that keeps the column's name");
        return LabelBy(other.Model, rows, columns)!;
    }

    /// <summary>The only class of a shard under the name that the stage gives it, if it gives its classes other names than the rows have:
    /// the models of other shards may know it. Null: they do not.</summary>
    private static string? AsClass(ShardRows rows, List<Shard> models, ShardColumns columns) =>
        models.Select(other => LabelBy(other.Model!, rows, columns)).FirstOrDefault(name => name is not null);

    /// <summary>What the model of another shard makes of the label of a row that has one; null: it knows no such label.</summary>
    private static string? LabelBy(ITransformer model, ShardRows rows, ShardColumns columns)
    {
        var scored = model.Transform(rows.Rows);
        if (scored.Schema.GetColumnOrNull(columns.Label) is not { Type: KeyDataViewType or BooleanDataViewType } made) return null;
        var given = rows.Rows.Schema[columns.Label];
        using var cursor = scored.GetRowCursor([made]);
        using var before = rows.Rows.GetRowCursor([given]);
        var (name, isLabelled) = (ColumnText.Reader(cursor, "label", made), ColumnText.Reader(before, "label", given));
        while (cursor.MoveNext() && before.MoveNext())
            if (isLabelled() is not null) return name();
        return null;
    }
}

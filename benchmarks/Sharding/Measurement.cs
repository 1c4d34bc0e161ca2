using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;

namespace ShardingBenchmark;

/// <summary>What was measured of one table, number of shards and draw: a line of the results.</summary>
/// <param name="Table">The table.</param>
/// <param name="Shards">The number of shards; 0: the estimator alone, as a whole.</param>
/// <param name="Draw">Which rows are for testing, which ids are forgotten, and the seed.</param>
/// <param name="Quality">How good the answers for test rows are, 0 to 100.</param>
/// <param name="FitSeconds">The processor time of the fit.</param>
/// <param name="Requests">What forgetting took.</param>
internal sealed record Outcome(
    string Table, int Shards, int Draw, double Quality, double FitSeconds, IReadOnlyList<RequestOutcome> Requests);

/// <summary>What forgetting some ids took.</summary>
/// <param name="Ids">The number of ids.</param>
/// <param name="Refits">How many shards were fitted again; 1 for the whole model, which is retrained.</param>
/// <param name="Seconds">The processor time.</param>
/// <param name="Quality">How good the answers are then.</param>
/// <param name="IsExact">Whether a fit without the forgotten rows gives the same scores to the bit; null: not tried in this draw.</param>
internal sealed record RequestOutcome(int Ids, int Refits, double Seconds, double Quality, bool? IsExact = null);

/// <summary>Measures a table.</summary>
internal sealed class Measurement(string folder, Table table, int draw)
{
    private const int Fifth = 5;
    private const int RowsToWarmUp = 500;
    private const int ExactDraw = 0, ExactShards = 10; // comparing to the bit takes one more fit for each request
    private readonly MLContext ml = new(seed: draw);

    public Outcome Of(int shards, int[] requests)
    {
        var (rows, columns) = table.Load(ml, Path.Combine(folder, table.File));
        var ids = rows.GetColumn<string>(table.Id).Distinct().ToArray();
        new Random(draw).Shuffle(ids);
        var heldOut = table.TestFile is null ? ids[..(ids.Length / Fifth)].ToHashSet() : [];
        var train = Rows(rows, id => !heldOut.Contains(id));
        var test = table.TestFile is { } file
            ? table.Load(ml, Path.Combine(folder, file)).Rows : Rows(rows, heldOut.Contains);
        var known = ids[heldOut.Count..];
        table.Stage(new MLContext(draw), columns).Fit(ml.Data.TakeRows(train, RowsToWarmUp)); // code is compiled before it is timed
        return shards == 0 ? Whole(columns, train, test, known, requests) : Sharded(columns, shards, train, test, known, requests);
    }

    private Outcome Whole(TableColumns columns, IDataView train, IDataView test, string[] ids, int[] requests)
    {
        var (model, seconds) = Timed(() => table.Stage(new MLContext(draw), columns).Fit(train));
        var outcomes = requests.Select(count =>
        {
            var forgotten = ids[..count].ToHashSet();
            var left = Rows(train, id => !forgotten.Contains(id));
            var (retrained, spent) = Timed(() => table.Stage(new MLContext(draw), columns).Fit(left));
            return new RequestOutcome(count, 1, spent, table.Quality(ml, retrained.Transform(test)));
        });
        return new Outcome(table.Name, 0, draw, table.Quality(ml, model.Transform(test)), seconds, [.. outcomes]);
    }

    private Outcome Sharded(TableColumns columns, int shards, IDataView train, IDataView test, string[] ids, int[] requests)
    {
        var sharded = ml.Unlearning().Sharded(
            context => table.Stage(context, columns), shards, table.Id, table.Label, seed: draw);
        var (model, seconds) = Timed(() => sharded.Fit(train));
        var outcomes = requests.Select(count =>
        {
            var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Rows(table.Id, ids[..count]), table.Label);
            var (without, spent) = Timed(() => ml.Unlearn(model).Fit(marked));
            bool? isExact = null;
            if ((draw, shards) == (ExactDraw, ExactShards))
            {
                var forgotten = ids[..count].ToHashSet();
                var never = sharded.Fit(Rows(train, id => !forgotten.Contains(id)));
                isExact = Bits(never.Transform(test)).SequenceEqual(Bits(without.Transform(test)));
            }
            return new RequestOutcome(
                count, without.RefittedShards.Count, spent, table.Quality(ml, without.Transform(test)), isExact);
        });
        return new Outcome(table.Name, shards, draw, table.Quality(ml, model.Transform(test)), seconds, [.. outcomes]);
    }

    /// <summary>The rows of some ids.</summary>
    private IDataView Rows(IDataView rows, Predicate<string> isWanted)
    {
        var named = ml.Transforms.CopyColumns(IdOf.Column, table.Id).Fit(rows).Transform(rows);
        var kept = ml.Data.FilterByCustomPredicate<IdOf>(named, row => !isWanted(row.Id)); // true leaves a row out
        return ml.Transforms.DropColumns(IdOf.Column).Fit(kept).Transform(kept);
    }

    private static IEnumerable<int> Bits(IDataView scored) => scored.Schema["Score"].Type is VectorDataViewType
        ? scored.GetColumn<float[]>("Score").SelectMany(row => row).Select(BitConverter.SingleToInt32Bits)
        : scored.GetColumn<float>("Score").Select(BitConverter.SingleToInt32Bits);

    private static (T Result, double Seconds) Timed<T>(Func<T> run)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var result = run();
        process.Refresh();
        return (result, (process.TotalProcessorTime - before).TotalSeconds);
    }

    private sealed class IdOf
    {
        public const string Column = "BenchmarkId";

        [ColumnName(Column)]
        public string Id { get; set; } = "";
    }
}

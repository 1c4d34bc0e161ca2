using MLNetUnlearning.Data;

namespace MLNetUnlearning.Methods;

/// <summary>Draws the batches of forgotten and of unseen rows for an iteration of the game. Both are equally large.</summary>
internal sealed class GamePairs
{
    private readonly Generator generator;
    private readonly Dictionary<long, long[]>? unseenOfClass;

    public GamePairs(RowSubset forget, RowSubset unseen, GameSchedule schedule, bool perClass, Generator generator)
    {
        (Forget, Unseen, this.generator) = (forget, unseen, generator);
        BatchSize = schedule.BatchOf(forget.Count, unseen.Count);
        if (perClass) unseenOfClass = ByClass(forget, unseen);
    }

    public RowSubset Forget { get; }

    public RowSubset Unseen { get; }

    /// <summary>b, the number of rows of each kind.</summary>
    public int BatchSize { get; }

    /// <summary>Numbers of forgotten rows; b, int64.</summary>
    public Tensor DrawForgotten() => Batches.Draw(Forget.Count, BatchSize, generator);

    /// <summary>Numbers of the unseen rows that they are compared with; b, int64. Any rows, or for each forgotten row one of its
    /// class.</summary>
    public Tensor DrawUnseen(Tensor forgotten)
    {
        if (unseenOfClass is null) return Batches.Draw(Unseen.Count, BatchSize, generator);
        var classes = Forget.LabelsAt(forgotten, CPU).data<long>().ToArray();
        var shares = NewTensor.Random([BatchSize], generator).data<float>().ToArray(); // 0 to below 1
        return NewTensor.Of(classes.Select((label, i) => unseenOfClass[label][(int)(shares[i] * unseenOfClass[label].Length)]).ToArray());
    }

    private static Dictionary<long, long[]> ByClass(RowSubset forget, RowSubset unseen)
    {
        var rows = unseen.Classes.Select((label, row) => (label, Row: (long)row))
            .GroupBy(row => row.label).ToDictionary(rows => rows.Key, rows => rows.Select(row => row.Row).ToArray());
        long[] missing = [.. forget.Classes.Distinct().Where(label => !rows.ContainsKey(label)).Order()];
        return missing.Length == 0
            ? rows
            : throw new UnlearningException(
                $"{nameof(GameSettings.RegularisePerClass)} needs unseen rows of every class that is forgotten, but of "
                + $"{string.Join(", ", missing)} (classes by number) there are none among those that {nameof(GameSchedule.UnseenRows)} "
                + "lets in: give some, let them in, or set it to false.");
    }
}

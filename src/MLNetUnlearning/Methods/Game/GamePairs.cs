using MLNetUnlearning.Data;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>Draws the equally large batches of forgotten and unseen rows that meet in an iteration of the game.</summary>
internal sealed class GamePairs
{
    private readonly Generator generator;
    private readonly Dictionary<long, long[]>? unseenOfClass;

    public GamePairs(RowSubset forget, RowSubset unseen, GameSettings settings, Generator generator)
    {
        (Forget, Unseen, this.generator) = (forget, unseen, generator);
        BatchSize = settings.BatchOf(forget.Count, unseen.Count);
        if (settings.RegularisePerClass) unseenOfClass = ByClass(forget, unseen);
    }

    public RowSubset Forget { get; }

    public RowSubset Unseen { get; }

    /// <summary>b, rows of each kind.</summary>
    public int BatchSize { get; }

    /// <summary>Forgotten rows; b, int64.</summary>
    public Tensor DrawForgotten() => Batches.Draw(Forget.Count, BatchSize, generator);

    /// <summary>The unseen rows that stand against them: any, or each of the class of the forgotten row beside it; b, int64.</summary>
    public Tensor DrawUnseen(Tensor forgotten)
    {
        if (unseenOfClass is null) return Batches.Draw(Unseen.Count, BatchSize, generator);
        var classes = Forget.LabelsAt(forgotten, CPU).data<long>().ToArray();
        var shares = rand([BatchSize], generator: generator).data<float>().ToArray(); // 0 to below 1
        return tensor(classes.Select((label, i) => unseenOfClass[label][(int)(shares[i] * unseenOfClass[label].Length)]).ToArray());
    }

    private static Dictionary<long, long[]> ByClass(RowSubset forget, RowSubset unseen)
    {
        var rows = unseen.Classes.Select((label, row) => (label, Row: (long)row))
            .GroupBy(row => row.label).ToDictionary(rows => rows.Key, rows => rows.Select(row => row.Row).ToArray());
        long[] missing = [.. forget.Classes.Distinct().Where(label => !rows.ContainsKey(label)).Order()];
        return missing.Length == 0
            ? rows
            : throw new UnlearningException(
                $"{nameof(GameSettings.RegularisePerClass)} needs unseen rows of every class that is forgotten; of "
                + $"{string.Join(", ", missing)} (classes by number) there are none: give some, or set it to false.");
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.ML.Data;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>A row that may be forgotten: a picture, or a line of a table.</summary>
/// <param name="Id">What <c>--forget ids:FILE</c> calls it.</param>
/// <param name="Class">Its class.</param>
/// <param name="File">The full path of its picture; null: it has none of its own.</param>
/// <param name="Cells">The fields of a table of features; null: it is a picture.</param>
internal sealed record ListedRow(string Id, string Class, string? File, string[]? Cells)
{
    /// <summary>Whether a list of ids, one on each line, can name a row.</summary>
    public static bool IsUsable(string id) => id.Length > 0 && id == id.Trim() && !id.AsSpan().ContainsAny('\n', '\r');
}

/// <summary>The rows of data, listed without decoding a picture.</summary>
/// <param name="Rows">All rows that training may have seen, in their order.</param>
/// <param name="Header">The columns of a table of features; null: the rows are pictures.</param>
/// <param name="HasIds">Whether single rows can be named.</param>
internal sealed record RowList(IReadOnlyList<ListedRow> Rows, string[]? Header, bool HasIds)
{
    /// <summary>How many rows each class has, by name.</summary>
    public IReadOnlyList<(string Name, int Rows)> Classes { get; } =
        [.. Rows.CountBy(row => row.Class).Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal)];

    public ILookup<string, ListedRow> ById { get; } = Rows.ToLookup(row => row.Id);

    /// <summary>The pixels of a row without a file: the red, the green and the blue plane.</summary>
    public Func<string, byte[]?> Pixels { get; init; } = _ => null;
}

/// <summary>Lists rows, and keeps the lists for a while.</summary>
internal sealed class RowLists(Grounds grounds)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10), Usable = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (RowList List, long Time)> kept = new();
    private readonly ConcurrentDictionary<string, bool> making = new();
    private readonly Lock gate = new();

    /// <summary>The rows of data, as a classifier's plan reads them.</summary>
    /// <exception cref="ToolException">The data are not what they must be.</exception>
    public RowList Of(ModelCard model, DataCard data)
    {
        var key = KeyOf(model, data);
        if (kept.TryGetValue(key, out var known) && Stopwatch.GetElapsedTime(known.Time) is var age && age < Usable)
        {
            // A list that is not fresh is shown, and made anew for the next page.
            if (age > Fresh && making.TryAdd(key, true))
                Task.Run(() =>
                {
                    try
                    {
                        Make(key, model, data);
                    }
                    catch (Exception)
                    {
                        kept.TryRemove(key, out _); // whoever asks next is told what is wrong
                    }
                    finally
                    {
                        making.TryRemove(key, out _);
                    }
                });
            return known.List;
        }
        lock (gate)
            return kept.TryGetValue(key, out known) && Stopwatch.GetElapsedTime(known.Time) < Fresh
                ? known.List : Make(key, model, data);
    }

    /// <summary>The rows as they are now.</summary>
    /// <exception cref="ToolException">The data are not what they must be.</exception>
    public RowList Anew(ModelCard model, DataCard data)
    {
        lock (gate) return Make(KeyOf(model, data), model, data);
    }

    private static string KeyOf(ModelCard model, DataCard data) => $"{data.Path}\n{model.Path}\n{model.Changed.Ticks}";

    private RowList Make(string key, ModelCard model, DataCard data)
    {
        var list = Listed(model.Plan ?? new DataPlan { Kind = Enum.Parse<Tool.Data.DataKind>(data.Kind), Seed = 0 }, data.Path);
        ThrowIfOutside(list);
        kept[key] = (list, Stopwatch.GetTimestamp());
        return list;
    }

    /// <exception cref="ToolException">A picture lies outside of the folders: a link leads there.</exception>
    private void ThrowIfOutside(RowList list)
    {
        var files = list.Rows.Select(row => row.File).OfType<string>().ToList();
        var outside = files.Select(file => Path.GetDirectoryName(file)!).Distinct().Where(Directory.Exists)
            .Concat(files.Where(file => new FileInfo(file) is { Exists: true, LinkTarget: not null }))
            .FirstOrDefault(path => grounds.Find(path) is null);
        if (outside is not null)
            throw ToolException.WrongData(
                $"'{outside}' leads to pictures outside of the folders that the page may see. Serve that folder too, or take the link "
                + "away.");
    }

    private RowList Listed(DataPlan plan, string data)
    {
        var ml = new MLContext();
        switch (plan.Kind)
        {
            case Tool.Data.DataKind.Synthetic:
                var drawn = ml.LoadSyntheticImages(plan.RowsPerClass ?? 100, plan.Seed, DataSetPart.Train);
                return Drawn(drawn, () => drawn);
            case Tool.Data.DataKind.Cifar:
                var cifar = ml.LoadCifar(data, DataSetPart.Train);
                return Drawn(cifar, null) with { Pixels = id => CifarPixels(data, id) };
            case Tool.Data.DataKind.Folder:
                var folder = DataSource.PartFolder(data, DataSetPart.Train) ?? data;
                return new(
                    [.. PictureFolder.Files(ml, folder).Select(row => new ListedRow(row[1], row[0], Path.Combine(folder, row[2]), null))],
                    null, true);
            case Tool.Data.DataKind.Table:
                return OfPictures(CsvFile.Read(data), data, plan);
            default:
                return OfFeatures(CsvFile.Read(data), data, plan);
        }
    }

    private static RowList OfPictures(CsvFile table, string file, DataPlan plan)
    {
        var columns = TableNames.Complete(plan.Columns, table.Header, file);
        int At(string? column) => Array.IndexOf(table.Header, column);
        var (path, label, id) = (At(columns.Path), At(columns.Label), At(columns.Id ?? columns.Path));
        var folder = Path.GetDirectoryName(file)!;
        return new(
            [.. table.Rows.Select(row => new ListedRow(row[id], row[label], Path.GetFullPath(row[path], folder), null))], null, true);
    }

    private static RowList OfFeatures(CsvFile table, string file, DataPlan plan)
    {
        var columns = TableNames.Complete(plan.Columns, table.Header, file);
        var (label, id) = (Array.IndexOf(table.Header, columns.Label), Array.IndexOf(table.Header, columns.Id));
        // Id and class come first: of a wide table the page shows the first columns.
        int[] order = [.. Enumerable.Range(0, table.Header.Length).OrderBy(at => at == id ? 0 : at == label ? 1 : 2)];
        return new(
            [.. table.Rows.Select((row, at) => new ListedRow(
                id >= 0 ? row[id] : $"line {table.Lines[at]}", row[label], null, [.. order.Select(cell => row[cell])]))],
            [.. order.Select(at => table.Header[at])], id >= 0);
    }

    private static RowList Drawn(IDataView view, Func<IDataView>? pixels)
    {
        var names = LabelKeys.Read(view.Schema["Label"]).Names;
        var rows = view.GetColumn<string>("Id").Zip(view.GetColumn<uint>("Label"))
            .Select(row => new ListedRow(row.First, names[(int)row.Second - 1], null, null)).ToList();
        if (pixels is null) return new(rows, null, true);
        var all = new Lazy<Dictionary<string, byte[]>>(() => rows.Zip(pixels().GetColumn<float[]>("Features"))
            .ToDictionary(row => row.First.Id, row => Array.ConvertAll(row.Second, value => (byte)value)));
        return new(rows, null, true) { Pixels = id => all.Value.GetValueOrDefault(id) };
    }

    /// <summary>A record of CIFAR, by the file and the number in its id.</summary>
    private byte[]? CifarPixels(string folder, string id)
    {
        const int Pixels = 3 * ScaledPictures.Side * ScaledPictures.Side;
        if (id.Split(':') is not [var name, var text] || !long.TryParse(text, CultureInfo.InvariantCulture, out var number)) return null;
        if (grounds.Find(Path.Combine(folder, name)) is not { } path) return null;
        using var file = File.OpenRead(path);
        var labels = name.StartsWith("data_batch", StringComparison.Ordinal) ? 1 : 2; // CIFAR-100 has a coarse and a fine one
        file.Position = number * (labels + Pixels) + labels;
        var pixels = new byte[Pixels];
        file.ReadExactly(pixels);
        return pixels;
    }
}

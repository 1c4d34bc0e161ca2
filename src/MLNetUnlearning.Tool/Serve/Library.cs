using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>Something that rows can be read from.</summary>
/// <param name="Path">The full path, or the word for drawn pictures.</param>
/// <param name="Name">As the page shows it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Words">The kind in words.</param>
public sealed record DataCard(string Path, string Name, string Kind, string Words)
{
    /// <summary>The columns of a table, or the folders of classes; empty: not known.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>The word that stands for drawn pictures.</summary>
    internal const string Drawn = DataSource.SyntheticWord;

    internal const string DrawnName = "Drawn pictures";
}

/// <summary>Finds classifiers and data in the folders.</summary>
internal sealed class Library(Grounds grounds)
{
    private const int Deepest = 3, MostFolders = 2_000, LookedAt = 40, MostPicturesBeside = 500;

    private static readonly string[] CifarFiles = ["data_batch_1.bin", "train.bin"];
    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = true };

    private static readonly DataCard Drawn = new(
        DataCard.Drawn, DataCard.DrawnName, nameof(DataKind.Synthetic), "ten shapes that the library draws, to try things out");

    private readonly Dictionary<string, (DateTime Changed, long Length, ModelCard? Card)> cards = [];
    private readonly Lock gate = new();

    /// <summary>The classifiers, the newest first.</summary>
    public IReadOnlyList<ModelCard> Models() =>
        [.. Folders().SelectMany(folder => FilesOf(folder, ".zip")).Select(Model).OfType<ModelCard>()
            .OrderByDescending(card => card.Changed).ThenBy(card => card.Name, StringComparer.Ordinal)];

    /// <summary>A classifier's file, read again only if it changed.</summary>
    public ModelCard? Model(string? path)
    {
        if (grounds.Find(path) is not { } file || new FileInfo(file) is not { Exists: true } info) return null;
        lock (gate)
        {
            if (cards.TryGetValue(file, out var known) && known.Changed == info.LastWriteTimeUtc && known.Length == info.Length)
                return known.Card;
            var card = ModelCard.Read(file, grounds.NameOf(file));
            cards[file] = (info.LastWriteTimeUtc, info.Length, card);
            return card;
        }
    }

    /// <summary>All data: folders of pictures, tables, CIFAR and, at the end, pictures that the library draws.</summary>
    public IReadOnlyList<DataCard> Data() =>
    [
        .. Folders().Where(folder => !IsResult(folder)).SelectMany(folder => new[] { IfThere(() => Folder(folder)) }.Concat(
                FilesOf(folder, ".csv").Select(Table))).OfType<DataCard>().OrderBy(card => card.Name, StringComparer.Ordinal),
        Drawn,
    ];

    /// <summary>Data by its path; null: there are none.</summary>
    public DataCard? DataAt(string? path) => path == DataCard.Drawn ? Drawn
        : grounds.Find(path) is not { } found ? null
        : Directory.Exists(found) ? IfThere(() => Folder(found)) : Table(found);

    /// <summary>How well data fit a classifier: 0 where it cannot have been trained on them, and up to 1 where they have all of its
    /// columns or classes.</summary>
    public static double Fit(ModelCard model, DataCard data)
    {
        if (model.Kind is { } kind ? kind != data.Kind : model.IsVector != (data.Kind == nameof(DataKind.Numbers))) return 0;
        if (model.Plan is null || data.Parts.Count == 0) return 0.5;
        if (Odd(model, data).Count > 0) return 0;
        return data.Kind == nameof(DataKind.Folder)
            ? (double)model.Classes.Count(data.Parts.Contains) / Math.Max(1, model.Classes.Count) : 1;
    }

    /// <summary>Why a classifier cannot have been trained on data.</summary>
    public static string WhyUnfit(ModelCard model, DataCard data) => Odd(model, data) is { Count: > 0 } odd
        ? (data.Kind == nameof(DataKind.Folder) ? "it has no class " : "there is no column ") + Shown.Of(string.Join(", ", odd))
        : $"that is {data.Words}";

    /// <summary>Folders of classes that a classifier does not have, or columns of its that a table does not have.</summary>
    private static IReadOnlyList<string> Odd(ModelCard model, DataCard data) => (model.Plan, data.Kind) switch
    {
        (null, _) => [],
        (_, nameof(DataKind.Folder)) => [.. data.Parts.Except(model.Classes)],
        ({ Columns: var columns }, nameof(DataKind.Table) or nameof(DataKind.Numbers)) =>
        [
            .. new[] { columns.Path, columns.Label, columns.Id, columns.Group }.OfType<string>()
                .Concat(columns.Numbers).Concat(columns.Words).Except(data.Parts),
        ],
        _ => [],
    };

    private IEnumerable<string> Folders()
    {
        var (waiting, seen) = (new Queue<(string Folder, int Depth)>(), 0);
        foreach (var root in grounds.Roots) waiting.Enqueue((root, 0));
        while (waiting.TryDequeue(out var next) && seen++ < MostFolders)
        {
            yield return next.Folder;
            if (next.Depth == Deepest) continue;
            foreach (var below in Below(next.Folder)) waiting.Enqueue((below, next.Depth + 1));
        }
    }

    private static string[] Below(string folder) => IfThere(() => Directory.EnumerateDirectories(folder, "*", Visible)
        .Where(below => Path.GetFileName(below) is var name && name[0] != '.' && name != "__MACOSX"
            && !name.EndsWith(".checkpoint", StringComparison.Ordinal) && new DirectoryInfo(below).LinkTarget is null)
        .Order(StringComparer.Ordinal).ToArray()) ?? [];

    /// <summary>The files of a folder with some ending. A folder of a class, with thousands of pictures and nothing else, is not read to
    /// its end.</summary>
    private static string[] FilesOf(string folder, string ending) => IfThere(() =>
    {
        var (found, pictures) = (new List<string>(), 0);
        foreach (var file in Directory.EnumerateFiles(folder, "*", Visible))
        {
            if (file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) found.Add(file);
            else if (PictureFolder.IsPicture(file) && ++pictures > MostPicturesBeside) break;
        }
        return found.Order(StringComparer.Ordinal).ToArray();
    }) ?? [];

    /// <summary>Looks into a folder. A run removes the folder of its state when it ends, also between two looks: nothing is there
    /// then.</summary>
    private static T? IfThere<T>(Func<T> look)
    {
        try
        {
            return look();
        }
        catch (DirectoryNotFoundException)
        {
            return default;
        }
    }

    private bool IsResult(string folder) => folder == grounds.Results
        || folder.StartsWith(grounds.Results + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private DataCard? Folder(string folder)
    {
        if (CifarFiles.Any(file => File.Exists(Path.Combine(folder, file))))
            return new(folder, grounds.NameOf(folder), nameof(DataKind.Cifar), "CIFAR in the binary format");
        var classes = Below(folder).Where(HoldsPictures).Take(2).Count();
        var train = DataSource.PartFolder(folder, DataSetPart.Train) is { } part && Below(part).Where(HoldsPictures).Take(2).Count() == 2
            ? part : null;
        if (train is null && (classes < 2 || IsPart(folder))) return null;
        return new(folder, grounds.NameOf(folder), nameof(DataKind.Folder), "a folder of pictures for each class")
        { Parts = [.. Below(train ?? folder).Select(below => Path.GetFileName(below))] };
    }

    /// <summary>A folder "train" belongs to the folder above it, which is what is listed.</summary>
    private static bool IsPart(string folder) => Path.GetDirectoryName(folder) is { } above
        && (folder == DataSource.PartFolder(above, DataSetPart.Train) || folder == DataSource.PartFolder(above, DataSetPart.Test));

    private static bool HoldsPictures(string folder) => HasPicture(folder) || Below(folder).Take(3).Any(HasPicture);

    private static bool HasPicture(string folder) =>
        IfThere(() => Directory.EnumerateFiles(folder, "*", Visible).Take(LookedAt).Any(PictureFolder.IsPicture));

    private DataCard? Table(string file)
    {
        if (!file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            var header = File.ReadLines(file).FirstOrDefault() ?? "";
            string[] columns = [.. header.Split(',', ';', '\t').Select(name => name.Trim(' ', '"', '\uFEFF'))];
            return (TableNames.HasPaths(columns)
                ? new DataCard(file, grounds.NameOf(file), nameof(DataKind.Table), "a table with paths of pictures")
                : new DataCard(file, grounds.NameOf(file), nameof(DataKind.Numbers), "a table of features")) with
            { Parts = columns };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

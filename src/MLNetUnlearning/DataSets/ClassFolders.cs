using System.Collections.Immutable;

namespace MLNetUnlearning;

/// <summary>One image file of a class folder: a row.</summary>
internal sealed class ImageFileRow
{
    public string ImagePath { get; set; } = "";

    public string Id { get; set; } = "";

    public string Label { get; set; } = "";
}

/// <summary>What lies in a folder of class folders: the rows, and what is passed over.</summary>
/// <param name="Rows">The image files, by class and path.</param>
/// <param name="PassedOver">What is no row, counted in words; empty if there is nothing.</param>
/// <param name="HasUnsupportedImages">Whether images of other formats are among what is passed over.</param>
internal sealed record ClassFolders(List<ImageFileRow> Rows, string PassedOver, bool HasUnsupportedImages)
{
    private static readonly string[] Parts = ["train", "training", "test", "testing", "val", "valid", "validation", "dev", "eval"];

    /// <summary>Looks through a folder. No file is opened.</summary>
    /// <param name="folder">The full path.</param>
    /// <exception cref="UnauthorizedAccessException">A folder cannot be opened.</exception>
    public static ClassFolders In(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        var classes = VisibleFolders(folder);
        if (classes.Count == 0) throw new FileNotFoundException($"Folder '{folder}' has no folders of classes.");
        ThrowIfParts(folder, classes);

        var files = FilesBelow(new DirectoryInfo(folder), [folder])
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)
            .ToLookup(KindOf);
        var byClass = files[Kind.Row].ToLookup(path => path[..path.IndexOf('/')]);
        if (classes.Find(name => !byClass[name].Any()) is { } empty) throw NoImages(folder, empty, files[Kind.Unsupported]);
        var rows = classes.SelectMany(name => byClass[name]
            .Select(path => new ImageFileRow { ImagePath = path, Id = path, Label = name })).ToList();
        string[] passedOver =
        [
            Counted(files[Kind.Hidden].Count(), "hidden (the name begins with '.', or lies in __MACOSX)"),
            Counted(files[Kind.InNoClass].Count(), "in no class folder"),
            .. ByExtension(files[Kind.Unsupported], "not supported"),
            .. ByExtension(files[Kind.NoImage], "no image"),
        ];
        return new ClassFolders(rows, string.Join("; ", passedOver.Where(text => text.Length > 0)), files[Kind.Unsupported].Any());
    }

    /// <summary>All files in a folder and the folders below. A link to one of the folders above would lead round in circles: it is not
    /// followed.</summary>
    private static IEnumerable<string> FilesBelow(DirectoryInfo folder, ImmutableHashSet<string> above)
    {
        foreach (var file in folder.EnumerateFiles()) yield return file.FullName;
        foreach (var inner in folder.EnumerateDirectories())
        {
            var target = inner.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            if (target is not null && above.Contains(Path.TrimEndingDirectorySeparator(target))) continue;
            var here = above.Add(inner.FullName);
            foreach (var file in FilesBelow(inner, target is null ? here : here.Add(target))) yield return file;
        }
    }

    private static Kind KindOf(string path)
    {
        if (path.Split('/').Any(IsHidden)) return Kind.Hidden;
        if (ImageFormats.IsOtherImage(path)) return Kind.Unsupported;
        if (!ImageFormats.IsRead(path)) return Kind.NoImage;
        return path.Contains('/') ? Kind.Row : Kind.InNoClass;
    }

    /// <summary>What systems leave behind: <c>.DS_Store</c>, <c>._1.png</c>, <c>.git</c>, <c>__MACOSX</c>.</summary>
    private static bool IsHidden(string name) => name.StartsWith('.') || name == "__MACOSX";

    private static List<string> VisibleFolders(string folder) =>
        Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => !IsHidden(name))
            .Order(StringComparer.Ordinal).ToList();

    /// <summary>Refuses the folder above a training and a test part, whose names would be taken for classes.</summary>
    private static void ThrowIfParts(string folder, List<string> classes)
    {
        if (!classes.All(name => Parts.Contains(name, StringComparer.OrdinalIgnoreCase))) return;
        var withClasses = classes.Select(name => Path.Combine(folder, name)).Where(HoldsFoldersAlone).ToList();
        if (withClasses.Count == 0) return;
        var parts = string.Join(", ", withClasses.Select(part => $"'{part}'"));
        throw new ArgumentException(
            $"Folder '{folder}' holds parts of a data set, not classes. Load each part by itself: {parts}.", nameof(folder));
    }

    private static bool HoldsFoldersAlone(string folder) =>
        VisibleFolders(folder).Count > 0
        && !Directory.EnumerateFiles(folder).Any(file => KindOf("class/" + Path.GetFileName(file)) == Kind.Row);

    private static FileNotFoundException NoImages(string folder, string name, IEnumerable<string> unsupported)
    {
        var own = unsupported.Where(path => path.StartsWith(name + "/", StringComparison.Ordinal));
        var others = string.Join("; ", ByExtension(own, "not supported"));
        return new FileNotFoundException(
            $"Class folder '{Path.Combine(folder, name)}' has no {ImageFormats.Read}."
            + (others.Length > 0 ? $" It has {others}: make PNG files of them." : ""));
    }

    private static IEnumerable<string> ByExtension(IEnumerable<string> paths, string why) =>
        paths.GroupBy(path => Path.GetExtension(path).ToLowerInvariant()).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Counted(group.Count(), $"{(group.Key.Length > 0 ? group.Key : "without extension")} ({why})"));

    private static string Counted(int count, string what) =>
        count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} {what}");

    private enum Kind
    {
        Row,
        Hidden,
        InNoClass,
        Unsupported,
        NoImage,
    }
}

using Microsoft.ML.Data;

namespace MLNetUnlearning.Tool.Data;

/// <summary>A folder with a folder of pictures for each class, as rows with Features, Label, Id and ImagePath.</summary>
internal sealed class PictureFolder(MLContext ml, PictureRows reader)
{
    private static readonly string[] Columns = ["Label", "Id", "ImagePath"];

    /// <summary>The endings of files that are read as pictures.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".webp", ".gif"];

    /// <summary>Whether a file is a picture by its name.</summary>
    public static bool IsPicture(string file) => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    public IDataView Load(string folder) => reader.Load(Columns, Files(ml, folder), "ImagePath", "Label", folder);

    /// <summary>The class, the id and the path of each picture, the path relative to the folder. No picture is opened.</summary>
    public static List<string[]> Files(MLContext ml, string folder)
    {
        // The library says which files are rows and what is passed over.
        var found = ml.LoadImageFolder(folder);
        var classes = LabelKeys.Read(found.Schema["Label"]).Names;
        return [.. found.GetColumn<uint>("Label").Zip(found.GetColumn<string>("ImagePath"))
            .Select(row => (string[])[classes[(int)row.First - 1], row.Second, row.Second])];
    }
}

namespace MLNetUnlearning;

/// <summary>Reads pictures from folders, one folder for each class.</summary>
/// <remarks>
/// <para>Example: <c>folder/cat/1.png</c>, <c>folder/cat/2.jpg</c>, <c>folder/dog/1.jpeg</c>. PNG and JPEG files count, in the folder of
/// the class or in folders below it; other files are ignored. Classes and files are ordered by name, ordinally.</para>
/// <para>
/// Columns of the view, which ML.NET's <c>LoadImages</c>, <c>ResizeImages</c> and <c>ExtractPixels</c> compute when a cursor needs them:
/// <list type="table">
/// <item><term>Features</term><description><c>Vector&lt;Single, 3, height, width&gt;</c>: the red, the green and the blue plane; 0 to
/// 255.</description></item>
/// <item><term>Label</term><description>Key whose values are the names of the class folders.</description></item>
/// <item><term>Id, ImagePath</term><description>Text: the path of the file relative to the folder, such as
/// <c>cat/1.png</c>.</description></item>
/// </list>
/// Each pass decodes the files again. Use <c>mlContext.Data.Cache</c> for a view that is read often.
/// </para>
/// </remarks>
public static class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    /// <summary>Opens all pictures of a folder as a view; each cursor decodes the files.</summary>
    /// <param name="context">The context that creates the image transforms.</param>
    /// <param name="folder">The folder that contains the class folders.</param>
    /// <param name="imageWidth">The width that pictures are scaled and cropped to.</param>
    /// <param name="imageHeight">The height that pictures are scaled and cropped to.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder contains no class folder, or a class folder contains no picture.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static IDataView LoadImageFolder(this MLContext context, string folder, int imageWidth = 32, int imageHeight = 32)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageHeight, 1);
        var rows = context.Data.LoadFromEnumerable(FindPictures(folder));
        var pixels = context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.Transforms.LoadImages("Image", folder, "ImagePath"))
            .Append(context.Transforms.ResizeImages("Image", imageWidth, imageHeight))
            .Append(context.Transforms.ExtractPixels("Features", "Image"))
            .Append(context.Transforms.DropColumns("Image"));
        return pixels.Fit(rows).Transform(rows);
    }

    private static List<Picture> FindPictures(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{Path.GetFullPath(folder)}'.");
        var classes = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).ToList();
        if (classes.Count == 0) throw new FileNotFoundException($"Folder '{Path.GetFullPath(folder)}' has no folders of classes.");
        return classes.SelectMany(@class => PicturesOf(folder, @class)).ToList();
    }

    private static List<Picture> PicturesOf(string folder, string classFolder)
    {
        var pictures = Directory.EnumerateFiles(classFolder, "*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)
            .Select(path => new Picture { ImagePath = path, Id = path, Label = Path.GetFileName(classFolder) })
            .ToList();
        return pictures.Count > 0 ? pictures : throw new FileNotFoundException($"Class folder '{classFolder}' has no PNG or JPEG file.");
    }

    private sealed class Picture
    {
        public string ImagePath { get; set; } = "";

        public string Id { get; set; } = "";

        public string Label { get; set; } = "";
    }
}

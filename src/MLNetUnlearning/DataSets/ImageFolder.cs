using System.Drawing;
using Microsoft.ML.Runtime;

namespace MLNetUnlearning;

/// <summary>Reads pictures from folders, one folder for each class.</summary>
/// <remarks>
/// <para>Example: <c>folder/cat/1.png</c>, <c>folder/cat/2.jpg</c>, <c>folder/dog/1.jpeg</c>. PNG, JPEG, BMP, WebP and GIF files count, in
/// the folder of the class or in folders below it. Classes and files are ordered by name, ordinally. Names that begin with <c>.</c>, and
/// what lies in <c>__MACOSX</c>, are neither classes nor rows. <c>MLContext.Log</c> counts the files that are passed over; TIFF is among
/// them.</para>
/// <para>
/// Columns of the view, which are computed when a cursor needs them:
/// <list type="table">
/// <item><term>Features</term><description><c>Vector&lt;Single, 3, height, width&gt;</c>: the red, the green and the blue plane; 0 to
/// 255.</description></item>
/// <item><term>Label</term><description>Key whose values are the names of the class folders.</description></item>
/// <item><term>Id, ImagePath</term><description>Text: the path of the file relative to the folder, such as
/// <c>cat/1.png</c>.</description></item>
/// </list>
/// Each pass decodes the files again. Use <c>mlContext.Data.Cache</c> for a view that is read often.
/// </para>
/// <para>Pictures are turned as their EXIF orientation says, and laid over a background where they are transparent. A file that is cut
/// off, damaged or no image ends a pass with an <see cref="ImageFileException"/> that names it.</para>
/// </remarks>
public static class ImageFolder
{
    /// <summary>Opens all pictures of a folder as a view; each cursor decodes the files.</summary>
    /// <param name="context">The context that creates the image transforms, and whose log says what is passed over.</param>
    /// <param name="folder">The folder that contains the class folders.</param>
    /// <param name="imageWidth">The width that pictures are scaled and cropped to. Default: 32.</param>
    /// <param name="imageHeight">The height that pictures are scaled and cropped to. Default: 32.</param>
    /// <param name="skipUnreadableFiles">True decodes all files once now, and leaves out those that cannot be read; <c>MLContext.Log</c>
    /// counts and lists them. False: the first of them ends a pass with an error. Default: false.</param>
    /// <param name="background">The colour behind transparent pixels. Default: white.</param>
    /// <param name="cancellationToken">Ends the pass of <paramref name="skipUnreadableFiles"/>.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="FileNotFoundException">The folder contains no class folder, or a class folder contains no picture that can be
    /// read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="ArgumentException">The folder holds parts of a data set, such as <c>train</c> and <c>test</c>, and no classes; or
    /// the background is transparent.</exception>
    /// <exception cref="ImageFileException">While rows are read: a file cannot be read. The message names it.</exception>
    public static IDataView LoadImageFolder(
        this MLContext context, string folder, int imageWidth = 32, int imageHeight = 32,
        bool skipUnreadableFiles = false, Color? background = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        folder = Path.GetFullPath(folder); // the current folder may change before a cursor opens a file
        var pixels = context.ImagePixels(folder, imageWidth, imageHeight, background: background);
        using var channel = ((IHostEnvironment)context).Start(nameof(LoadImageFolder));
        var found = ClassFolders.In(folder);
        var files = skipUnreadableFiles ? Readable(folder, found.Rows, channel, cancellationToken) : found.Rows;
        Tell(channel, folder, found, files);
        var rows = context.Data.LoadFromEnumerable(files);
        return context.Transforms.Conversion.MapValueToKey("Label").Append(pixels).Fit(rows).Transform(rows);
    }

    /// <summary>Creates an estimator that makes pixels of the paths of image files: the same to the bit as <c>LoadImageFolder</c>. It goes
    /// before a trainer, and into the model that serves.</summary>
    /// <remarks>It stands in for ML.NET's <c>LoadImages</c>, <c>ResizeImages</c> and <c>ExtractPixels</c>. Those leave EXIF orientation
    /// aside, fill what is missing of a truncated file with black, and do not name a file that cannot be read. <c>mlContext.Model.Save</c>
    /// stores it, and it works in programs that reference this library.</remarks>
    /// <param name="context">The context that creates the image transforms.</param>
    /// <param name="folder">The folder that the paths are relative to; rows may also have full paths. A model file stores the full path of
    /// the folder. Null: paths are full, or relative to the current folder of whoever reads the rows.</param>
    /// <param name="imageWidth">The width that pictures are scaled and cropped to. Default: 32.</param>
    /// <param name="imageHeight">The height that pictures are scaled and cropped to. Default: 32.</param>
    /// <param name="inputColumnName">The column of paths: Text.</param>
    /// <param name="outputColumnName">The new column: <c>Vector&lt;Single, 3, height, width&gt;</c>, the red, the green and the blue plane;
    /// 0 to 255.</param>
    /// <param name="background">The colour behind transparent pixels. Default: white.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="ArgumentException">The background is transparent.</exception>
    /// <exception cref="ImageFileException">While rows are read: a file cannot be read. The message names it. If a transform of ML.NET
    /// follows, the exception may be the inner one of ML.NET's.</exception>
    public static IEstimator<ITransformer> ImagePixels(
        this MLContext context, string? folder = null, int imageWidth = 32, int imageHeight = 32,
        string inputColumnName = "ImagePath", string outputColumnName = "Features", Color? background = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageHeight, 1);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        var fullFolder = string.IsNullOrEmpty(folder) ? "" : Path.GetFullPath(folder); // the current folder may change
        var origin = ImageOrigin.ToText(fullFolder, ImageBackground.Of(background));
        return new PixelPipeline(context, outputColumnName, origin, inputColumnName, imageWidth, imageHeight);
    }

    private static List<ImageFileRow> Readable(
        string folder, List<ImageFileRow> rows, IChannel channel, CancellationToken cancellationToken)
    {
        var errors = rows.AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .Select(row => ErrorOf(Path.Combine(folder, row.ImagePath))).ToList();
        var readable = rows.Where((_, i) => errors[i] is null).ToList();
        var unreadable = errors.OfType<string>().ToList();
        if (unreadable.Count > 0)
            channel.Warning(
                MessageSensitivity.UserData, "Skipped {0} of {1} image files, which cannot be read:", unreadable.Count, rows.Count);
        foreach (var error in unreadable) channel.Warning(MessageSensitivity.UserData, "{0}", error);
        foreach (var lost in rows.Select(row => row.Label).Distinct().Except(readable.Select(row => row.Label)))
            throw new FileNotFoundException($"No file of class folder '{Path.Combine(folder, lost)}' can be read. {unreadable[0]}");
        return readable;
    }

    private static string? ErrorOf(string path)
    {
        try
        {
            ImageFile.Bitmap(path, ImageBackground.Of(null)).Dispose();
            return null;
        }
        catch (ImageFileException error)
        {
            return error.Message;
        }
    }

    private static void Tell(IChannel channel, string folder, ClassFolders found, List<ImageFileRow> files)
    {
        var classes = files.Select(file => file.Label).Distinct().Count();
        channel.Info(MessageSensitivity.UserData, "Folder '{0}' has pictures: {1}, in classes: {2}.", folder, files.Count, classes);
        if (found.PassedOver.Length == 0) return;
        const string PassedOver = "Files passed over: {0}.";
        if (found.HasUnsupportedImages) channel.Warning(MessageSensitivity.UserData, PassedOver, found.PassedOver);
        else channel.Info(MessageSensitivity.UserData, PassedOver, found.PassedOver);
    }
}

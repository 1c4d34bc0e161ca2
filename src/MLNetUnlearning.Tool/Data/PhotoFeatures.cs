namespace MLNetUnlearning.Tool.Data;

/// <summary>Features of photos by a network that was trained on other photos. They are kept in a file beside the classifier, and live as
/// long as it does.</summary>
internal static class PhotoFeatures
{
    public const string ResNet18 = "ResNet18", None = "none";

    /// <summary>The column that says whose features they are: the part and the path of the picture.</summary>
    public const string Id = "FeatureId";

    /// <summary>The column of small pictures that reports show.</summary>
    public const string Picture = "Picture";

    /// <summary>The side of the pictures that the network takes, in pixels.</summary>
    public const int Side = 224;

    // Measured: docs/photos.md.
    private const int Large = 64, Small = 32, Few = 500, Looked = 15;

    public static Option<string?> Features { get; } = new("--features")
    {
        Description = "What to train on: ResNet18, features by a network that was trained on other photos; or none, the pixels. Default: "
            + $"features for pictures of {Large} pixels or more a side, and of {Small} or more where a class has fewer than {Few}, in "
            + "folders and CSV files; unless --network, --width, --image-size or --no-augmentation speak of pixels.",
        HelpName = $"{ResNet18}|{None}",
    };

    /// <summary>The file of a classifier's features.</summary>
    public static string FileOf(string model) => model + ".features";

    /// <summary>A classifier's features, and their key.</summary>
    public static string[] FilesOf(string model) => [FileOf(model), Outputs.KeyOf(FileOf(model))];

    /// <summary>What a new classifier is trained on.</summary>
    /// <param name="session">What is stated.</param>
    /// <param name="kind">Where the rows come from.</param>
    /// <param name="ofPixels">Options that only make sense on pixels.</param>
    /// <param name="pictures">The files, with their classes.</param>
    /// <returns><see cref="ResNet18"/>, and why; null: the pixels.</returns>
    public static (string Name, string Why)? Choose(
        Session session, DataKind kind, IEnumerable<Option> ofPixels, Func<IReadOnlyList<(string Path, string Class)>> pictures)
    {
        var (stated, hasFiles) = (session.Get(Features), kind is DataKind.Folder or DataKind.Table);
        var pixels = ofPixels.FirstOrDefault(session.IsStated);
        if (stated is not (null or ResNet18 or None))
            throw ToolException.Usage($"--features is {stated}; it is {ResNet18} or {None}.");
        if (stated == ResNet18 && !hasFiles)
            throw ToolException.Usage($"--features {ResNet18} is for pictures in folders and CSV files: leave it out.");
        if (stated == ResNet18 && pixels is not null)
            throw ToolException.Usage($"{pixels.Name} is for training on pixels: leave it out, or state --features {None}.");
        if (stated == ResNet18) return (ResNet18, "as stated");
        if (stated == None || !hasFiles || pixels is not null) return null;
        var files = pictures();
        var sides = files.Where((_, at) => at % Math.Max(1, files.Count / Looked) == 0).Select(file => SideOf(file.Path)).Order().ToList();
        var (side, fewest) = (sides[sides.Count / 2], files.CountBy(file => file.Class).Min(of => of.Value));
        if (side >= Large) return (ResNet18, $"the shorter side of pictures has {side} pixels, {Large} or more");
        return side >= Small && fewest < Few
            ? (ResNet18, $"a class has {fewest} pictures, fewer than {Few} are few") : null;
    }

    /// <summary>From paths in <c>ImagePath</c> to <c>Features</c>.</summary>
    public static IEstimator<ITransformer> Steps(MLContext ml, string? folder, string output = "Features") =>
        ml.ImagePixels(folder, Side, Side, outputColumnName: "Pixels").Append(ml.Transforms.DnnFeaturizeImage(
            output, network => network.ModelSelector.ResNet18(ml, network.OutputColumn, network.InputColumn), "Pixels"));

    /// <summary>The kept features of a classifier.</summary>
    public static KeptFeatures Kept(
        MLContext ml, string file, string? folder = null, IProgress<UnlearningProgress>? progress = null,
        CancellationToken cancellation = default) =>
        ml.Unlearning().KeepFeatures(Steps(ml, folder), file, Id, progress: progress, cancellationToken: cancellation);

    /// <summary>Writes a classifier that was made of another, and gives it the features of that one, if there are any, without those of
    /// marked rows. Wherever the process is killed, no classifier has features of rows that it has forgotten. If the classifier cannot be
    /// written, the one that it was to replace is there as before.</summary>
    public static void HandOver(MLContext ml, string from, string to, Action write, IDataView? marked = null)
    {
        var beside = FileOf(to) + ".new"; // one name: what a killed process left goes with the next try
        string[] copies = File.Exists(FileOf(from)) ? [beside, Outputs.KeyOf(beside)] : [];
        string[] places = [to, .. FilesOf(to)];
        string[] replaced = [.. places.Where(File.Exists)];
        var arePlaced = false;
        try
        {
            foreach (var (file, copy) in FilesOf(from).Zip(copies)) File.Copy(file, copy, overwrite: true);
            if (copies.Length > 0 && marked is not null) Kept(ml, beside).Forget(marked);
            foreach (var file in replaced) File.Move(file, Aside(file), overwrite: true); // the classifier first
            arePlaced = true;
            // The key first: features are never there with the key of others, or without their own.
            foreach (var (copy, place) in copies.Zip(FilesOf(to)).Reverse()) File.Move(copy, place);
            write();
        }
        catch
        {
            if (arePlaced) Delete(to);
            foreach (var file in replaced.Reverse().Where(file => File.Exists(Aside(file)))) File.Move(Aside(file), file, overwrite: true);
            throw;
        }
        finally
        {
            foreach (var copy in copies) File.Delete(copy);
        }
        foreach (var file in replaced) File.Delete(Aside(file));
    }

    private static string Aside(string file) => file + ".old";

    /// <summary>Deletes the features of a classifier that is replaced.</summary>
    public static void Delete(string model)
    {
        foreach (var file in FilesOf(model)) File.Delete(file);
    }

    private static int SideOf(string path)
    {
        using var picture = ImageFile.Load(path);
        return Math.Min(picture.Width, picture.Height);
    }
}

namespace MLNetUnlearning;

/// <summary>Reads CIFAR-10 and CIFAR-100 from folders of binary files: 32 x 32 color photographs of 10 or 100 classes.</summary>
/// <remarks>
/// <para>A folder is CIFAR-10 if it contains <c>test_batch.bin</c> or any <c>data_batch_N.bin</c>; its class names are in
/// <c>batches.meta.txt</c>. It is CIFAR-100 if it contains <c>train.bin</c> or <c>test.bin</c>; its class names are in
/// <c>fine_label_names.txt</c>. Without the file of names the standard names are used. The label of CIFAR-100 is the fine one.</para>
/// <para>
/// Columns of the view:
/// <list type="table">
/// <item><term>Features</term><description><c>Vector&lt;Single, 3, 32, 32&gt;</c>: the red, the green and the blue plane; 0 to
/// 255.</description></item>
/// <item><term>Label</term><description>Key with 10 or 100 values, which are the class names.</description></item>
/// <item><term>Id</term><description>Text: file name and record number, counted from 0, such as
/// <c>data_batch_1.bin:17</c>.</description></item>
/// </list>
/// Each cursor streams the rows from the files. The number of rows is known without reading them.
/// </para>
/// <para>Data: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.</para>
/// </remarks>
public static class Cifar
{
    /// <summary>Opens a CIFAR folder as a view; each cursor streams the rows from the files.</summary>
    /// <param name="context">The context.</param>
    /// <param name="folder">The folder with the binary files.</param>
    /// <param name="part">Training rows are all <c>data_batch_N.bin</c> in the order of N, or <c>train.bin</c>. Test rows are
    /// <c>test_batch.bin</c> or <c>test.bin</c>.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder contains no such files.</exception>
    /// <exception cref="InvalidDataException">A file is truncated or has records of another size,
    /// the number of class names is wrong, or the folder contains both data sets. While rows are
    /// read: a label is out of range. The message names the file, with its full path, and the record.</exception>
    public static IDataView LoadCifar(this MLContext context, string folder, DataSetPart part = DataSetPart.Train)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        folder = Path.GetFullPath(folder); // the current folder may change before a cursor opens a file
        var layout = CifarLayout.Of(folder);
        var files = part == DataSetPart.Train ? layout.TrainFiles(folder) : layout.TestFiles(folder);
        return files.Count > 0
            ? new ImageSourceView(new CifarSource(layout, layout.ClassNames(folder), files))
            : throw new FileNotFoundException(
                $"Folder '{folder}' holds no {(part == DataSetPart.Train ? "training" : "test")} rows of {layout.Name}.");
    }
}

/// <summary>The differences between CIFAR-10 and CIFAR-100: file names, label bytes and class names.</summary>
internal sealed class CifarLayout
{
    /// <summary>What to do about a truncated file.</summary>
    public const string CopyAgain = "Unpack or copy it again.";

    public static readonly FeatureShape Shape = FeatureShape.Image(32, 32);

    public static readonly CifarLayout Cifar10 =
        new("CIFAR-10", "data_batch_", "test_batch.bin", "batches.meta.txt", labelBytes: 1, CifarClassNames.Cifar10);

    public static readonly CifarLayout Cifar100 =
        new("CIFAR-100", "train", "test.bin", "fine_label_names.txt", labelBytes: 2, CifarClassNames.Cifar100Fine);

    private const int MostNameBytes = 1 << 16;

    private readonly string trainPrefix;
    private readonly string testFile;
    private readonly string namesFile;
    private readonly string[] standardNames;

    private CifarLayout(string name, string trainPrefix, string testFile, string namesFile, int labelBytes, string[] standardNames)
    {
        (Name, this.trainPrefix, this.testFile, this.namesFile) = (name, trainPrefix, testFile, namesFile);
        (LabelBytes, this.standardNames) = (labelBytes, standardNames);
    }

    /// <summary>The name of the data set.</summary>
    public string Name { get; }

    /// <summary>Label bytes at the start of a record. The last of them is the label that is used.</summary>
    public int LabelBytes { get; }

    /// <summary>The size of a record in bytes.</summary>
    public int RecordBytes => LabelBytes + Shape.Size;

    /// <summary>Recognises the data set in a folder, given by its full path, by its file names.</summary>
    public static CifarLayout Of(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        CifarLayout[] both = [Cifar10, Cifar100];
        return both.Where(layout => layout.TrainFiles(folder).Count + layout.TestFiles(folder).Count > 0).ToArray() switch
        {
            [var only] => only,
            [] => throw new FileNotFoundException(
                $"Folder '{folder}' holds neither CIFAR-10 (data_batch_1.bin, .., test_batch.bin) nor CIFAR-100 (train.bin, test.bin)."),
            _ => throw new InvalidDataException(
                $"Folder '{folder}' holds files of both CIFAR-10 and CIFAR-100: give each a folder of its own."),
        };
    }

    /// <summary>The files with training rows, in the order of their numbers.</summary>
    public IReadOnlyList<string> TrainFiles(string folder) =>
        Directory.EnumerateFiles(folder, trainPrefix + "*.bin")
            .Select(file => (File: file, Number: BatchNumber(file)))
            .Where(batch => batch.Number >= 0)
            .OrderBy(batch => batch.Number)
            .Select(batch => batch.File)
            .ToList();

    /// <summary>The file with test rows, or none.</summary>
    public IReadOnlyList<string> TestFiles(string folder)
    {
        var file = Path.Combine(folder, testFile);
        return File.Exists(file) ? [file] : [];
    }

    /// <summary>The class names of a folder: those in its file of names, or the standard ones.</summary>
    public IReadOnlyList<string> ClassNames(string folder)
    {
        var file = Path.Combine(folder, namesFile);
        if (!File.Exists(file)) return standardNames;
        if (new FileInfo(file).Length > MostNameBytes)
            throw new InvalidDataException($"{file} has {new FileInfo(file).Length} bytes and is no list of {standardNames.Length} names.");
        var names = File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        if (names.Length == standardNames.Length && names.Distinct().Count() == names.Length) return names;
        throw new InvalidDataException(
            $"{file} holds {names.Distinct().Count()} different class names; {Name} has {standardNames.Length} classes.");
    }

    /// <summary>N of data_batch_N.bin, 0 for train.bin, -1 for other files.</summary>
    private int BatchNumber(string file)
    {
        var rest = Path.GetFileNameWithoutExtension(file)[trainPrefix.Length..];
        if (trainPrefix == "train") return rest.Length == 0 ? 0 : -1;
        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}

/// <summary>Several files of CIFAR records, read one after the other.</summary>
internal sealed class CifarSource : IImageSource
{
    private readonly CifarLayout layout;
    private readonly IReadOnlyList<string> files;

    /// <summary>Checks the sizes of the files. Cursors read the records later.</summary>
    public CifarSource(CifarLayout layout, IReadOnlyList<string> classNames, IReadOnlyList<string> files)
    {
        (this.layout, ClassNames, this.files) = (layout, classNames, files);
        Count = files.Sum(RecordsOf);
    }

    public FeatureShape Shape => CifarLayout.Shape;

    public IReadOnlyList<string> ClassNames { get; }

    public long Count { get; }

    public IImageReader Open() => new CifarReader(layout, ClassNames.Count, files);

    private long RecordsOf(string file)
    {
        var length = new FileInfo(file).Length;
        var (records, rest) = Math.DivRem(length, layout.RecordBytes);
        if (length > 0 && rest == 0) return records;
        var other = layout == CifarLayout.Cifar10 ? CifarLayout.Cifar100 : CifarLayout.Cifar10;
        throw new InvalidDataException(length > 0 && length % other.RecordBytes == 0
            ? $"{file}: wrong record size. Its {length} bytes are records of {other.RecordBytes} bytes ({other.Name}), "
                + $"not of {layout.RecordBytes} ({layout.Name}). Give each data set a folder of its own."
            : $"{file}: truncated. Its {length} bytes are {records} whole records of {layout.RecordBytes} bytes ({layout.Name}) "
                + $"and {rest} bytes more. {CifarLayout.CopyAgain}");
    }
}

/// <summary>Streams CIFAR records: the label bytes, then the red, the green and the blue plane.</summary>
internal sealed class CifarReader(CifarLayout layout, int classes, IReadOnlyList<string> files) : IImageReader
{
    private const int BufferBytes = 1 << 18;
    private readonly byte[] record = new byte[layout.RecordBytes];
    private int nextFile;
    private long number = -1;
    private FileStream? stream;

    public int Label => record[layout.LabelBytes - 1];

    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(CurrentFile)}:{number}");

    public ReadOnlySpan<byte> Pixels => record.AsSpan(layout.LabelBytes);

    private string CurrentFile => files[nextFile - 1];

    public bool MoveNext()
    {
        while (stream is null || stream.Position == stream.Length)
        {
            stream?.Dispose();
            stream = null;
            if (nextFile == files.Count) return false;
            stream = new FileStream(
                files[nextFile++], FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
            number = -1;
        }
        number++;
        if (stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length)
            throw new InvalidDataException($"{CurrentFile}: truncated within record {number} (counted from 0). {CifarLayout.CopyAgain}");
        if (Label >= classes)
            throw new InvalidDataException(
                $"{CurrentFile}: record {number} (counted from 0) has label {Label}; {layout.Name} has labels 0 to {classes - 1}.");
        return true;
    }

    public void Dispose() => stream?.Dispose();
}

/// <summary>The standard class names, in the order of the labels.</summary>
internal static class CifarClassNames
{
    public static readonly string[] Cifar10 =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>The hundred fine classes.</summary>
    public static readonly string[] Cifar100Fine =
    [
        "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle",
        "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle",
        "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur",
        "dolphin", "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard",
        "lamp", "lawn_mower", "leopard", "lion", "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain",
        "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree",
        "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket",
        "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake", "spider",
        "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone", "television", "tiger", "tractor",
        "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
    ];
}

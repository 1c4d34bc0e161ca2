using System.Globalization;

namespace MLNetUnlearning.Data.DataSets;

/// <summary>What differs between CIFAR-10 and CIFAR-100: file names, bytes before the pixels, classes.</summary>
internal sealed class CifarLayout
{
    public static readonly ImageShape Shape = new(3, 32, 32);

    public static readonly CifarLayout Cifar10 = new("CIFAR-10", "data_batch_", "test_batch.bin", "batches.meta.txt", labelBytes: 1, CifarClassNames.Cifar10);

    public static readonly CifarLayout Cifar100 = new("CIFAR-100", "train", "test.bin", "fine_label_names.txt", labelBytes: 2, CifarClassNames.Cifar100Fine);

    private readonly string trainPrefix;
    private readonly string testFile;
    private readonly string namesFile;
    private readonly string[] standardNames;

    private CifarLayout(string name, string trainPrefix, string testFile, string namesFile, int labelBytes, string[] standardNames)
    {
        (Name, this.trainPrefix, this.testFile, this.namesFile) = (name, trainPrefix, testFile, namesFile);
        (LabelBytes, this.standardNames) = (labelBytes, standardNames);
    }

    /// <summary>The data set's name.</summary>
    public string Name { get; }

    /// <summary>Label bytes at the start of a record; the last of them is the label in use.</summary>
    public int LabelBytes { get; }

    /// <summary>Bytes of a record.</summary>
    public int RecordBytes => LabelBytes + Shape.Size;

    /// <summary>The data set in a folder, told by its file names.</summary>
    public static CifarLayout Of(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{Path.GetFullPath(folder)}'.");
        var found = new[] { Cifar10, Cifar100 }.Where(layout => layout.TrainFiles(folder).Count + layout.TestFiles(folder).Count > 0).ToArray();
        return found switch
        {
            [var only] => only,
            [] => throw new FileNotFoundException(
                $"Folder '{Path.GetFullPath(folder)}' holds neither CIFAR-10 (data_batch_1.bin, .., test_batch.bin) nor CIFAR-100 (train.bin, test.bin)."),
            _ => throw new InvalidDataException($"Folder '{Path.GetFullPath(folder)}' holds files of both CIFAR-10 and CIFAR-100: give each a folder of its own."),
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

    /// <summary>The class names of a folder: from its file of names, or the standard ones.</summary>
    public IReadOnlyList<string> ClassNames(string folder)
    {
        var file = Path.Combine(folder, namesFile);
        if (!File.Exists(file)) return standardNames;
        var names = File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        if (names.Length == standardNames.Length && names.Distinct().Count() == names.Length) return names;
        throw new InvalidDataException($"{file} holds {names.Distinct().Count()} different class names; {Name} has {standardNames.Length} classes.");
    }

    /// <summary>N of data_batch_N.bin, 0 for train.bin, -1 for other files.</summary>
    private int BatchNumber(string file)
    {
        var rest = Path.GetFileNameWithoutExtension(file)[trainPrefix.Length..];
        if (trainPrefix == "train") return rest.Length == 0 ? 0 : -1;
        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}

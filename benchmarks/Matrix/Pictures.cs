using Microsoft.ML;
using MLNetUnlearning;

namespace Matrix;

/// <summary>A data set of the matrix: how many classes, and how many rows of each.</summary>
/// <param name="Name">What the command line and the tables call it.</param>
/// <param name="Folder">The folder below the data folder; null: pictures are drawn.</param>
/// <param name="NumberOfClasses">The first classes of the data set.</param>
/// <param name="RowsTaken">Rows of a class before a tenth of them is held out as unseen.</param>
/// <param name="RowsPerClass">Training rows of a class after that.</param>
/// <param name="TestRowsPerClass">Test rows of a class.</param>
/// <param name="RowsPerPerson">Training rows, of several classes, that share an id.</param>
internal sealed record Pictures(
    string Name, string? Folder, int NumberOfClasses, int RowsTaken, int RowsPerClass, int TestRowsPerClass, int RowsPerPerson)
{
    private const double HeldOut = 0.1;
    private const string Cifar10 = "cifar-10-batches-bin", Cifar100 = "cifar-100-binary";

    public static Pictures FourClasses { get; } = new("4x24", Cifar10, 4, 27, 24, 250, RowsPerPerson: 12);
    public static Pictures TenClasses { get; } = new("10x100", Cifar10, 10, 111, 100, 200, RowsPerPerson: 25);
    public static Pictures Drawn { get; } = new("synthetic", Folder: null, 10, 22, 20, 100, RowsPerPerson: 20);
    public static Pictures Larger { get; } = new("10x450", Cifar10, 10, 500, 450, 200, RowsPerPerson: 50);
    public static Pictures ManyClasses { get; } = new("100x90", Cifar100, 100, 100, 90, 20, RowsPerPerson: 50);

    /// <summary>All training rows.</summary>
    public int NumberOfRows => NumberOfClasses * RowsPerClass;

    /// <summary>What the tables call it.</summary>
    public string Title => Folder switch
    {
        null => $"synthetic, {NumberOfClasses} x {RowsPerClass} rows",
        Cifar10 => $"CIFAR-10, {NumberOfClasses} x {RowsPerClass} rows",
        _ => $"CIFAR-100, {NumberOfClasses} x {RowsPerClass} rows",
    };

    /// <summary>Complains about a folder that is not there, before anything is trained.</summary>
    public void Require(string dataFolder)
    {
        if (Folder is not null && !Directory.Exists(Path.Combine(dataFolder, Folder)))
            throw new DirectoryNotFoundException(
                $"There is no folder '{Path.Combine(dataFolder, Folder)}': say with --data where {Folder} lies, or leave the cells of "
                + $"{Name} out with --cells.");
    }

    /// <summary>The rows to train on, those held out, and the test rows.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="dataFolder">The folder that holds the data sets.</param>
    /// <param name="draws">Which half of the rows is taken, or which pictures are drawn.</param>
    /// <param name="seed">Which rows are held out.</param>
    public CellRows Load(MLContext ml, string dataFolder, DrawList draws, int seed)
    {
        IDataView Source(DataSetPart part, int rows) => Folder is null
            ? ml.LoadSyntheticImages(rows, draws.PictureSeed, part) : ml.LoadCifar(Path.Combine(dataFolder, Folder), part);
        var training = Source(DataSetPart.Train, RowsTaken);
        var classes = LabelKeys.Read(training.Schema["Label"]).Names.Take(NumberOfClasses).ToArray();
        var taken = PictureRow.FirstOfEachClass(ml, training, classes, RowsTaken, Folder == Cifar10 ? draws.Half : null);
        var (train, unseen) = ml.Unlearning().HoldOut(ml.Data.LoadFromEnumerable(taken), HeldOut, seed);
        var kept = ml.Data.CreateEnumerable<PictureRow>(train, reuseRowObject: false).ToList();
        foreach (var (index, row) in kept.Index()) row.Person = index / RowsPerPerson;
        var test = PictureRow.FirstOfEachClass(ml, Source(DataSetPart.Test, TestRowsPerClass), classes, TestRowsPerClass, half: null);
        return new CellRows(
            PictureRow.View(ml, kept, classes),
            PictureRow.View(ml, [.. ml.Data.CreateEnumerable<PictureRow>(unseen, reuseRowObject: false)], classes),
            PictureRow.View(ml, test, classes));
    }
}

/// <summary>The rows of one original.</summary>
/// <param name="Train">To train on, with the column <c>Person</c>.</param>
/// <param name="Unseen">Held out.</param>
/// <param name="Test">To test on.</param>
internal sealed record CellRows(IDataView Train, IDataView Unseen, IDataView Test);

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>Where rows come from, and how many of them are taken.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Folder">The folder under the data folder; null: images are drawn.</param>
/// <param name="RowsPerClass">The first rows of each class to train on, a tenth of them held out as unseen; null: all.</param>
/// <param name="TestRowsPerClass">The first test rows of each class; null: all.</param>
internal sealed record DataSource(string Name, string? Folder, int? RowsPerClass, int? TestRowsPerClass)
{
    /// <summary>What the tables call it.</summary>
    public string Title =>
        $"{(Folder is null ? "synthetic images" : Name.ToUpperInvariant())}, {(RowsPerClass is null ? "all" : RowsPerClass)} rows"
        + (RowsPerClass is null ? "" : " a class");

    /// <summary>The rows to train on, those held out, and the test rows.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="dataFolder">The folder that holds the data sets.</param>
    /// <param name="seed">Which rows are held out.</param>
    public Rows Load(MLContext ml, string? dataFolder, int seed)
    {
        var train = Load(ml, dataFolder, DataSetPart.Train, RowsPerClass);
        var test = Load(ml, dataFolder, DataSetPart.Test, TestRowsPerClass);
        var (kept, unseen) = ml.Unlearning().HoldOut(train, 0.1, seed);
        return new Rows(kept, unseen, test, LabelKeys.Read(train.Schema["Label"]).Names[0]);
    }

    /// <summary>Complains about a folder that is not there, before anything is trained.</summary>
    public void Require(string? dataFolder)
    {
        if (Folder is not null && !Directory.Exists(In(dataFolder)))
        {
            throw ToolException.WrongData(
                $"There is no folder '{In(dataFolder)}': say with --data where {Folder} lies, or leave {Name} out with --data-sets.");
        }
    }

    private string In(string? dataFolder) => Path.Combine(dataFolder ?? ".", Folder!);

    private IDataView Load(MLContext ml, string? dataFolder, DataSetPart part, int? perClass)
    {
        var rows = Folder is null ? ml.LoadSyntheticImages(perClass!.Value, part: part) : ml.LoadCifar(In(dataFolder), part);
        return perClass is { } count ? ml.Unlearning().TakeRowsPerClass(rows, count) : rows;
    }
}

/// <summary>The rows of one seed.</summary>
/// <param name="Train">To train on.</param>
/// <param name="Unseen">Held out.</param>
/// <param name="Test">To test on.</param>
/// <param name="FirstClass">The class that the class-wise scheme forgets.</param>
internal sealed record Rows(IDataView Train, IDataView Unseen, IDataView Test, string FirstClass)
{
    public ForgetRequest Request(string scheme, int seed) =>
        scheme == Plan.ClassWise ? ForgetRequest.Class(FirstClass) : ForgetRequest.Random(0.1, seed);
}

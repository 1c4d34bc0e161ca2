namespace MLNetUnlearning.Tool.Data;

/// <summary>Finds the rows that <c>--data</c> names, and splits them. Features of photos are kept in the file
/// <paramref name="features"/>.</summary>
internal sealed class DataSource(MLContext ml, Session session, string data, string? testData, string features)
{
    private const string SyntheticWord = "synthetic";
    private const int UsualRowsPerClass = 100, UsualTestRowsPerClass = 40; // of drawn pictures, of which there is no end

    private static readonly string[] TrainNames = ["train", "training"], TestNames = ["test", "testing", "val", "valid", "validation"];

    /// <summary>What <c>--data</c> names.</summary>
    public DataKind Kind { get; } = KindOf(data);

    /// <summary>Completes a plan by what is there: whether there is a test part, and which columns a table has.</summary>
    public DataPlan Complete(DataPlan plan) => plan.Kind switch
    {
        DataKind.Synthetic => plan with
        {
            TestShare = 0,
            RowsPerClass = plan.RowsPerClass ?? UsualRowsPerClass,
            TestRowsPerClass = plan.TestRowsPerClass ?? UsualTestRowsPerClass,
        },
        DataKind.Cifar or DataKind.Folder => plan with { TestShare = HasTestPart() ? 0 : DataPlan.UsualTestShare },
        _ => plan with
        {
            TestShare = HasTestPart() ? 0 : DataPlan.UsualTestShare,
            Columns = PictureTable.Complete(plan.Columns, CsvFile.Read(data).Header, data),
        },
    };

    /// <summary>The rows of a plan.</summary>
    /// <exception cref="ToolException">The data are of another kind, or lack a part that they had.</exception>
    public RowsOfData Load(DataPlan plan)
    {
        if (plan.Kind != Kind)
            throw ToolException.WrongData($"The model was trained on data of kind '{plan.Kind}', and '{data}' is of kind '{Kind}'.");
        if (plan.TestShare == 0 && !HasTestPart())
            throw ToolException.WrongData($"The model was trained with a test part, which '{data}' has not: state it by --test-data.");
        var all = Part(DataSetPart.Train, plan);
        var group = plan.Columns.Group;
        var test = plan.TestShare == 0 ? Part(DataSetPart.Test, plan) : null;
        if (test is null) (all, test) = ml.Unlearning().HoldOut(all, plan.TestShare, plan.Seed, groupColumnName: group);
        var (train, unseen) = ml.Unlearning().HoldOut(
            Limited(all, plan.RowsPerClass), plan.UnseenShare, plan.Seed, groupColumnName: group);
        return new RowsOfData(train, unseen, Limited(test, plan.TestRowsPerClass), plan);
    }

    private IDataView Limited(IDataView rows, int? perClass) =>
        perClass is { } count ? ml.Unlearning().TakeRowsPerClass(rows, count) : rows;

    private IDataView Part(DataSetPart part, DataPlan plan)
    {
        var place = part == DataSetPart.Test && testData is not null ? testData : data;
        switch (plan.Kind)
        {
            case DataKind.Synthetic:
                var count = (part == DataSetPart.Train ? plan.RowsPerClass : plan.TestRowsPerClass) ?? UsualRowsPerClass;
                return ScaledPictures.Of(ml, ml.LoadSyntheticImages(count, plan.Seed, part), plan.ImageSize);
            case DataKind.Cifar:
                return ScaledPictures.Of(ml, ml.LoadCifar(place, part), plan.ImageSize);
            case DataKind.Folder:
                return new PictureFolder(ml, Reader(plan, part)).Load(PartFolder(place, part) ?? place);
            default:
                return new PictureTable(Reader(plan, part)).Load(place, plan);
        }
    }

    /// <summary>The training pictures of a folder or a table, with their classes, before any is read.</summary>
    public IReadOnlyList<(string Path, string Class)> Files(DataPlan plan)
    {
        if (Kind == DataKind.Table) return PictureTable.Files(data, plan);
        var folder = PartFolder(data, DataSetPart.Train) ?? data;
        return [.. PictureFolder.Files(ml, folder).Select(row => (Path.Combine(folder, row[1]), row[0]))];
    }

    private PictureRows Reader(DataPlan plan, DataSetPart part) =>
        new(ml, session, plan.ImageSize, plan.Features is null ? null : (features, part == DataSetPart.Test ? "test" : "train"));

    private bool HasTestPart() => Kind switch
    {
        DataKind.Synthetic => true,
        DataKind.Cifar => File.Exists(Path.Combine(data, "test_batch.bin")) || File.Exists(Path.Combine(data, "test.bin")),
        DataKind.Folder => testData is not null || PartFolder(data, DataSetPart.Test) is not null,
        _ => testData is not null,
    };

    /// <summary>The folder of a part, where a folder holds a training part and a test part and no classes; otherwise null.</summary>
    private static string? PartFolder(string folder, DataSetPart part)
    {
        string? Named(string[] names) => Directory.EnumerateDirectories(folder)
            .Where(path => names.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase))
            .Where(path => Directory.EnumerateDirectories(path).Any()).Order(StringComparer.Ordinal).FirstOrDefault();
        if (!Directory.Exists(folder)) return null;
        return (Named(TrainNames), Named(TestNames)) is ({ } train, { } test) ? part == DataSetPart.Train ? train : test : null;
    }

    private static DataKind KindOf(string data)
    {
        if (data == SyntheticWord) return DataKind.Synthetic;
        if (File.Exists(data))
            return Path.GetExtension(data).Equals(".csv", StringComparison.OrdinalIgnoreCase)
                ? DataKind.Table
                : throw ToolException.WrongData(
                    $"'{data}' is neither a folder nor a CSV file: --data takes a folder of pictures by class, a CIFAR folder, a CSV file "
                    + $"with paths of pictures, or the word {SyntheticWord}.");
        if (!Directory.Exists(data)) throw ToolException.WrongData($"There is no folder or file '{data}': look at --data.");
        return Directory.EnumerateFiles(data, "data_batch_*.bin").Any() || File.Exists(Path.Combine(data, "test_batch.bin"))
            || File.Exists(Path.Combine(data, "train.bin")) || File.Exists(Path.Combine(data, "test.bin"))
            ? DataKind.Cifar
            : DataKind.Folder;
    }
}

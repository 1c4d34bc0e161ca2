namespace MLNetUnlearning.Tool.Data;

/// <summary>Finds the rows that <c>--data</c> names, and splits them. Features of photos are kept in the file
/// <paramref name="features"/>.</summary>
internal sealed class DataSource(MLContext ml, Session session, string data, string? testData, string features)
{
    public const string SyntheticWord = "synthetic";
    private const int UsualRowsPerClass = 100, UsualTestRowsPerClass = 40; // of drawn pictures, of which there is no end

    /// <summary>What the folders of the training part and of the test part may be called.</summary>
    public static IReadOnlyList<string> TrainNames { get; } = ["train", "training"];

    /// <inheritdoc cref="TrainNames"/>
    public static IReadOnlyList<string> TestNames { get; } = ["test", "testing", "val", "valid", "validation"];

    private readonly Dictionary<string, CsvFile> tables = [];
    private DataKind? kind;

    /// <summary>What <c>--data</c> names.</summary>
    public DataKind Kind => kind ??= KindOf();

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
            Columns = Kind == DataKind.Numbers
                ? new NumberTable(ml, session).Complete(plan.Columns, Table(data), data)
                : TableNames.Complete(plan.Columns, Table(data).Header, data),
        },
    };

    /// <summary>The rows of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="classifier">The classifier that was trained by the plan, which knows its training rows: pictures may have been added or
    /// removed since. Null: it is yet to be trained.</param>
    /// <exception cref="ToolException">The data are of another kind, or lack a part that they had, or there are too few.</exception>
    public RowsOfData Load(DataPlan plan, NeuralClassifier? classifier = null)
    {
        if (plan.Kind != Kind)
            throw ToolException.WrongData($"The model was trained on data of kind '{plan.Kind}', and '{data}' is of kind '{Kind}'.");
        if (plan.TestShare == 0 && !HasTestPart())
            throw ToolException.WrongData($"The model was trained with a test part, which '{data}' has not: state it by --test-data.");
        var all = Part(DataSetPart.Train, plan);
        var ownTest = plan.TestShare == 0 ? Part(DataSetPart.Test, plan) : null;
        if (classifier is null && ownTest is not null) ThrowIfOtherClasses(all, ownTest);
        if (classifier?.FingerprintKey is null)
        {
            var split = Split(all, ownTest, plan);
            if (classifier is { TrainingRows.Count: > 0 and var known } && split.Train.GetRowCount() != known)
                throw ToolException.WrongData(
                    $"'{data}' has changed since the model was trained, and the key of the model's rows is missing: nobody can tell which "
                    + "rows it was trained on. Put the key beside the model, under the model's name and '.key'.");
            return split;
        }
        // Rows are split as they were for the training, if that still gives the rows of the training.
        RowsOfData? asThen;
        try
        {
            asThen = Split(all, ownTest, plan);
        }
        catch (ToolException)
        {
            asThen = null; // too few rows are left
        }
        return asThen is not null && IsOf(classifier, asThen) ? asThen : SplitAnew(classifier, all, ownTest, plan);
    }

    /// <summary>Refuses test rows of classes that are not trained on: no answer to them could be right.</summary>
    private static void ThrowIfOtherClasses(IDataView all, IDataView test)
    {
        const int MostNamed = 5;
        var others = LabelKeys.Read(test.Schema["Label"]).Names.Except(LabelKeys.Read(all.Schema["Label"]).Names).ToList();
        if (others.Count > 0)
            throw ToolException.WrongData(
                $"The test part has rows of {string.Join(", ", others.Take(MostNamed).Select(name => $"class '{name}'"))}"
                + $"{(others.Count > MostNamed ? $" and {others.Count - MostNamed} more" : "")}, of which the training part has none: take "
                + "them away, or add such rows to the training part.");
    }

    private RowsOfData Split(IDataView all, IDataView? ownTest, DataPlan plan)
    {
        var (rest, test) = ownTest is null ? HeldOut(all, plan.TestShare, plan) : (all, ownTest);
        var (train, unseen) = HeldOut(Limited(rest, plan.RowsPerClass), plan.UnseenShare, plan);
        return new RowsOfData(train, unseen, Limited(test, plan.TestRowsPerClass), plan);
    }

    /// <summary>The rows that the classifier was trained on, and the others split into unseen and test rows.</summary>
    private RowsOfData SplitAnew(NeuralClassifier classifier, IDataView all, IDataView? ownTest, DataPlan plan)
    {
        var (known, others) = ml.Unlearning().FindTrainingRows(classifier, all);
        if (IsEmpty(known))
            throw ToolException.WrongData($"'{data}' has none of the rows that the model was trained on: look at --data.");
        session.Display.Say(
            $"note: rows of '{data}' were added, changed or removed since the model was trained. {known.GetRowCount()} of its "
            + $"{classifier.TrainingRows.Count} training rows are there, known by its key; the others are split anew into unseen and test "
            + "rows, so that figures may differ from earlier ones.");
        if (IsEmpty(others) || ownTest is not null && IsEmpty(ownTest = ml.Unlearning().FindTrainingRows(classifier, ownTest).Others))
            throw ToolException.WrongData(
                $"'{data}' has no row that the model was not trained on, to compare and to test with: add some.");
        var (unseen, test) = ownTest is null
            ? HeldOut(others, plan.TestShare / (plan.TestShare + (1 - plan.TestShare) * plan.UnseenShare), plan)
            : (others, ownTest);
        var perClass = plan.RowsPerClass is { } most ? (int)Math.Ceiling(most * plan.UnseenShare) : (int?)null;
        return new RowsOfData(known, Limited(unseen, perClass), Limited(test, plan.TestRowsPerClass), plan);
    }

    private bool IsOf(NeuralClassifier classifier, RowsOfData rows) =>
        IsEmpty(ml.Unlearning().FindTrainingRows(classifier, rows.Train).Others)
        && IsEmpty(ml.Unlearning().FindTrainingRows(classifier, rows.Unseen).Trained)
        && IsEmpty(ml.Unlearning().FindTrainingRows(classifier, rows.Test).Trained);

    private (IDataView Train, IDataView HeldOut) HeldOut(IDataView rows, double share, DataPlan plan)
    {
        try
        {
            return ml.Unlearning().HoldOut(rows, share, plan.Seed, groupColumnName: plan.Columns.Group);
        }
        catch (InvalidOperationException error)
        {
            throw ToolException.WrongData(
                $"'{data}' has too few different rows to hold some out: of a class or more there must be one to train on, one that stays "
                + $"unseen and one to test with, in different groups where there are groups. {error.Message}", error);
        }
    }

    private static bool IsEmpty(IDataView rows) => rows.GetRowCount() == 0;

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
            case DataKind.Numbers:
                return new NumberTable(ml, session).Load(Table(place), place, plan.Columns);
            default:
                return new PictureTable(Table(place), place, plan).Load(Reader(plan, part));
        }
    }

    /// <summary>The training pictures of a folder or a table, with their classes, before any is read.</summary>
    public IReadOnlyList<(string Path, string Class)> Files(DataPlan plan)
    {
        if (Kind == DataKind.Table) return new PictureTable(Table(data), data, plan).Files();
        var folder = PartFolder(data, DataSetPart.Train) ?? data;
        return [.. PictureFolder.Files(ml, folder).Select(row => (Path.Combine(folder, row[1]), row[0]))];
    }

    private PictureRows Reader(DataPlan plan, DataSetPart part) =>
        new(ml, session, plan.ImageSize, plan.Features is null ? null : (features, part == DataSetPart.Test ? "test" : "train"));

    /// <summary>A CSV file, read once: its kind, its columns, its pictures and its rows are looked at one after the other.</summary>
    private CsvFile Table(string path) => tables.TryGetValue(path, out var known) ? known : tables[path] = CsvFile.Read(path);

    private bool HasTestPart() => Kind switch
    {
        DataKind.Synthetic => true,
        DataKind.Cifar => File.Exists(Path.Combine(data, "test_batch.bin")) || File.Exists(Path.Combine(data, "test.bin")),
        DataKind.Folder => testData is not null || PartFolder(data, DataSetPart.Test) is not null,
        _ => testData is not null,
    };

    /// <summary>The folder of a part, where a folder holds a training part and a test part and no classes; otherwise null.</summary>
    public static string? PartFolder(string folder, DataSetPart part)
    {
        var seen = new EnumerationOptions { IgnoreInaccessible = true };
        string? Named(IReadOnlyList<string> names) => Directory.EnumerateDirectories(folder, "*", seen)
            .Where(path => names.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase))
            .Where(path => Directory.EnumerateDirectories(path, "*", seen).Any()).Order(StringComparer.Ordinal).FirstOrDefault();
        if (!Directory.Exists(folder)) return null;
        return (Named(TrainNames), Named(TestNames)) is ({ } train, { } test) ? part == DataSetPart.Train ? train : test : null;
    }

    private DataKind KindOf()
    {
        if (data == SyntheticWord) return DataKind.Synthetic;
        if (File.Exists(data))
            return Path.GetExtension(data).Equals(".csv", StringComparison.OrdinalIgnoreCase)
                ? session.Get(DataOptions.PathColumn) is not null || TableNames.HasPaths(Table(data).Header)
                    ? DataKind.Table
                    : DataKind.Numbers
                : throw ToolException.WrongData(
                    $"'{data}' is neither a folder nor a CSV file: --data takes a folder of pictures by class, a CIFAR folder, a CSV file "
                    + $"with paths of pictures or with features, or the word {SyntheticWord}.");
        if (!Directory.Exists(data)) throw ToolException.WrongData($"There is no folder or file '{data}': look at --data.");
        return Directory.EnumerateFiles(data, "data_batch_*.bin").Any() || File.Exists(Path.Combine(data, "test_batch.bin"))
            || File.Exists(Path.Combine(data, "train.bin")) || File.Exists(Path.Combine(data, "test.bin"))
            ? DataKind.Cifar
            : DataKind.Folder;
    }
}

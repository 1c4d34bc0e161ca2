namespace MLNetUnlearning.Tool.Data;

/// <summary>The options that say which rows a command works on.</summary>
internal static class DataOptions
{
    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The data: a folder with a folder of pictures for each class (or with train and test folders of such), a folder with "
            + "CIFAR-10 or CIFAR-100 in the binary format, a CSV file with paths of pictures, a CSV file whose columns are features, or "
            + "the word synthetic, for drawn pictures.",
        HelpName = "DATA",
    };

    public static Option<string?> TestData { get; } = new("--test-data")
    {
        Description = "A folder or CSV file with the test rows. Without one, and without a test part in --data, 20 % of the rows are set "
            + "apart: by group where there is one.",
        HelpName = "DATA",
    };

    public static Option<int?> ImageSize { get; } = CommonOptions.AtLeastOne(new("--image-size")
    {
        Description = "The side in pixels that pictures are scaled and cropped to. Default: 32.",
        HelpName = "N",
    });

    public static Option<int?> RowsPerClass { get; } = CommonOptions.AtLeastOne(new("--rows-per-class")
    {
        Description = "At most so many training rows of each class; a tenth of them is held out as unseen. Default: all (synthetic: 100).",
        HelpName = "N",
    });

    public static Option<int?> TestRowsPerClass { get; } = CommonOptions.AtLeastOne(new("--test-rows-per-class")
    {
        Description = "At most so many test rows of each class. Default: all (synthetic: 40).",
        HelpName = "N",
    });

    public static Option<string?> PathColumn { get; } = Column("--path-column", "paths of pictures, relative to the file");

    public static Option<string?> LabelColumn { get; } = Column("--label-column", "classes");

    public static Option<string?> IdColumn { get; } = Column("--id-column", "ids, for --forget ids:FILE");

    public static Option<string?> GroupColumn { get; } = Column(
        "--group-column", "groups that stay on one side of a split, such as a person");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } =
        [Data, TestData, ImageSize, RowsPerClass, TestRowsPerClass, PathColumn, LabelColumn, IdColumn, GroupColumn];

    /// <summary>The rows to train a new classifier on.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="session">The options.</param>
    /// <param name="data">Where the rows are.</param>
    /// <param name="output">The file of the new classifier: features of photos are kept beside it.</param>
    /// <param name="ofPixels">Options that only make sense on pixels.</param>
    public static RowsOfData ForTraining(
        MLContext ml, Session session, string data, string output, params IEnumerable<Option> ofPixels)
    {
        var source = new DataSource(ml, session, data, session.Get(TestData), PhotoFeatures.FileOf(output));
        var plan = source.Complete(Stated(session, source.Kind, session.Seed));
        _ = plan.ToNotes(); // what no file keeps is refused before rows are read
        var features = PhotoFeatures.Choose(session, source.Kind, ofPixels.Append(ImageSize), () => source.Files(plan));
        if (!session.Get(Checkpoint.Resume)) PhotoFeatures.Delete(output); // of a classifier that is replaced
        if (features is not { } chosen) return source.Load(plan);
        session.Display.Say(
            $"note: features by {chosen.Name}, which was trained on other photos: {chosen.Why}. To train on pixels: --features none");
        return source.Load(plan with { Features = chosen.Name, ImageSize = PhotoFeatures.Side });
    }

    /// <summary>The rows that a classifier was trained on, and those that were set apart then.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="session">The options.</param>
    /// <param name="classifier">The classifier.</param>
    /// <param name="path">Its file.</param>
    public static RowsOfData For(MLContext ml, Session session, NeuralClassifier classifier, string path)
    {
        var plan = DataPlan.OfNotes(classifier.Notes);
        if (classifier.Shape.IsVector && plan is null)
            throw ToolException.WrongData(
                $"The classifier takes {classifier.Shape}, and its file does not say of which columns: this tool did not train it. Use the "
                + "library.");
        var source = new DataSource(ml, session, session.Required(Data), session.Get(TestData), PhotoFeatures.FileOf(path));
        if (plan is { } kept)
        {
            ThrowIfOther(session, kept);
            return source.Load(kept, classifier);
        }
        session.Display.Say("note: the model does not say how its rows were split: they are split by --seed as train would");
        var size = session.Get(ImageSize) ?? classifier.Shape.Width;
        return source.Load(source.Complete(Stated(session, source.Kind, session.Seed) with { ImageSize = size }), classifier);
    }

    private static DataPlan Stated(Session session, DataKind kind, int seed)
    {
        var columns = new TableColumns
        {
            Path = session.Get(PathColumn),
            Label = session.Get(LabelColumn),
            Id = session.Get(IdColumn),
            Group = session.Get(GroupColumn),
        };
        if (kind == DataKind.Numbers && session.Get(ImageSize) is not null)
            throw ToolException.Usage("--image-size is for pictures; the CSV file has features. Leave it out, or name --path-column.");
        if (kind is not (DataKind.Table or DataKind.Numbers) && columns != new TableColumns())
            throw ToolException.Usage("Columns are named for a CSV file alone: leave out --path-column and the like.");
        return new DataPlan
        {
            Kind = kind,
            Seed = seed,
            ImageSize = session.Get(ImageSize) ?? 32,
            RowsPerClass = session.Get(RowsPerClass),
            TestRowsPerClass = session.Get(TestRowsPerClass),
            Columns = columns,
        };
    }

    /// <summary>Refuses options that say something else than the model's file: other rows would be taken for those it was trained
    /// on.</summary>
    private static void ThrowIfOther(Session session, DataPlan kept)
    {
        void Compare<T>(Option<T> option, T? keptValue)
        {
            if (session.Get(option) is { } stated && !stated.Equals(keptValue))
                throw ToolException.Usage(
                    $"{option.Name} is {stated}; the model was trained with {keptValue?.ToString() ?? "none"}. Leave it out: the "
                    + "model's file keeps it.");
        }
        Compare(ImageSize, kept.ImageSize);
        Compare(RowsPerClass, kept.RowsPerClass);
        Compare(TestRowsPerClass, kept.TestRowsPerClass);
        Compare(PathColumn, kept.Columns.Path);
        Compare(LabelColumn, kept.Columns.Label);
        Compare(IdColumn, kept.Columns.Id);
        Compare(GroupColumn, kept.Columns.Group);
    }

    private static Option<string?> Column(string name, string what) =>
        new(name) { Description = $"CSV: the column of {what}.", HelpName = "NAME" };
}

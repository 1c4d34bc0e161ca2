namespace MLNetUnlearning.Tool.Data;

/// <summary>How rows are found in <c>--data</c> and split: what a model's file keeps, so that later commands find the same rows. It holds
/// no path and nothing about a single row.</summary>
internal sealed record DataPlan
{
    /// <summary>What <c>--data</c> names.</summary>
    public required DataKind Kind { get; init; }

    /// <summary>The seed of the splits, and of drawn pictures.</summary>
    public required int Seed { get; init; }

    /// <summary>The side that pictures are scaled to, in pixels.</summary>
    public int ImageSize { get; init; } = 32;

    /// <summary>The network that makes features of the pictures, in place of their pixels; null: none.</summary>
    public string? Features { get; init; }

    /// <summary>The most training rows of each class, with those held out as unseen; null: all.</summary>
    public int? RowsPerClass { get; init; }

    /// <summary>The most test rows of each class; null: all.</summary>
    public int? TestRowsPerClass { get; init; }

    /// <summary>The share of all rows that is set apart for tests; 0: the data have a test part of their own.</summary>
    public double TestShare { get; init; } = UsualTestShare;

    /// <summary>The share of the training rows that is held out as unseen.</summary>
    public double UnseenShare { get; init; } = 0.1;

    /// <summary>The columns of a CSV file, by what they are.</summary>
    public TableColumns Columns { get; init; } = new();

    public const double UsualTestShare = 0.2;

    private const string Prefix = "data.", NumbersNote = Prefix + "numberColumns", CommasNote = Prefix + "commaColumns",
        WordsNote = Prefix + "wordColumns";

    private const int MostNotes = 63; // of the 64 that a file keeps: unlearn writes one more

    /// <summary>The plan as notes of a classifier.</summary>
    /// <exception cref="ToolException">No file keeps so many columns, or so long names.</exception>
    public Dictionary<string, string> ToNotes()
    {
        var notes = new Dictionary<string, string>();
        void Add(string name, object? value)
        {
            if (value is not null) notes[Prefix + name] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }
        Add("kind", Kind);
        Add("seed", Seed);
        Add("imageSize", ImageSize);
        Add("features", Features);
        Add("rowsPerClass", RowsPerClass);
        Add("testRowsPerClass", TestRowsPerClass);
        Add("testShare", TestShare);
        Add("unseenShare", UnseenShare);
        Add("pathColumn", Columns.Path);
        Add("labelColumn", Columns.Label);
        Add("idColumn", Columns.Id);
        Add("groupColumn", Columns.Group);
        if (Kind == DataKind.Numbers)
        {
            var points = Columns.Numbers.SkipLast(Columns.CommaNumbers.Count);
            var lists = ColumnNotes.Of(NumbersNote, points).Concat(ColumnNotes.Of(WordsNote, Columns.Words));
            if (Columns.CommaNumbers.Count > 0) lists = lists.Concat(ColumnNotes.Of(CommasNote, Columns.CommaNumbers));
            foreach (var (note, text) in lists) notes.Add(note, text);
        }
        if (notes.Count > MostNotes || notes.Values.Any(text => text.Length > ColumnNotes.LongestText))
            throw ToolException.WrongData(
                "The names of the columns do not fit into a model's file, which keeps some 50,000 letters of them, and fewer than 1,000 of "
                + "each: leave columns out, or shorten their names.");
        return notes;
    }

    /// <summary>The plan of a classifier's notes; null if it has none.</summary>
    /// <exception cref="ToolException">The notes are not what the tool writes.</exception>
    public static DataPlan? OfNotes(IReadOnlyDictionary<string, string> notes)
    {
        string? Text(string name) => notes.GetValueOrDefault(Prefix + name);
        T? Number<T>(string name) where T : struct, IParsable<T> => Text(name) is not { } text ? null
            : T.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
            : throw ToolException.WrongData($"The model's note '{Prefix}{name}' is '{text}', which is no number: the file was "
                + "not made by this tool.");
        string[] Names(string note) => ColumnNotes.Read(note, notes);
        if (Text("kind") is not { } kind) return null;
        if (!Enum.TryParse<DataKind>(kind, out var known) || !Enum.IsDefined(known))
            throw ToolException.WrongData(
                $"The model's note '{Prefix}kind' is '{kind}', which this version does not know: update the tool.");
        if (Text("features") is { } features && features != PhotoFeatures.ResNet18)
            throw ToolException.WrongData(
                $"The model's note '{Prefix}features' is '{features}', which this version does not know: update the tool.");
        var commas = Names(CommasNote);
        return new DataPlan
        {
            Kind = known,
            Features = Text("features"),
            Seed = Number<int>("seed") ?? 0,
            ImageSize = Number<int>("imageSize") ?? 32,
            RowsPerClass = Number<int>("rowsPerClass"),
            TestRowsPerClass = Number<int>("testRowsPerClass"),
            TestShare = Number<double>("testShare") ?? UsualTestShare,
            UnseenShare = Number<double>("unseenShare") ?? 0.1,
            Columns = new()
            {
                Path = Text("pathColumn"),
                Label = Text("labelColumn"),
                Id = Text("idColumn"),
                Group = Text("groupColumn"),
                Numbers = [.. Names(NumbersNote), .. commas],
                CommaNumbers = commas,
                Words = Names(WordsNote),
            },
        };
    }
}

/// <summary>What <c>--data</c> names.</summary>
internal enum DataKind
{
    /// <summary>Pictures that the library draws.</summary>
    Synthetic,

    /// <summary>A folder with a folder of pictures for each class.</summary>
    Folder,

    /// <summary>A folder with CIFAR-10 or CIFAR-100 in the binary format.</summary>
    Cifar,

    /// <summary>A CSV file with paths of pictures.</summary>
    Table,

    /// <summary>A CSV file whose columns are features.</summary>
    Numbers,
}

/// <summary>The columns of a CSV file.</summary>
internal sealed record TableColumns
{
    /// <summary>The path of the picture, relative to the table's folder.</summary>
    public string? Path { get; init; }

    /// <summary>The class.</summary>
    public string? Label { get; init; }

    /// <summary>What <c>--forget ids:FILE</c> names; null: the path.</summary>
    public string? Id { get; init; }

    /// <summary>What is not torn apart when rows are split, such as a person; null: nothing.</summary>
    public string? Group { get; init; }

    /// <summary>The features that are numbers, in their order; none in a table of pictures.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>The last of <see cref="Numbers"/>: those with a decimal comma. The others have a point.</summary>
    public IReadOnlyList<string> CommaNumbers { get; init; } = [];

    /// <summary>The features that are words, in their order; none in a table of pictures.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}

using Microsoft.ML;

namespace ForgetPeople;

/// <summary>A folder of photos and of lists that say what is on them.</summary>
internal sealed class Album(string folder)
{
    public const string Photos = "photos.csv";
    public const string Unseen = "unseen.csv";
    public const string Test = "test.csv";
    public const string Forget = "forget.csv";

    public string Folder => folder;

    public bool Exists => File.Exists(PathOf(Photos));

    public string PathOf(string file) => Path.Combine(folder, file);

    /// <summary>The lines of a list; the photos themselves are read by the pipeline.</summary>
    public IDataView Load(MLContext ml, string list) =>
        ml.Data.LoadFromTextFile<Photo>(Existing(list), separatorChar: ',', hasHeader: true);

    /// <summary>The people who want to be forgotten: one id a line, below a header.</summary>
    public string[] PeopleToForget() =>
        [.. File.ReadAllLines(Existing(Forget)).Skip(1).Select(line => line.Trim()).Where(line => line.Length > 0)];

    private string Existing(string list) =>
        File.Exists(PathOf(list))
            ? PathOf(list) : throw new FileNotFoundException($"'{PathOf(list)}' is missing: the README says what it holds.");
}

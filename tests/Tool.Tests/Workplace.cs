namespace MLNetUnlearning.Tool.Tests;

/// <summary>A folder with a small classifier and what it became after it was asked to forget a class, made by the tool once for all
/// tests.</summary>
public sealed class Workplace : IDisposable
{
    /// <summary>Options of a training of a second.</summary>
    internal static readonly string[] Small =
        ["--network", "SmallConvNet", "--width", "4", "--epochs", "3", "--batch", "16", "--threads", "1"];

    /// <summary>Accepts whatever a small classifier loses.</summary>
    internal static readonly string[] AnyLoss = ["--maximum-retain-accuracy-loss", "100", "--threads", "1"];

    public Workplace()
    {
        Trained = Run(["train", "--data", "synthetic", "--rows-per-class", "12", "--test-rows-per-class", "6", .. Small, "--seed", "3",
            "--output", "a.zip", "--json"]);
        Unlearned = Run(["unlearn", "--model", "a.zip", "--data", "synthetic", "--rows-per-class", "12", "--forget", "class:disc",
            "--method", "FineTune", "--seed", "4", "--output", "b.zip", .. AnyLoss, "--json"]);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("tool-tests-").FullName;

    internal Ended Trained { get; }

    internal Ended Unlearned { get; }

    internal Ended Run(params string[] words) => ToolProcess.Run(Folder, words);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public bool Has(string name) => Path.Exists(PathOf(name));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Tests that share the folder. They run one after another: each starts processes that compute.</summary>
[CollectionDefinition(Name)]
public sealed class ToolTests : ICollectionFixture<Workplace>
{
    public const string Name = "tool";
}

using Microsoft.ML;
using MLNetUnlearning.Methods;

namespace Matrix;

/// <summary>Something that answers a request: a method, a retraining, or nothing at all.</summary>
/// <param name="Name">What the command line and the tables call it.</param>
/// <param name="Method">The method; null: the one that the library chooses.</param>
/// <param name="SeedStep">What is added to the seed of the draw.</param>
/// <param name="Threads">The threads that it runs on; null: as many as all others.</param>
internal sealed record Contestant(string Name, UnlearningMethod? Method, int SeedStep = 0, int? Threads = null)
{
    public const string DefaultName = "default";

    /// <summary>The model before anything is forgotten.</summary>
    public static Contestant Original { get; } = new("original", null);

    /// <summary>One more retraining: its gap is the floor.</summary>
    public static Contestant OneMoreRetraining { get; } = Retraining("one-more-retraining", 4);

    /// <summary>Those whose mean is the reference.</summary>
    public static IReadOnlyList<Contestant> References { get; } =
        [.. Enumerable.Range(1, 3).Select(number => Retraining($"retrain-{number}", number))];

    /// <summary><c>ml.Unlearn(classifier)</c> without a method.</summary>
    public static Contestant Default { get; } = new(DefaultName, null);

    /// <summary>The default, and every method of the library as it comes, by the name of its class.</summary>
    public static IReadOnlyList<Contestant> Methods { get; } =
    [
        Default,
        .. new MLContext().Unlearning().Methods.Where(method => method is not Retrain)
            .Select(method => new Contestant(method.GetType().Name, method)),
    ];

    /// <summary>Those that run where not every method does.</summary>
    private static readonly HashSet<string> InEveryCell =
        [DefaultName, nameof(AdversarialMinMax), nameof(FineTune), nameof(SaliencyUnlearning)];

    /// <summary>The methods that run in a cell.</summary>
    public static IEnumerable<Contestant> Of(Cell cell) => Methods.Where(one => cell.HasEveryMethod || InEveryCell.Contains(one.Name));

    private static Contestant Retraining(string name, int number) => new(name, new Retrain(), 10_000 * number);
}

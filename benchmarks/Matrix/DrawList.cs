namespace Matrix;

/// <summary>Which rows, classes and seeds a measurement uses. Settings are searched on one list and reported on the other.</summary>
/// <remarks>The lists share no class and no seed. Of CIFAR-10 they share no training row either. The training rows of CIFAR-100 and the
/// test rows are the same: there are no others.</remarks>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Half">0 or 1: which half of the training rows of each class of CIFAR-10.</param>
/// <param name="PictureSeed">The seed of synthetic pictures.</param>
/// <param name="FirstSeed">Every other seed is counted from here; there are fewer than a thousand.</param>
internal sealed record DrawList(string Name, int Half, int PictureSeed, int FirstSeed)
{
    private const int Originals = 900;

    /// <summary>For figures that are reported.</summary>
    public static DrawList Report { get; } = new("report", Half: 0, PictureSeed: 11, FirstSeed: 1000)
    {
        ClassesOfCifar10 = ["automobile", "cat", "dog", "ship", "truck"],
        ClassesOfCifar100 = ["bicycle", "tiger", "castle", "orange", "whale"],
        ClassesOfShapes = ["ring", "moon", "frame", "checks", "pair"],
    };

    /// <summary>For choosing settings.</summary>
    public static DrawList Search { get; } = new("search", Half: 1, PictureSeed: 12, FirstSeed: 5000)
    {
        ClassesOfCifar10 = ["airplane", "bird", "deer", "frog", "horse"],
        ClassesOfCifar100 = ["apple", "bear", "clock", "rocket", "wolf"],
        ClassesOfShapes = ["disc", "square", "triangle", "cross", "stripes"],
    };

    public required IReadOnlyList<string> ClassesOfCifar10 { get; init; }
    public required IReadOnlyList<string> ClassesOfCifar100 { get; init; }
    public required IReadOnlyList<string> ClassesOfShapes { get; init; }

    /// <summary>The seeds of originals and of the rows held out for them.</summary>
    public IReadOnlyList<int> OriginalSeeds => [.. Enumerable.Range(FirstSeed + Originals, 3)];

    /// <summary>The classes that a data set has of this list.</summary>
    public IReadOnlyList<string> ClassesOf(Pictures data) => data switch
    {
        { Folder: null } => ClassesOfShapes,
        { NumberOfClasses: 100 } => ClassesOfCifar100,
        { NumberOfClasses: 10 } => ClassesOfCifar10,
        _ => [.. ClassesOfCifar10.Where(FirstFourClasses.Contains)],
    };

    /// <summary>The seed of a request and of the runs that grant it.</summary>
    public int SeedOf(RequestKind kind, int draw) => FirstSeed + 100 * (int)kind + draw;

    /// <summary>The list in one sentence.</summary>
    public override string ToString()
    {
        var last = OriginalSeeds[^1];
        return $"`{Name}`: the {(Half == 0 ? "first" : "second")} half of each class's training rows of CIFAR-10; forgotten classes "
            + $"{string.Join(", ", [.. ClassesOfCifar10, .. ClassesOfCifar100, .. ClassesOfShapes])}; "
            + $"synthetic pictures of seed {PictureSeed}; originals of seeds {string.Join(", ", OriginalSeeds)}; "
            + $"requests and runs of seeds {FirstSeed} to {last}, retrained models of these plus 10000 a model.";
    }

    private static readonly string[] FirstFourClasses = ["airplane", "automobile", "bird", "cat"];
}

using MLNetUnlearning;

namespace Matrix;

/// <summary>A data set and a network.</summary>
/// <param name="Data">The data set.</param>
/// <param name="NetworkName">What the command line calls the network.</param>
/// <param name="Network">The network.</param>
/// <param name="HasEveryMethod">Whether every method runs; if not, the default, the game and two rivals.</param>
internal sealed record Cell(Pictures Data, string NetworkName, NetworkArchitecture Network, bool HasEveryMethod = true)
{
    /// <summary>All cells, those that take longest first: two processes then end at about the same time.</summary>
    public static IReadOnlyList<Cell> All { get; } =
    [
        new(Pictures.Larger, "resnet16", KnownNetworks.ResNet18(16), HasEveryMethod: false),
        new(Pictures.ManyClasses, "resnet8", KnownNetworks.ResNet18(8), HasEveryMethod: false),
        .. from network in new[] { ("resnet8", KnownNetworks.ResNet18(8)), ("conv", KnownNetworks.SmallConvNet()) }
           from data in new[] { Pictures.TenClasses, Pictures.Drawn, Pictures.FourClasses }
           select new Cell(data, network.Item1, network.Item2),
    ];

    /// <summary>The cell of the ablation.</summary>
    public static Cell OfAblation { get; } = All.Single(cell => cell.Name == "10x100-resnet8");

    /// <summary>Whether a retraining takes less than a minute on a usual machine.</summary>
    public bool RetrainsInAMinute => Network == KnownNetworks.SmallConvNet();

    /// <summary>Such as "10x100-resnet8".</summary>
    public string Name => $"{Data.Name}-{NetworkName}";

    /// <summary>What the tables call it.</summary>
    public string Title => $"{Data.Title}, {Network}";

    /// <summary>Whether a word of the command line means it: its name, its data or its network.</summary>
    public bool IsMeantBy(string word) =>
        new[] { Name, Data.Name, NetworkName }.Contains(word, StringComparer.OrdinalIgnoreCase);
}

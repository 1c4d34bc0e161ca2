using System.Globalization;

namespace NarrowNetworks;

/// <summary>A network, the pictures it is trained on, and the instructions that oneDNN may use.</summary>
/// <param name="Network">"ResNet18" or "SmallConvNet".</param>
/// <param name="Width">The channels of its first layers.</param>
/// <param name="Pixels">Width and height of a picture.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Instructions">The limit for oneDNN, ONEDNN_MAX_CPU_ISA; "any" for none.</param>
public sealed record NetworkCase(string Network, int Width, int Pixels, int Channels, string Instructions)
{
    private static readonly string[] Networks = ["ResNet18", "SmallConvNet"];
    private static readonly string[] AllInstructions = ["any", "AVX2", "AVX512_CORE"];
    private static readonly int[] Widths = [1, 2, 3, 4, 5, 6, 8, 12, 16, 20];
    private static readonly int[] Sides = [16, 32, 33, 48, 56, 60, 64, 96, 128];

    /// <summary>Every case, small pictures first.</summary>
    public static IEnumerable<NetworkCase> All() =>
        from pixels in Sides
        from width in Widths
        from network in Networks
        from instructions in AllInstructions
        from channels in new[] { 3, 1 }
        select new NetworkCase(network, width, pixels, channels, instructions);

    /// <summary>A dozen that end a process if the library does not go round the fault: by a crash, or (AVX2) by no end.</summary>
    public static IEnumerable<NetworkCase> Worst { get; } =
    [
        new("ResNet18", 2, 64, 3, "any"), new("ResNet18", 2, 128, 3, "any"), new("ResNet18", 3, 96, 3, "any"),
        new("ResNet18", 5, 96, 3, "any"), new("ResNet18", 8, 56, 3, "any"), new("ResNet18", 8, 60, 3, "any"),
        new("ResNet18", 2, 96, 3, "AVX512_CORE"), new("ResNet18", 8, 56, 3, "AVX512_CORE"), new("ResNet18", 8, 64, 3, "AVX512_CORE"),
        new("ResNet18", 2, 64, 3, "AVX2"), new("ResNet18", 4, 64, 3, "AVX2"), new("ResNet18", 6, 32, 3, "AVX2"),
    ];

    /// <summary>Reads what <see cref="Words"/> gives.</summary>
    public static NetworkCase Of(string[] words) =>
        new(words[0], Number(words[1]), Number(words[2]), Number(words[3]), words[4]);

    /// <summary>The case as arguments of a program.</summary>
    public string[] Words() =>
    [
        Network, Width.ToString(CultureInfo.InvariantCulture), Pixels.ToString(CultureInfo.InvariantCulture),
        Channels.ToString(CultureInfo.InvariantCulture), Instructions,
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{Network} of width {Width}, {Channels} x {Pixels} x {Pixels}, {Instructions}";

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}

using System.Reflection;

namespace MLNetUnlearning.Tool;

/// <summary>The networks that the library has, by reflection.</summary>
internal static class Networks
{
    public static Option<string?> Network { get; } = new("--network")
    {
        Description = "The network: see mlnet-unlearn networks. Default: ResNet18, of a width that is chosen from the rows.",
        HelpName = "NAME",
    };

    public static Option<int?> Width { get; } = CommonOptions.AtLeastOne(new("--width")
    {
        Description = "The number of channels of the network's first stage. Default: chosen from the rows for ResNet18.",
        HelpName = "N",
    });

    private const string Usual = nameof(KnownNetworks.ResNet18); // what the library chooses the width of

    /// <summary>The methods of <see cref="KnownNetworks"/> that make a network of a width: those for pictures.</summary>
    public static IReadOnlyList<MethodInfo> All { get; } =
    [
        .. typeof(KnownNetworks).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.GetParameters().Any(parameter => parameter.Name == "width")),
    ];

    /// <summary>The network of the command line; null: the library chooses it.</summary>
    public static NetworkArchitecture? Of(Session session)
    {
        var (name, width) = (session.Get(Network) ?? Usual, session.Get(Width));
        var made = All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw ToolException.Usage(
                $"There is no network '{name}'; there are {string.Join(", ", All.Select(method => method.Name))}.");
        if (made.Name == Usual && width is null) return null;
        object?[] arguments =
            [.. made.GetParameters().Select(parameter => parameter.Name == "width" && width is not null ? width : parameter.DefaultValue)];
        return (NetworkArchitecture)made.Invoke(null, arguments)!;
    }
}

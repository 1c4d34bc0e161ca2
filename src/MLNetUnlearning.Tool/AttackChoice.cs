using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tool;

/// <summary>The membership inference attacks that a command line names.</summary>
internal static class AttackChoice
{
    public static Option<string[]> Attack { get; } = new("--attack")
    {
        Description = "A membership inference attack, by class: see mlnet-unlearn attacks. The first gives MIA-Efficacy. "
            + "Default: KernelSvmAttack, the one of published tables.",
        HelpName = "NAME",
    };

    /// <summary>All attacks with their defaults, by class name.</summary>
    public static IReadOnlyList<MembershipAttack> All { get; } =
    [
        .. typeof(MembershipAttack).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(MembershipAttack)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (MembershipAttack)Activator.CreateInstance(type)!),
    ];

    /// <summary>The attacks of the command line; null: the library's own choice.</summary>
    public static IReadOnlyList<MembershipAttack>? Of(Session session)
    {
        var names = session.All(Attack);
        return names.Count == 0 ? null : [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Select(Named)];
    }

    public static MembershipAttack Named(string name) =>
        All.FirstOrDefault(attack => NamedThing.IsMeant(attack, attack.Name, name))
        ?? throw ToolException.Usage(
            $"There is no attack '{name}'; there are {string.Join(", ", All.Select(attack => attack.GetType().Name))}.");
}

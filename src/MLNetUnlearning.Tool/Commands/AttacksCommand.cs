namespace MLNetUnlearning.Tool.Commands;

/// <summary>Lists membership inference attacks, or the settings of one.</summary>
[Order(21)]
internal sealed class AttacksCommand : ToolCommand
{
    private static readonly Argument<string?> NameArgument = new("name")
    {
        Description = "An attack, by class or name: its settings are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public AttacksCommand() : base(
        "attacks", "List the membership inference attacks, or the settings of one with their defaults.") =>
        Add(NameArgument);

    protected override Result Run(Session session)
    {
        var name = session.Get(NameArgument);
        var attacks = name is null ? AttackChoice.All : [AttackChoice.Named(name)];
        var entries = attacks.Select(attack => new Entry(attack, attack.Name)
        {
            More = new() { ["isPublishedEfficacy"] = attack.IsPublishedEfficacy },
        }).ToList();
        return Entry.Result("attacks", entries, isOne: name is not null);
    }
}

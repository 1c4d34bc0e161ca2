namespace MLNetUnlearning.Tool.Commands;

/// <summary>Lists methods, or the settings of one.</summary>
[Order(20)]
internal sealed class MethodsCommand : ToolCommand
{
    private static readonly Argument<string?> NameArgument = new("name")
    {
        Description = "A method, by class or name: its settings are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public MethodsCommand() : base(
        "methods", "List the unlearning methods, or the settings of one with their defaults.") =>
        Add(NameArgument);

    protected override Result Run(Session session)
    {
        var ml = new MLContext();
        var name = session.Get(NameArgument);
        var methods = name is null ? MethodChoice.All(ml) : [MethodChoice.Named(ml, name)];
        var entries = methods.Select(method => new Entry(method, method.Name)
        {
            More = new() { ["needsUnseenRows"] = method.NeedsUnseenRows },
        }).ToList();
        return Entry.Result("methods", entries, isOne: name is not null);
    }
}

using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Tool;

/// <summary>The method and the settings that a command line names.</summary>
internal static class MethodChoice
{
    public static Option<string?> Method { get; } = new("--method")
    {
        Description = "The method, by class or name: see mlnet-unlearn methods. Default: the library chooses one.",
        HelpName = "NAME",
    };

    public static Option<string[]> Set { get; } = new("--set")
    {
        Description = "A setting of the method, such as BatchSize=16 or WholeClass.LearningRate=0.01: see mlnet-unlearn methods NAME.",
        HelpName = "NAME=VALUE",
    };

    /// <summary>All methods, with the one that chooses.</summary>
    public static IReadOnlyList<UnlearningMethod> All(MLContext ml) => [new Recommended(), .. ml.Unlearning().Methods];

    public static UnlearningMethod Of(MLContext ml, Session session)
    {
        var method = session.Get(Method) is { } name ? Named(ml, name) : new Recommended();
        foreach (var text in session.All(Set)) method = SettingText.Apply(method, text);
        return method;
    }

    /// <summary>The method of a name.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static UnlearningMethod Named(MLContext ml, string name) =>
        All(ml).FirstOrDefault(method => NamedThing.IsMeant(method, method.Name, name))
        ?? throw ToolException.Usage(
            $"There is no method '{name}'; there are {string.Join(", ", All(ml).Select(method => method.GetType().Name))}.");
}

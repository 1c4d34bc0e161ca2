namespace MLNetUnlearning.Tool;

/// <summary>The options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the result as JSON. docs/tool.md lists the fields.",
        Recursive = true,
    };

    public static Option<string?> Config { get; } = new("--config")
    {
        Description = "A JSON file with options: { \"data\": \"photos\", \"train\": { \"epochs\": 10 } }. The command line goes before it.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Tell more on standard error: all messages of the run, and where an error came from.",
        Recursive = true,
    };

    public static Option<int?> Gpu { get; } = AtLeast(0, new("--gpu")
    {
        Description = "The number of the CUDA device to compute on, 0 for the first. Default: the CPU. docs/tool.md says what it needs.",
        HelpName = "N",
        Recursive = true,
    });

    /// <summary>The options of every command.</summary>
    public static IReadOnlyList<Option> OfAll { get; } =
        [Json, Config, Verbose, Gpu, .. Register.RegisterOptions.OfQueue];

    public static Option<int> Seed { get; } = new("--seed")
    {
        Description = "The seed of everything random. The same command with the same seed and threads gives the same figures.",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    public static Option<int?> Threads { get; } = AtLeastOne(new("--threads")
    {
        Description = "The number of threads. Default: one for each core. Figures depend on it in their last digits.",
        HelpName = "N",
    });

    public static Option<bool> Force { get; } = new("--force")
    {
        Description = "Replace files that are there.",
    };

    public static Option<string?> Model { get; } = new("--model")
    {
        Description = "The file of the classifier, in place of the argument.",
        HelpName = "FILE",
    };

    /// <summary>An option for a number of 1 or more.</summary>
    public static Option<int?> AtLeastOne(Option<int?> option) => AtLeast(1, option);

    private static Option<int?> AtLeast(int least, Option<int?> option)
    {
        option.Validators.Add(result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : null;
            if (int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number < least)
                result.AddError($"{option.Name} is {number}; it must be at least {least}.");
        });
        return option;
    }

    /// <summary>An option for a time. What does not say its zone is in UTC, on every machine.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="isPast">Whether the time is that of something that has happened.</param>
    public static Option<DateTimeOffset?> Time(string name, string description, bool isPast = false) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if ((isPast ? StatedTime.OfPast(text, DateTimeOffset.Now) : StatedTime.Of(text)) is { } time) return time;
            result.AddError($"Cannot parse argument '{text}' for option '{name}': a date such as 2026-11-01 is expected");
            return null;
        },
    };

    /// <summary>The argument that names a classifier's file.</summary>
    public static Argument<string?> ModelArgument() => new("model")
    {
        Description = "The file of the classifier.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "MODEL",
    };
}

namespace MLNetUnlearning.Tool.Scaling;

/// <summary>One of several parts of a work that is spread over machines.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Count">How many parts there are.</param>
internal sealed record Part(int Index, int Count)
{
    /// <summary>The word for what a scheduler tells.</summary>
    public const string Auto = "auto";

    /// <summary>The option <c>--shard</c>.</summary>
    public static Option<string?> Option { get; } = new("--shard")
    {
        Description = "I/N, only the I-th of N parts. auto: which part, and of how many, as Slurm or Grid Engine tell an array's task. "
            + "auto/N: the same for Kubernetes' indexed jobs and GNU parallel, which do not tell how many there are.",
        HelpName = "I/N",
    };

    /// <summary>The part of a command line; null: the whole.</summary>
    /// <exception cref="ToolException">The part cannot be read, or nobody tells which it is.</exception>
    public static Part? Of(Session session) =>
        session.Get(Option) is { } text ? Parse(text, Environment.GetEnvironmentVariable) : null;

    /// <summary>Reads a part.</summary>
    /// <param name="text"><c>I/N</c>, <c>auto</c> or <c>auto/N</c>.</param>
    /// <param name="variable">The value of an environment variable; null: it is not set.</param>
    /// <exception cref="ToolException">The text cannot be read, or no variable tells which part it is.</exception>
    public static Part Parse(string text, Func<string, string?> variable)
    {
        if (text == Auto) return OfTask(text, null, variable);
        if (text.Split('/') is not [var first, var second] || Number(second) is not (>= 1 and var count)) throw Unreadable(text);
        if (first == Auto) return OfTask(text, count, variable);
        return Number(first) is { } index && index >= 1 && index <= count ? new Part(index, count) : throw Unreadable(text);
    }

    /// <summary>Whether what stands in this place, from 0, belongs to the part.</summary>
    public bool Has(int place) => place % Count == Index - 1;

    public override string ToString() => FormattableString.Invariant($"{Index}/{Count}");

    private static Part OfTask(string text, int? count, Func<string, string?> variable)
    {
        int? Value(string name) => Number(variable(name));
        var task = Value("SLURM_ARRAY_TASK_ID") is { } slurm
            ? Task("Slurm", slurm, Value("SLURM_ARRAY_TASK_MIN"), Value("SLURM_ARRAY_TASK_MAX"), Value("SLURM_ARRAY_TASK_STEP"),
                Value("SLURM_ARRAY_TASK_COUNT"))
            : Value("SGE_TASK_ID") is { } grid
            ? Task("Grid Engine", grid, Value("SGE_TASK_FIRST"), Value("SGE_TASK_LAST"), Value("SGE_TASK_STEPSIZE"), null)
            : null;
        if (task is not null)
            return count is null || count == task.Count ? task : throw ToolException.Usage(
                $"--shard {text} states {count} parts, and the array has {task.Count} tasks: state --shard auto, or I/N.");
        var (name, index) = Value("JOB_COMPLETION_INDEX") is { } kubernetes ? ("JOB_COMPLETION_INDEX", kubernetes + 1)
            : Value("PARALLEL_SEQ") is { } parallel ? ("PARALLEL_SEQ", parallel)
            : throw ToolException.Usage(
                $"--shard {text}: this is no task of an array (none of SLURM_ARRAY_TASK_ID, SGE_TASK_ID, JOB_COMPLETION_INDEX and "
                + "PARALLEL_SEQ is set). State --shard I/N, such as 1/4.");
        if (count is null)
            throw ToolException.Usage($"--shard {text}: {name} does not tell how many parts there are. State --shard auto/N.");
        return index <= count ? new Part(index, count.Value) : throw ToolException.Usage(
            $"--shard {text}: {name} says that this is part {index}, and there are {count}.");
    }

    /// <summary>The task of an array, which may start at any number and count in steps.</summary>
    private static Part Task(string scheduler, int id, int? first, int? last, int? step, int? count)
    {
        if (first is not { } from || last is not { } to || step is not (>= 1 and var by) || (to - from) % by != 0 || (id - from) % by != 0
            || (count ?? (to - from) / by + 1) != (to - from) / by + 1 || id < from || id > to)
            throw ToolException.Usage(
                $"{scheduler}'s array is not a row of numbers with equal steps, so that nobody can know which part task {id} is. State "
                + "--shard I/N.");
        return new Part((id - from) / by + 1, (to - from) / by + 1);
    }

    private static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ToolException Unreadable(string text) => ToolException.Usage(
        $"Cannot read '{text}' as a shard: expected I/N with I from 1 to N, such as 1/4, or auto, or auto/N.");
}

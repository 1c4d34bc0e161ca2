using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Commands.Scaling;

/// <summary>A command that says how a work is spread over machines, and runs nothing itself.</summary>
internal abstract class SpreadCommand : ToolCommand
{
    private const int UsualThreads = 2; // all cores of the machine that writes the script say nothing of the others

    private static readonly Option<int?> Parts = CommonOptions.AtLeastOne(new("--parts")
    {
        Description = "How many parts. Default: one for each piece of work that cannot be parted, such as a request with all its runs.",
        HelpName = "N",
    });

    private static readonly Option<string[]> Program = new("--program")
    {
        Description = "The words that start the tool on the other machines. Default: mlnet-unlearn.",
        HelpName = "WORD",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly SpreadWork work;

    protected SpreadCommand(string name, string description, SpreadWork work, params Option[] own) : base(name, description)
    {
        this.work = work;
        if (work.Argument is not null) Add(work.Argument);
        foreach (var option in work.Options.Concat([Parts, Program]).Concat(own)) Add(option);
    }

    /// <summary>The commands that spread a work: one for each way.</summary>
    public static IReadOnlyList<SpreadCommand> Of(SpreadWork work) =>
        [new PlanCommand(work), new SlurmCommand(work), new KubernetesCommand(work)];

    /// <summary>How many parts run at once.</summary>
    protected static Option<int?> AtOnce { get; } = CommonOptions.AtLeastOne(new("--at-once")
    {
        Description = "How many parts run at once, at most. Default: as many as there are.",
        HelpName = "N",
    });

    /// <summary>A name that Slurm and Kubernetes take.</summary>
    protected string JobName => $"mlnet-unlearn-{work.Command}";

    protected static int ThreadsOf(Session session) => session.Get(CommonOptions.Threads) ?? UsualThreads;

    protected SpreadPlan PlanOf(Session session)
    {
        var units = work.NumberOfUnits(session);
        var parts = session.Get(Parts) ?? units;
        if (parts > units)
            throw ToolException.Usage(
                $"--parts is {parts}; the work has {units} pieces that cannot be parted, so that many parts at most.");
        var argument = work.Argument is null ? null : session.Get(work.Argument);
        var words = session.Stated([.. work.Options.Where(option => option != CommonOptions.Threads)]);
        string[] gpu = session.Get(CommonOptions.Gpu) is { } number
            ? [CommonOptions.Gpu.Name, number.ToString(CultureInfo.InvariantCulture)] : [];
        return new SpreadPlan(
            session.All(Program) is { Count: > 0 } program ? program : ["mlnet-unlearn"],
            [
                work.Command, .. argument is null ? Array.Empty<string>() : [argument], .. words, CommonOptions.Threads.Name,
                ThreadsOf(session).ToString(CultureInfo.InvariantCulture), .. gpu,
            ],
            parts, gpu.Length > 0);
    }

    /// <summary>The plan of tasks that a scheduler gives one GPU each, if they are to have any.</summary>
    /// <exception cref="ToolException">It is not the one that such a task sees.</exception>
    protected SpreadPlan PlanOfTasks(Session session) => session.Get(CommonOptions.Gpu) is > 0 and var other
        ? throw ToolException.Usage($"--gpu is {other}; a task is given one GPU, which is number 0 to it: state --gpu 0.")
        : PlanOf(session);
}

using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Carries out a run of the register: what the queue starts.</summary>
internal sealed class RunCommand : ToolCommand
{
    public const string Word = "run";

    private static readonly Argument<long> Number = new("number") { Description = "The number of the run." };

    public RunCommand() : base(Word, "Carry out a run of the register.")
    {
        Hidden = true;
        Add(Number);
        Add(RegisterOptions.Database);
    }

    protected override int Act(Session session)
    {
        var path = Path.GetFullPath(RegisterOptions.Required(session, RegisterOptions.Database));
        using var database = Database.Open(path, mustBeThere: true);
        var runs = new RunRegister(database);
        var run = runs.Run(session.Get(Number));
        ChildRun.Leave(run.Log!);
        if (!runs.TryBegin(run.Id)) return ExitCode.Success; // another run has the cores, or another process has this run
        ChildRun.PrintTo(run.Output!);
        if (run.MadeBefore() is { } made)
        {
            runs.End(run.Id, ExitCode.Success, null, null, made);
            Checkpoint.Remove(run.Checkpoint!); // a process that was killed at its end has left it
            return ExitCode.Success;
        }
        var code = ToolRoot.Run([.. run.CommandLine(path)], session.Cancellation);
        // A command line that cannot be read notes nothing of itself.
        if (runs.Run(run.Id).State == RunState.Running) runs.End(run.Id, code, run.LastMessage(), null, [(RunFiles.Log, run.Log!)]);
        return code;
    }

    protected override Result Run(Session session) => throw new InvalidOperationException("It prints nothing of its own.");
}

using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>A command of the tool. Adding one adds one file; <see cref="ToolRoot"/> finds it.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string description) : base(name, description) =>
        SetAction((parsed, cancellation) =>
        {
            using var session = new Session(parsed, cancellation);
            return Task.FromResult(Act(session));
        });

    protected abstract Result Run(Session session);

    /// <summary>Takes what a command needs from the register, before it begins.</summary>
    protected virtual void Prepare(Session session)
    {
    }

    /// <summary>Carries the command out, notes it in the register where it is to be, and prints its result.</summary>
    /// <returns>The exit code.</returns>
    protected virtual int Act(Session session)
    {
        Prepare(session);
        using var note = RunNote.Begin(session, Name);
        string line;
        try
        {
            var result = Run(session);
            session.Print(result);
            if (result.Error is not null) throw result.Error;
            line = result.Text.Split('\n')[0];
        }
        catch (Exception error) when (note is not null)
        {
            note.End(ToolRoot.CodeOf(error, session.Cancellation), Failure.LineOf(error), session);
            throw;
        }
        note?.End(ExitCode.Success, line, session);
        return ExitCode.Success;
    }
}

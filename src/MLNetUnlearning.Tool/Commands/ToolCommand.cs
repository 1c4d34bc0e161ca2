namespace MLNetUnlearning.Tool.Commands;

/// <summary>A command of the tool. Adding one adds one file; <see cref="ToolRoot"/> finds it.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string description) : base(name, description) =>
        SetAction((parsed, cancellation) =>
        {
            var session = new Session(parsed, cancellation);
            var result = Run(session);
            session.Print(result);
            return result.Error is null ? Task.FromResult(ExitCode.Success) : throw result.Error;
        });

    protected abstract Result Run(Session session);
}

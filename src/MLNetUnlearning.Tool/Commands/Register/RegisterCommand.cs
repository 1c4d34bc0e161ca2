using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>A command on the register of requests.</summary>
internal abstract class RegisterCommand : ToolCommand
{
    private readonly bool makesFile;

    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="makesFile">Whether it makes the register where there is none.</param>
    protected RegisterCommand(string name, string description, bool makesFile = false) : base(name, description)
    {
        this.makesFile = makesFile;
        Add(RegisterOptions.Database);
    }

    protected sealed override Result Run(Session session)
    {
        var path = RegisterOptions.Required(session, RegisterOptions.Database);
        using var database = Database.Open(path, mustBeThere: !makesFile);
        return Run(session, new RequestRegister(database));
    }

    protected abstract Result Run(Session session, RequestRegister register);
}

/// <summary>A command on one request.</summary>
internal abstract class RequestCommand : RegisterCommand
{
    private static readonly Argument<long> Number = new("request") { Description = "The number of the request." };

    protected RequestCommand(string name, string description) : base(name, description) => Add(Number);

    protected sealed override Result Run(Session session, RequestRegister register) => Run(session, register, session.Get(Number));

    protected abstract Result Run(Session session, RequestRegister register, long id);
}

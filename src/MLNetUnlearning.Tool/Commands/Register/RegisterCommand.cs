using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>A command on a register that is there.</summary>
internal abstract class RegisterCommand : ToolCommand
{
    protected RegisterCommand(string name, string description) : base(name, description) => Add(RegisterOptions.Database);

    protected sealed override Result Run(Session session)
    {
        using var database = Database.Open(RegisterOptions.Required(session, RegisterOptions.Database), mustBeThere: true);
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

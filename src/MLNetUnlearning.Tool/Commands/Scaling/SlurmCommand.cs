using System.Text.Json.Nodes;
using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Commands.Scaling;

/// <summary>Writes the script of a Slurm array.</summary>
internal sealed class SlurmCommand : SpreadCommand
{
    public SlurmCommand(SpreadWork work) : base("slurm", "Write the script of a Slurm array, a task for each part.", work, AtOnce)
    {
    }

    protected override Result Run(Session session)
    {
        var plan = PlanOfTasks(session);
        var script = SlurmScript.Of(plan, JobName, ThreadsOf(session), session.Get(AtOnce));
        return new Result(new JsonObject { ["parts"] = plan.NumberOfParts, ["script"] = script }, script);
    }
}

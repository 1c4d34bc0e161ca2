using System.Text.Json.Nodes;
using MLNetUnlearning.Tool.Comparison;
using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Commands.Scaling;

/// <summary>Writes an indexed job for Kubernetes.</summary>
internal sealed class KubernetesCommand : SpreadCommand
{
    private static readonly Option<string> Image = new("--image")
    {
        Description = "The image of a container in which the tool is installed.",
        HelpName = "IMAGE",
        Required = true,
    };

    private static readonly Option<string> Claim = new("--claim")
    {
        Description = "The claim of the volume that all pods share. It is mounted at /work, and the command is run there.",
        HelpName = "NAME",
        Required = true,
    };

    public KubernetesCommand(SpreadWork work) : base(
        "kubernetes", "Write an indexed job for Kubernetes, a pod for each part: kubectl apply --filename FILE.", work, AtOnce, Image,
        Claim)
    {
    }

    protected override Result Run(Session session)
    {
        var plan = PlanOfTasks(session);
        // Another work has another name: a job that is there cannot be changed into another one.
        var name = $"{JobName}-{Workshop.Hash(plan.NumberOfParts + plan.Closing)[..8]}";
        var job = KubernetesJob.Of(
            plan, name, session.Get(Image)!, session.Get(Claim)!, ThreadsOf(session), session.Get(AtOnce));
        return new Result(new JsonObject { ["parts"] = plan.NumberOfParts, ["job"] = job }, job.ToJsonString(Session.Readable));
    }
}

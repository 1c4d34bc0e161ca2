using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Scaling;

/// <summary>An indexed job of Kubernetes: a pod for each part.</summary>
internal static class KubernetesJob
{
    private const string Volume = "work";

    /// <summary>The manifest.</summary>
    /// <param name="plan">The parts.</param>
    /// <param name="name">The name of the job.</param>
    /// <param name="image">The image of a container with the tool.</param>
    /// <param name="claim">The claim of the volume that all pods share, which is mounted at /work.</param>
    /// <param name="threads">The cores of a pod.</param>
    /// <param name="atOnce">How many pods run at once; null: all.</param>
    public static JsonObject Of(SpreadPlan plan, string name, string image, string claim, int threads, int? atOnce) => new()
    {
        ["apiVersion"] = "batch/v1",
        ["kind"] = "Job",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["annotations"] = new JsonObject { ["mlnet-unlearn/when-all-are-done"] = plan.Closing },
        },
        ["spec"] = new JsonObject
        {
            ["completionMode"] = "Indexed",
            ["completions"] = plan.NumberOfParts,
            ["parallelism"] = Math.Min(atOnce ?? plan.NumberOfParts, plan.NumberOfParts),
            ["backoffLimitPerIndex"] = 6, // a part that fails again and again does not end the others
            ["podFailurePolicy"] = new JsonObject
            {
                ["rules"] = new JsonArray(new JsonObject
                {
                    // A pod that a node's drain or a preemption took away has not failed.
                    ["action"] = "Ignore",
                    ["onPodConditions"] = new JsonArray(new JsonObject { ["type"] = "DisruptionTarget" }),
                }),
            },
            ["template"] = new JsonObject
            {
                ["spec"] = new JsonObject
                {
                    ["restartPolicy"] = "Never",
                    ["containers"] = new JsonArray(new JsonObject
                    {
                        ["name"] = name,
                        ["image"] = image,
                        ["workingDir"] = $"/{Volume}",
                        ["command"] = new JsonArray(
                            [.. plan.Command.Append($"{Part.Auto}/{plan.NumberOfParts}").Select(word => (JsonNode)word)]),
                        ["resources"] = Resources(threads, plan.HasGpu),
                        ["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = Volume, ["mountPath"] = $"/{Volume}" }),
                    }),
                    ["volumes"] = new JsonArray(new JsonObject
                    {
                        ["name"] = Volume,
                        ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim },
                    }),
                },
            },
        },
    };

    private static JsonObject Resources(int threads, bool hasGpu)
    {
        var resources = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = $"{threads}", ["memory"] = "8Gi" } };
        if (hasGpu) resources["limits"] = new JsonObject { ["nvidia.com/gpu"] = 1 }; // Kubernetes takes devices as limits
        return resources;
    }
}

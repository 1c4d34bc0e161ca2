namespace MLNetUnlearning.Tests;

/// <summary>Runs of a comparison that are written down.</summary>
internal static class PlantedRun
{
    /// <summary>A run on "planted" data, of the request "random:0.1", on a dense network; what is asked otherwise is set by
    /// <c>with</c>.</summary>
    /// <param name="method">The name of the method.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="ua">Unlearning accuracy, in percent.</param>
    /// <param name="mia">MIA-Efficacy, in percent; that of the one attack too.</param>
    /// <param name="ra">Retain accuracy, in percent.</param>
    /// <param name="ta">Test accuracy, in percent.</param>
    /// <param name="seconds">The run time; null: nobody knows.</param>
    public static ComparedRun Of(
        string method, int seed = 0, double ua = 40, double mia = 60, double ra = 100, double ta = 50, double? seconds = 10) => new()
        {
            Data = "planted",
            Scheme = "random",
            Forget = "random:0.1",
            Sparsity = 0,
            Method = method,
            Settings = "",
            Seed = seed,
            UnlearningAccuracy = ua,
            MembershipInferenceEfficacy = mia,
            RetainAccuracy = ra,
            TestAccuracy = ta,
            Seconds = seconds,
            Attacks = [new("confidence, RBF SVM", mia, 10, 50, 0.5, 6)],
        };
}

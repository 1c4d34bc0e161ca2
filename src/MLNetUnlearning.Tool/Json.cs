using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool;

/// <summary>Results of the library as JSON: in percent, points and shares as the library gives them, to four decimals. Times are left
/// out, so that the same command with the same seed prints the same text.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Fields = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>A number to four decimals: more than rows can tell, few enough to read.</summary>
    public static JsonNode? Of(double? number) => number is { } known && double.IsFinite(known) ? Math.Round(known, 4) : null;

    public static JsonNode Of(Estimate estimate) => new JsonObject
    {
        ["value"] = Of(estimate.Value),
        ["lower"] = Of(estimate.Lower),
        ["upper"] = Of(estimate.Upper),
    };

    public static JsonArray Of(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    /// <summary>What a run says of itself; null if it says nothing.</summary>
    public static JsonNode? Of(SelfJudgement? judgement)
    {
        if (judgement is null) return null;
        var fields = JsonSerializer.SerializeToNode(judgement, Fields)!.AsObject();
        foreach (var (name, value) in fields.ToList())
            if (value?.GetValueKind() == JsonValueKind.Number) fields[name] = Of(value.GetValue<double>());
        return fields;
    }

    /// <summary>The four figures, and what they were measured on.</summary>
    public static JsonObject Of(UnlearningMetrics metrics) => new()
    {
        ["unlearningAccuracy"] = Of(metrics.UnlearningAccuracy),
        ["membershipInferenceEfficacy"] = Of(metrics.MembershipInferenceEfficacy),
        ["retainAccuracy"] = Of(metrics.RetainAccuracy),
        ["testAccuracy"] = Of(metrics.TestAccuracy),
    };

    /// <summary>What each attack found.</summary>
    public static JsonArray Attacks(UnlearningMetrics metrics) =>
        new([.. metrics.MembershipInference.Select(attack => (JsonNode)new JsonObject
        {
            ["attack"] = attack.Attack,
            ["efficacy"] = Of(attack.Efficacy),
            ["nonMembersRecognised"] = Of(attack.NonMembersRecognised),
            ["trainingPrivacyAccuracy"] = Of(attack.TrainingPrivacyAccuracy),
            ["forgottenAreaUnderCurve"] = Of(attack.Forgotten.AreaUnderCurve),
            ["forgottenTruePositiveRateAtOnePercent"] = Of(attack.Forgotten.TruePositiveRateAtOnePercent),
        })]);
}

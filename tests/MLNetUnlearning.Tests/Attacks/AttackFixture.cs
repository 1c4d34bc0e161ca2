using System.Text.Json;
using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

/// <summary>Four models' outputs, and what scikit-learn's support vector machines make of four signals of them.</summary>
internal static class AttackFixture
{
    private static readonly SafeTensors Tensors = SafeTensors.Fixture("attacks.safetensors");

    private static readonly JsonElement Results =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "attacks.json"))).RootElement;

    public static readonly string[] Models = ["leaky", "forgotten", "mild", "calibrated"];

    /// <summary>By the fixture's names.</summary>
    public static readonly Dictionary<string, MembershipSignal> Signals = new()
    {
        ["correctness"] = MembershipSignal.Correctness,
        ["confidence"] = MembershipSignal.Confidence,
        ["entropy"] = MembershipSignal.Entropy,
        ["modified_entropy"] = MembershipSignal.ModifiedEntropy,
    };

    /// <summary>The 16 cases.</summary>
    public static IEnumerable<object[]> Cases() => from model in Models from signal in Signals.Keys select new object[] { model, signal };

    /// <summary>Softmax output and label of each row; rows are "members", "nonmembers" or "forget".</summary>
    public static IEnumerable<(float[] Probabilities, int Label)> Outputs(string model, string rows)
    {
        var probabilities = Tensors[$"{model}.{rows}.probabilities"].ToArray<float>();
        var labels = Tensors[$"{model}.{rows}.labels"].ToArray<long>();
        var width = probabilities.Length / labels.Length;
        return labels.Select((label, row) => (probabilities[(row * width)..((row + 1) * width)], (int)label));
    }

    /// <summary>A signal as the reference computed it.</summary>
    public static double[] Expected(string model, string rows, string signal) => Tensors[$"{model}.{rows}.{signal}"].ToArray<double>();

    /// <summary>A number such as "forget_efficacy_rbf_svc".</summary>
    public static double Result(string model, string signal, string name) =>
        Results.GetProperty(model).GetProperty(signal).GetProperty(name).GetDouble();

    /// <summary>What an attack sees of some of the fixture's rows.</summary>
    public static double[][] Observed(MembershipAttack attack, string model, string rows) =>
        [.. Outputs(model, rows).Select(row => attack.Observe(row.Probabilities, row.Label))];

    /// <summary>An attack, trained on the model's members and non-members.</summary>
    public static MembershipScore Trained(MembershipAttack attack, string model) =>
        attack.Train(new MLContext(seed: 1), Observed(attack, model, "members"), Observed(attack, model, "nonmembers"));

    /// <summary>The share of forgotten rows that a trained attack calls non-members: percent.</summary>
    public static double Efficacy(MembershipAttack attack, string model)
    {
        var score = Trained(attack, model);
        var forget = Observed(attack, model, "forget");
        return 100.0 * forget.Count(row => score(row) <= 0) / forget.Length;
    }
}

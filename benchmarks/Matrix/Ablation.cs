using MLNetUnlearning.Methods;

namespace Matrix;

/// <summary>The variants of the game that <c>--ablation</c> compares, each with one part changed. To try another, add a line.</summary>
internal static class Ablation
{
    /// <summary>Forgotten classes, and as many draws of random rows.</summary>
    public const int NumberOfDraws = 5;

    private static readonly AdversarialMinMax AsItComes = new();

    public static IReadOnlyList<Contestant> Variants { get; } =
    [
        new("as it comes", AsItComes),
        new("as it comes, another seed", AsItComes, SeedStep: 100_000),
        new("attacker's term off", AsItComes with { AdversarialWeight = 0 }),
        new("self-supervision off", AsItComes.WithoutSelfSupervision()),
        new("confidence matching off", AsItComes with { ConfidenceMatchingWeight = 0 }),
        new("confidence matching 0.1", AsItComes with { ConfidenceMatchingWeight = 0.1 }),
        new("all of these off", AsItComes with { AdversarialWeight = 0, SelfSupervisedWeight = 0, ConfidenceMatchingWeight = 0 }),
        new("attacker pre-trained for 0 steps", AsItComes with { AttackerPreTrainingIterations = 0 }),
        new("attacker pre-trained for 50 steps", AsItComes with { AttackerPreTrainingIterations = 50 }),
        new("attacker pre-trained for 300 steps", AsItComes with { AttackerPreTrainingIterations = 300 }),
    ];
}

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
        new("as it comes, on two threads", AsItComes, Threads: 2),
        new("attacker's term off", AsItComes with { AdversarialWeight = 0 }),
        new("training on retained rows off", AsItComes with { RetainedWeight = 0 }),
        new("answers for unseen rows not held", AsItComes with { UnseenAnswersWeight = 0 }),
        new("self-supervision on (0.001)", AsItComes with { SelfSupervisedWeight = 0.001 }),
        new("confidence matching in place of the game", AsItComes with
        {
            RandomRows = AsItComes.RandomRows with { AdversarialIterations = 0 },
            WholeClass = AsItComes.WholeClass with { AdversarialIterations = 0 },
            ConfidenceMatchingWeight = 0.3,
        }),
        new("pull without a bound", AsItComes with { MaximumPull = null }),
        new("rows of each kind in a batch of their own", AsItComes with { JointBatches = false }),
        new("attacker that sees logits, label and sensitivity", AsItComes with
        {
            RandomRows = AsItComes.RandomRows with { Attackers = [AttackerInputs.All] },
            WholeClass = AsItComes.WholeClass with { Attackers = [AttackerInputs.All] },
        }),
        new("attacker pre-trained for 50 steps", AsItComes with { AttackerPreTrainingIterations = 50 }),
        new("attacker pre-trained for 300 steps", AsItComes with { AttackerPreTrainingIterations = 300 }),
    ];
}

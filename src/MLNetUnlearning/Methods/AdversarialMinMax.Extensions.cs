namespace MLNetUnlearning.Methods;

// What the paper names as feasible beyond the game it plays. The defaults are the published game.
public sealed partial class AdversarialMinMax
{
    /// <summary>What the two players optimise.</summary>
    /// <value>Non-saturating, as published. The gradient penalties keep a strong attacker useful, at about twice the cost of its step.</value>
    public GameObjective Objective { get; init; }

    /// <summary>The weight of the gradient penalty, where the objective has one.</summary>
    /// <value>10 (Gulrajani et al. 2017; Kodali et al. 2017). Higher holds the attacker back more.</value>
    public double GradientPenaltyWeight { get; init; } = 10;

    /// <summary>The attackers, each by what it sees; they play at once, each with a seed, weights and pre-training of its own, and L_A is the mean over them.</summary>
    /// <value>One that sees everything, as published. More are harder to please by a trick; each costs a pre-training and a step an iteration, which is little beside the defender's passes.</value>
    public IReadOnlyList<AttackerInputs> Attackers { get; init; } = [AttackerInputs.All];

    /// <summary>Weight of gradient ascent on the forgotten rows as a further term of the defender: minus this times their cross-entropy, while the game lasts.</summary>
    /// <value>0, as published. Higher forgets faster and, being unbounded, sooner ruins the model: 0.01 to 0.1 are values to start from.</value>
    public double GradientAscentWeight { get; init; }

    /// <summary>alpha of Fisher noise as a further term: after each step of the game every weight moves by a normal number of variance alpha v, v as in <see cref="FisherForgetting"/>.</summary>
    /// <value>0, as published. Higher erases more of what retained rows do not need, and with time of what they do; the noise of an iteration adds to that of the others, so begin far
    /// below the strengths of <see cref="FisherForgetting"/>, at 1e-10.</value>
    public double FisherNoise { get; init; }

    /// <summary>Weight of the term that takes the game's place once it is over, where rows of many classes are forgotten: the distance (Wasserstein-1) of the forgotten rows' scaled
    /// confidences, log(p / (1 - p)), to those of unseen rows, so that training on does not bring back what the game made the network forget.</summary>
    /// <value>0, as published. 0.1 holds them where unseen rows are; more does not forget more, and makes the retained rows less sure. Costs two adversarial batches an iteration. Requests for
    /// a whole class do without: a retrained model answers none of its rows as it answers unseen rows.</value>
    public double ConfidenceMatchingWeight { get; init; }

    /// <summary>The self-supervised loss L_BT.</summary>
    /// <value>Barlow Twins, as published. VICReg's values are about 25 times those of Barlow Twins: lower <see cref="SelfSupervisedWeight"/> with it.</value>
    public SelfSupervision SelfSupervision { get; init; }

    /// <summary>The width of a projector head between the features and the self-supervised loss: two layers, trained along with the defender and thrown away.</summary>
    /// <value>Null: none, as published. Its authors use 8192 beside 2048 features: wider takes more off the features' shoulders, at the cost of memory.</value>
    public int? ProjectorWidth { get; init; }

    /// <summary>Whether each forgotten row stands against an unseen row of its own class, in the self-supervised loss and before the attacker.</summary>
    /// <value>False, as published. True compares like with like; it needs unseen rows of every class that is forgotten.</value>
    public bool RegularisePerClass { get; init; }

    private IEnumerable<string> ViolationsOfExtensions()
    {
        foreach (var (name, value) in new[] { (nameof(GradientPenaltyWeight), GradientPenaltyWeight), (nameof(GradientAscentWeight), GradientAscentWeight), (nameof(FisherNoise), FisherNoise), (nameof(ConfidenceMatchingWeight), ConfidenceMatchingWeight) })
            if (!(value >= 0) || !double.IsFinite(value))
                yield return $"{name} is {value}; it must be zero or positive and finite.";
        if (Attackers.Count == 0)
            yield return $"{nameof(Attackers)} is empty; the game needs one or more.";
        foreach (var inputs in Attackers.Where(inputs => (inputs & AttackerInputs.All) == 0 || (inputs & ~AttackerInputs.All) != 0))
            yield return $"{nameof(Attackers)} has {(int)inputs}; an attacker sees one or more of {AttackerInputs.Logits}, {AttackerInputs.Label} and {AttackerInputs.Sensitivity}.";
        if (ProjectorWidth < 1)
            yield return $"{nameof(ProjectorWidth)} is {ProjectorWidth}; it must be at least 1, or null.";
    }
}

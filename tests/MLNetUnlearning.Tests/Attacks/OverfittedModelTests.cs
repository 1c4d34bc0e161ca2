using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

/// <summary>Every attack of the library against a classifier that has learnt its 120 training rows by heart.</summary>
public sealed class OverfittedModelTests
{
    private const int Rows = 120;

    /// <summary>Of 120 answers, how many guessing gets right with a probability of one in a thousand: at most 42, or at least 78.</summary>
    private const int Bound = 78;

    private static readonly Lazy<Outputs> Model = new(Outputs.Compute);

    public static TheoryData<string> Attacks => [.. All.Keys];

    /// <summary>Probabilities do not say which class is the true one; where all classes are alike nothing linear in them tells a sure
    /// answer from an unsure one.</summary>
    public static TheoryData<string> AttacksThatKnowTheTrueClassOrBend => [.. All.Keys.Where(name => name != "probabilities, linear SVM")];

    private static Dictionary<string, MembershipAttack> All { get; } = AttackFixture.Signals.Values
        .SelectMany<MembershipSignal, MembershipAttack>(signal =>
            [new ThresholdAttack { Signal = signal }, new SvmAttack { Signal = signal }, new KernelSvmAttack { Signal = signal }])
        .Concat([new SvmAttack { Signal = null }, new TreeAttack(), new TreeAttack { WithProbabilities = true }])
        .ToDictionary(attack => attack.Name);

    [Fact]
    public void No_attack_of_the_library_is_forgotten_here() => Assert.Equal(
        typeof(MembershipAttack).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(MembershipAttack))).ToHashSet(),
        All.Values.Select(attack => attack.GetType()).ToHashSet());

    [Theory, MemberData(nameof(AttacksThatKnowTheTrueClassOrBend))]
    public void Tells_training_rows_from_unseen_ones_well_above_chance(string attack)
    {
        var right = RightAnswers(All[attack], Model.Value.Members, Model.Value.Unseen);
        Assert.True(right >= Bound, $"{right} of {Rows} answers are right");
    }

    [Theory, MemberData(nameof(Attacks))]
    public void Is_at_chance_where_neither_side_was_trained_on(string attack)
    {
        var right = RightAnswers(All[attack], Model.Value.OthersUnseen, Model.Value.Unseen);
        Assert.True(right > Rows - Bound && right < Bound, $"{right} of {Rows} answers are right");
    }

    [Fact]
    public void Only_the_RBF_machine_on_confidence_is_marked_as_the_published_attack() =>
        Assert.Equal("confidence, RBF SVM", Assert.Single(All.Values, attack => attack.IsPublishedEfficacy).Name);

    /// <summary>Trained on half of both sides, asked about the other halves.</summary>
    private static int RightAnswers(MembershipAttack attack, float[][] members, float[][] others)
    {
        double[][] Seen(float[][] rows) => [.. rows.Select((probabilities, row) => attack.Observe(probabilities, row % 3))];
        var (known, unknown) = (Seen(members), Seen(others));
        var score = attack.Train(new MLContext(seed: 1), known[..(Rows / 2)], unknown[..(Rows / 2)]);
        return known[(Rows / 2)..].Count(row => score(row) > 0) + unknown[(Rows / 2)..].Count(row => score(row) <= 0);
    }

    private sealed record Outputs(float[][] Members, float[][] Unseen, float[][] OthersUnseen)
    {
        public static Outputs Compute()
        {
            using var model = Overfitted.Trained(new MLContext(seed: 1), Overfitted.Rows(seed: 1, Rows));
            float[][] Of(int seed) => model.Transform(Overfitted.Rows(seed, Rows)).Scores();
            return new Outputs(Of(1), Of(2), Of(3));
        }
    }
}

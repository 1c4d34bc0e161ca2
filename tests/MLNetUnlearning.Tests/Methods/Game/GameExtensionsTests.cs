namespace MLNetUnlearning.Tests;

/// <summary>The game's extensions, each by what it says it changes.</summary>
public sealed class GameExtensionsTests
{
    [Theory, InlineData(GameObjective.Saturating), InlineData(GameObjective.WassersteinGradientPenalty), InlineData(GameObjective.Dragan)]
    public void Another_objective_is_another_game_with_finite_weights(GameObjective objective)
    {
        var (published, other) = (Played(Tiny.Game), Played(Tiny.Game with { Objective = objective }));
        Assert.All(other.Values.SelectMany(weight => weight), number => Assert.True(float.IsFinite(number)));
        Assert.NotEqual(published, other);
    }

    [Fact]
    public void Several_attackers_are_pre_trained_each_from_its_own_seed()
    {
        var ml = new MLContext(seed: 1);
        using var original = Tiny.Trained(ml);
        var game = Against(AttackerInputs.All, AttackerInputs.All, AttackerInputs.Logits);
        ml.Unlearn(original, game, unseen: Tiny.Unseen).Fit(Tiny.Rows()).Dispose();
        var prepared = original.Preparations.SavableWeights();
        Assert.Equal(3, prepared.Count);
        var weights = prepared.Select(one => one.Weights.State["network.fc1.weight"].data<float>().ToArray()).ToList();
        Assert.NotEqual(weights[0], weights[1]);
    }

    [Fact]
    public void More_attackers_make_another_game() =>
        Assert.NotEqual(Played(Tiny.Game), Played(Against(AttackerInputs.All, AttackerInputs.Logits)));

    [Fact]
    public void Gradient_ascent_drives_the_loss_on_forgotten_rows_up()
    {
        var (without, with) = (ForgottenLoss(weight: 0), ForgottenLoss(weight: 1));
        Assert.True(with > without + 0.1, $"cross-entropy {with} with the term, {without} without");
    }

    [Fact]
    public void A_projector_changes_the_game_and_leaves_no_weights_behind()
    {
        var (without, with) = (Played(Tiny.Game), Played(Tiny.Game with { SelfSupervisedWeight = 0.1, ProjectorWidth = 5 }));
        Assert.Equal(without.Keys.Order(StringComparer.Ordinal), with.Keys.Order(StringComparer.Ordinal));
        Assert.NotEqual(without, with);
    }

    [Fact]
    public void Fisher_noise_moves_every_weight_by_the_root_of_alpha()
    {
        using var scope = NewDisposeScope();
        var (little, much) = (MovedByNoise(1e-12), MovedByNoise(1e-10));
        Assert.All(little.Zip(much), pair => Assert.Equal(10 * pair.First, pair.Second, 1e-2 * Math.Abs(pair.Second) + 1e-6));
        Assert.True(little.Count(number => number != 0) > little.Length / 2);
    }

    [Fact]
    public void VICReg_takes_the_place_of_Barlow_Twins() =>
        Assert.NotEqual(Played(Tiny.Game), Played(Tiny.Game with { SelfSupervision = SelfSupervision.VicReg }));

    [Fact]
    public void Per_class_every_forgotten_row_stands_against_an_unseen_one_of_its_class()
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(1);
        var forget = Rows(1, 2, 1, 2, 2);
        var unseen = Rows(0, 1, 0, 2, 0, 0, 2, 1);
        var pairs = new GamePairs(forget, unseen, new() { BatchSize = 5 }, perClass: true, generator);
        var seen = new HashSet<long>();
        for (var draw = 0; draw < 20; draw++)
        {
            var forgotten = pairs.DrawForgotten();
            var against = pairs.DrawUnseen(forgotten);
            Assert.Equal(Labels(forget, forgotten), Labels(unseen, against));
            seen.UnionWith(against.data<long>().ToArray());
        }
        Assert.Equal([1, 3, 6, 7], seen.Order());
    }

    [Fact]
    public void Per_class_a_forgotten_class_without_unseen_rows_is_refused()
    {
        using var generator = Seeding.Create(1);
        var forget = Rows(1, 2);
        var unseen = Rows(0, 1);
        Refused.With<UnlearningException>(
            "of 2 (classes by number) there are none",
            () => new GamePairs(forget, unseen, new() { BatchSize = 5 }, perClass: true, generator));
    }

    [Theory, InlineData(0.999, 10), InlineData(0.001, 18)]
    public void The_game_ends_once_the_attacker_is_no_better_than_the_limit_over_ten_iterations(double limit, int iterations)
    {
        var reports = new Reports();
        var schedule = Tiny.Game.RandomRows with { NumberOfEpochs = 9, LearningRate = 0.05, StopAtAttackerAccuracy = limit };
        Played(Tiny.Game with { AttackerPreTrainingIterations = 0, WholeClass = schedule }, reports);
        Assert.Equal(iterations, reports.Stages.Count(stage => stage == "game"));
        Assert.Equal(18, reports.Stages.Count(stage => stage is "game" or "after the game"));
    }

    [Fact]
    public void Settings_out_of_range_are_named()
    {
        var wrong = new AdversarialMinMax
        {
            GradientAscentWeight = -1,
            GradientPenaltyWeight = double.NaN,
            FisherNoise = -1,
            ProjectorWidth = 0,
            RandomRows = new() { StopAtAttackerAccuracy = 1, Attackers = [] },
            MaximumPull = 0,
            ConfidenceMatchingWeight = -1,
        };
        Assert.Equal(
            [
                "RandomRows.StopAtAttackerAccuracy", "RandomRows.Attackers", "MaximumPull", "GradientPenaltyWeight", "GradientAscentWeight",
                "FisherNoise", "ConfidenceMatchingWeight", "ProjectorWidth",
            ],
            wrong.Violations().Select(violation => violation.Split(' ')[0]));
        AttackerInputs[][] none = [null!, [0], [AttackerInputs.All, (AttackerInputs)9]];
        Assert.All(none, attackers => Assert.StartsWith(
            "RandomRows.Attackers is ",
            Assert.Single(new AdversarialMinMax { RandomRows = new() { Attackers = attackers } }.Violations()),
            StringComparison.Ordinal));
        Assert.Equal(
            "Objective is 99; it must be one of NonSaturating, Saturating, WassersteinGradientPenalty, Dragan.",
            Assert.Single(new AdversarialMinMax { Objective = (GameObjective)99 }.Violations()));
        Assert.Equal(
            [
                "RandomRows.UnseenRows is 9; it must be one of AllClasses, ForgottenClasses, StayingClasses.",
                "WholeClass is null; it must be set.",
            ],
            new AdversarialMinMax { RandomRows = new() { UnseenRows = (UnseenRows)9 }, WholeClass = null! }.Violations());
    }

    private static AdversarialMinMax Against(params AttackerInputs[] attackers) =>
        Tiny.Game with { WholeClass = Tiny.Game.WholeClass with { Attackers = attackers } };

    private static Dictionary<string, float[]> Played(AdversarialMinMax game, IProgress<UnlearningProgress>? progress = null)
    {
        var ml = new MLContext(seed: 1);
        using var original = Tiny.Trained(ml);
        using var unlearned = ml
            .Unlearn(
                original, game, unseen: Tiny.Unseen, seed: 3, progress: progress, maximumRetainAccuracyLoss: double.PositiveInfinity)
            .Fit(Tiny.Rows());
        return Tiny.Weights(unlearned);
    }

    /// <summary>How far noise moves each weight of the last layer.</summary>
    private static double[] MovedByNoise(double alpha) => OnFewRows(run =>
    {
        var weight = run.Network.state_dict()["fc.weight"];
        var before = weight.detach().clone();
        using var noise = new GameNoise(new AdversarialMinMax { FisherNoise = alpha }, run);
        noise.Apply();
        return (weight.detach().to(ScalarType.Float64) - before.to(ScalarType.Float64)).flatten().data<double>().ToArray();
    });

    private static double ForgottenLoss(double weight) => OnFewRows(run =>
    {
        var schedule = new GameSchedule { NumberOfEpochs = 5, BatchSize = 4, LearningRate = 0.02 };
        new AdversarialMinMax { WholeClass = schedule, GradientAscentWeight = weight }.Unlearn(run);
        return LearntPictures.Loss(run.Network, run.Split.Forget);
    });

    private static T OnFewRows<T>(Func<UnlearningRun, T> measure)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(1);
        var network = Tiny.Network.Create(Tiny.Shape, 3, generator);
        var split = new ForgetSplit(
            Tiny.Noise(generator, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1), Tiny.Noise(generator, 2, 2, 2, 2, 2, 2, 2, 2),
            Tiny.Noise(generator, 2, 2, 2, 2, 1, 1, 0, 0));
        return measure(new UnlearningRun(network, split, Tiny.Recipe, generator));
    }

    private static RowSubset Rows(params long[] labels) => new LabeledRows(zeros([labels.Length, 3, 8, 8]), tensor(labels)).All;

    private static long[] Labels(RowSubset rows, Tensor indices) => rows.LabelsAt(indices, CPU).data<long>().ToArray();
}

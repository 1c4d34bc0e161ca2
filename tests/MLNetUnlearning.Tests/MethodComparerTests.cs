namespace MLNetUnlearning.Tests;

/// <summary>Compare: methods on one classifier and one request, against retraining.</summary>
public sealed class MethodComparerTests
{
    [Fact]
    public void A_method_that_does_nothing_is_as_far_from_retraining_as_the_original()
    {
        var block = Compare([new Nothing()]).Blocks.Single();
        var (original, nothing) = (Method(block, ComparedRun.Original), Method(block, "nothing"));
        Assert.Equal(original.AverageDisparity, nothing.AverageDisparity);
        Assert.Equal(0, nothing.UnlearningAccuracy.Mean); // the forgotten class is still known, where retraining gives 100
        Assert.InRange(nothing.AverageDisparity!.Mean, 25, 100);
    }

    [Fact]
    public void A_method_that_sets_all_weights_to_zero_loses_what_was_to_stay()
    {
        var block = Compare([new Zero()], forget: row => row % 3 == 2).Blocks.Single();
        var (zero, retrained) = (Method(block, "zero"), Method(block, ComparedRun.Retrain));
        // Every class is equally likely, so the first is named always: half of the two classes that stay, none of the forgotten one.
        Assert.Equal((100, 50, 50), (zero.UnlearningAccuracy.Mean, zero.RetainAccuracy.Mean, zero.TestAccuracy.Mean));
        Assert.Equal((100, 100, 100), (retrained.UnlearningAccuracy.Mean, retrained.RetainAccuracy.Mean, retrained.TestAccuracy.Mean));
        // One confidence for all rows tells nothing: the attack takes all of them for the same.
        Assert.Contains(zero.MembershipInferenceEfficacy.Mean, new[] { 0.0, 100.0 });
        var efficacies = Math.Abs(zero.MembershipInferenceEfficacy.Mean - retrained.MembershipInferenceEfficacy.Mean);
        Assert.Equal((0 + efficacies + 50 + 50) / 4, zero.AverageDisparity!.Mean, 9);
    }

    [Fact]
    public void The_retrained_model_is_no_distance_from_itself_and_every_seed_has_its_own()
    {
        var comparison = Compare([new Nothing()], seeds: [0, 1]);
        var retrained = Method(comparison.Blocks.Single(), ComparedRun.Retrain);
        Assert.Equal(new MeanAndDeviation(0, 0), retrained.AverageDisparity);
        Assert.Equal([0, 1], retrained.Runs.Select(run => run.Seed));
        Assert.Equal("class", comparison.Blocks.Single().Scheme);
    }

    [Fact]
    public void Methods_of_one_name_are_told_apart_by_their_settings()
    {
        var names = Compare([new Nothing(), new Nothing { Strength = 2 }]).Blocks.Single().Methods.Select(method => method.Name);
        Assert.Equal(["nothing", "nothing (Strength = 2)", "original", "retrain"], names.Order(StringComparer.Ordinal));
        Refused.With<ArgumentException>("'nothing'", () => Compare([new Nothing(), new Nothing()]));
    }

    [Fact]
    public void What_cannot_run_is_refused_before_anything_is_trained()
    {
        Refused.With<ArgumentException>("no method", () => Compare([]));
        Refused.With<ArgumentException>("no seed", () => Compare([new Nothing()], seeds: []));
        Refused.With<ArgumentException>("seed is given twice", () => Compare([new Nothing()], seeds: [1, 1]));
        Refused.With<ArgumentException>("It needs unseen rows", () => Compare([Tiny.Game], withUnseenRows: false));
    }

    [Fact]
    public void Without_two_unseen_rows_of_classes_that_stay_methods_that_need_them_are_left_out_unless_they_are_named()
    {
        var (log, game) = (new List<string>(), new AdversarialMinMax());
        var unseen = Tiny.Rows(seed: 7, numberOfRows: 2); // one of them is of the class that goes
        var compared = Compared(log, unseen);
        Assert.DoesNotContain(game.Name, compared);
        Assert.Contains(new FineTune().Name, compared);
        Assert.Single(log, said => said.Contains(
            $"Left out: '{game.Name}'. That takes at least 2 unseen rows of classes that stay, and there are 1"));
        Refused.With<UnlearningException>("The game needs 2 unseen rows or more", () => Compared(log, unseen, methods: [game]));
    }

    [Fact]
    public void A_method_that_fails_costs_no_run_of_the_others_unless_it_was_named()
    {
        var (log, game) = (new List<string>(), new AdversarialMinMax());
        var compared = Compared(log, Tiny.Unseen, new LostGame());
        Assert.DoesNotContain(game.Name, compared);
        Assert.Contains(new FineTune().Name, compared);
        Assert.Single(log, said => said.Contains($"'{game.Name}' failed with seed 0 and is left out: The game is lost."));
        Refused.With<UnlearningException>("The game is lost.", () => Compared(log, Tiny.Unseen, new LostGame(), [game]));
    }

    [Fact]
    public void Every_method_of_the_library_is_offered()
    {
        var offered = new MLContext().Unlearning().Methods.Select(method => method.GetType().Name);
        var expected = EstimatorContract.Methods.Keys.Where(name => name != nameof(Recommended)); // which chooses one of them
        Assert.Equal(expected.Order(StringComparer.Ordinal), offered);
    }

    private static UnlearningComparison Compare(
        UnlearningMethod[] methods, Predicate<int>? forget = null, int[]? seeds = null, bool withUnseenRows = true)
    {
        var ml = new MLContext(seed: 1);
        using var original = Tiny.Trained(ml);
        var unseen = withUnseenRows ? Tiny.Unseen : null;
        return ml.Unlearning().Compare(
            original, Tiny.Rows(forget: forget), unseen, Tiny.Rows(seed: 8), methods, seeds, data: "tiny", request: "class");
    }

    /// <summary>The names of the runs of one seed.</summary>
    private static List<string> Compared(
        List<string> log, IDataView unseen, IProgress<UnlearningProgress>? progress = null, UnlearningMethod[]? methods = null)
    {
        var ml = new MLContext(seed: 1);
        ml.Log += (_, message) => log.Add(message.Message);
        using var original = Tiny.Trained(ml);
        var comparison = ml.Unlearning().Compare(original, Tiny.Rows(), unseen, Tiny.Rows(seed: 8), methods, progress: progress);
        return [.. comparison.Runs.Select(run => run.Method)];
    }

    private static ComparedMethod Method(ComparisonBlock block, string name) => block.Methods.Single(method => method.Name == name);

    /// <summary>Ends every game at its first report.</summary>
    private sealed class LostGame : IProgress<UnlearningProgress>
    {
        public void Report(UnlearningProgress value)
        {
            if (value.Stage == "game") throw new UnlearningException("The game is lost.");
        }
    }

    private sealed record Zero : UnlearningMethod
    {
        public override string Name => "zero";

        public override void Unlearn(UnlearningRun run)
        {
            using var frozen = no_grad();
            foreach (var weight in run.Network.parameters()) weight.zero_();
        }
    }
}

using Microsoft.ML;
using MLNetUnlearning.Methods;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

/// <summary>Compare: methods on one classifier and one request, against retraining.</summary>
public sealed class MethodComparerTests
{
    [Fact]
    public void A_method_that_does_nothing_is_as_far_from_retraining_as_the_original()
    {
        var block = Compare([new NoOperation()]).Blocks.Single();
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
        Assert.Equal((0 + Math.Abs(zero.MembershipInferenceEfficacy.Mean - retrained.MembershipInferenceEfficacy.Mean) + 50 + 50) / 4, zero.AverageDisparity!.Mean, 9);
    }

    [Fact]
    public void The_retrained_model_is_no_distance_from_itself_and_every_seed_has_its_own()
    {
        var comparison = Compare([new NoOperation()], seeds: [0, 1]);
        var retrained = Method(comparison.Blocks.Single(), ComparedRun.Retrain);
        Assert.Equal(new MeanAndDeviation(0, 0), retrained.AverageDisparity);
        Assert.Equal([0, 1], retrained.Runs.Select(run => run.Seed));
        Assert.Equal("class", comparison.Blocks.Single().Scheme);
    }

    [Fact]
    public void Methods_of_one_name_are_told_apart_by_their_settings()
    {
        var names = Compare([new NoOperation(), new NoOperation { Word = "other" }]).Blocks.Single().Methods.Select(method => method.Name);
        Assert.Equal(["nothing", "nothing (Word = other)", "original", "retrain"], names.Order(StringComparer.Ordinal));
        Assert.Contains("'nothing'", Assert.Throws<ArgumentException>(() => Compare([new NoOperation(), new NoOperation()])).Message);
    }

    [Fact]
    public void What_cannot_run_is_refused_before_anything_is_trained()
    {
        Assert.Contains("no method", Assert.Throws<ArgumentException>(() => Compare([])).Message);
        Assert.Contains("no seed", Assert.Throws<ArgumentException>(() => Compare([new NoOperation()], seeds: [])).Message);
        Assert.Contains("seed is given twice", Assert.Throws<ArgumentException>(() => Compare([new NoOperation()], seeds: [1, 1])).Message);
        Assert.Contains("It needs unseen rows", Assert.Throws<ArgumentException>(() => Compare([Tiny.Game], withUnseenRows: false)).Message);
    }

    [Fact]
    public void Every_method_of_the_library_is_offered()
    {
        var all = typeof(UnlearningMethod).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(UnlearningMethod)) && !type.IsAbstract).ToList();
        Assert.Equal(all.Select(type => type.Name).Order(StringComparer.Ordinal), new MLContext().Unlearning().Methods.Select(method => method.GetType().Name));
    }

    private static UnlearningComparison Compare(
        IReadOnlyList<UnlearningMethod> methods, Predicate<int>? forget = null, IReadOnlyList<int>? seeds = null, bool withUnseenRows = true)
    {
        var ml = new MLContext(seed: 1);
        using var original = Tiny.Trained(ml);
        return ml.Unlearning().Compare(
            original, Tiny.Rows(forget: forget), withUnseenRows ? Tiny.Rows(seed: 7) : null, Tiny.Rows(seed: 8), methods, seeds, data: "tiny", request: "class");
    }

    private static ComparedMethod Method(ComparisonBlock block, string name) => block.Methods.Single(method => method.Name == name);

    private sealed record NoOperation : UnlearningMethod
    {
        public override string Name => "nothing";

        public string Word { get; init; } = "";

        public override void Unlearn(UnlearningRun run)
        {
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

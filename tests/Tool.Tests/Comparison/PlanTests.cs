using MLNetUnlearning.Tool.Comparison;
using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Tests.Comparison;

/// <summary>Which runs a command line asks for.</summary>
public sealed class PlanTests
{
    [Theory, InlineData("small", 3), InlineData("small", 7), InlineData("smoke", 2), InlineData("paper", 5)]
    public void Shards_have_every_run_once_and_share_no_retrained_model(string name, int count)
    {
        var runs = Presets.All[name].Runs(Presets.All[name]).ToList();
        var shards = Enumerable.Range(1, count).Select(index => Plan.Of(new Part(index, count), runs).ToList()).ToList();
        Assert.Equal(InOrder(runs), InOrder(shards.SelectMany(shard => shard)));
        var units = shards.Select(shard => shard.Select(run => run.Unit).ToHashSet()).ToList();
        Assert.All(units.SelectMany(unit => unit), unit => Assert.Single(units, one => one.Contains(unit)));
    }

    [Theory, InlineData("smoke"), InlineData("small"), InlineData("paper")]
    public void Every_run_of_a_preset_has_a_name_of_its_own_and_a_retrained_model_beside_it(string name)
    {
        var runs = Presets.All[name].Runs(Presets.All[name]).ToList();
        Assert.Equal(runs.Count, runs.Select(run => run.ToString()).Distinct().Count());
        Assert.All(runs, one => Assert.Contains(runs, run => run.Unit == one.Unit && run.Method == MethodNames.Retrain));
    }

    [Fact]
    public void The_small_preset_has_every_method_of_the_library_in_both_schemes_dense_and_sparse()
    {
        var preset = Presets.All["small"];
        var runs = preset.Runs(preset).Where(run => run.Data.Name == "cifar-10").ToList();
        foreach (var block in runs.GroupBy(run => (run.Scheme, run.Sparsity)))
        {
            var methods = preset.Methods(block.First().Data, block.Key.Sparsity).Select(method => method.Name).ToHashSet();
            Assert.Superset(methods, block.Select(run => run.Method).ToHashSet());
        }
        Assert.Equal(4, runs.Select(run => (run.Scheme, run.Sparsity)).Distinct().Count());
    }

    [Fact]
    public void A_method_is_meant_by_its_name_or_its_class_and_an_unknown_one_is_refused_with_the_known_ones()
    {
        var preset = Presets.All["paper"];
        var methods = preset.Methods(preset.Runs(preset).First().Data, 0);
        var meant = MethodNames.Filter(["adversarialminmax"], methods);
        Assert.True(meant("adversarial min-max") && meant("adversarial min-max without self-supervision"));
        Assert.False(MethodNames.Filter(["adversarial min-max"], methods)("adversarial min-max without self-supervision"));
        var error = Assert.Throws<ToolException>(() => MethodNames.Filter(["Forgetfulness"], methods));
        Assert.Contains("AdversarialMinMax (adversarial min-max)", error.Message);
    }

    private static IEnumerable<string> InOrder(IEnumerable<RunKey> runs) =>
        runs.Select(run => run.ToString()).Order(StringComparer.Ordinal);
}

using System.Text.Json;

namespace MLNetUnlearning.Tests;

/// <summary>Tables of planted runs, computed by hand.</summary>
public sealed class UnlearningComparisonTests
{
    [Fact]
    public void Each_run_is_measured_against_the_retrained_model_of_its_own_seed()
    {
        var comparison = new UnlearningComparison([
            PlantedRun.Of("retrain", 0, ua: 40, mia: 60, seconds: 100), PlantedRun.Of("retrain", 1, ua: 44, mia: 64, seconds: 200),
            PlantedRun.Of("forget", 0, ua: 30, mia: 62, ra: 99, ta: 53), PlantedRun.Of("forget", 1, ua: 44, mia: 64, ra: 98, seconds: 50),
        ]);
        var method = comparison.Blocks.Single().Methods.Single(one => one.Name == "forget");
        // Seed 0: (10 + 2 + 1 + 3) / 4 = 4; seed 1: 2 / 4 = 0.5.
        Assert.Equal([4, 0.5], method.Runs.Select(run => comparison.AverageDisparity(run)!.Value));
        Assert.Equal((2.25, Math.Sqrt(2) * 1.75), (method.AverageDisparity!.Mean, method.AverageDisparity.Deviation!.Value));
        Assert.Equal(0.175, method.RunTimeRatio!.Mean, 12);
        Assert.Equal((37, Math.Sqrt(98)), (method.UnlearningAccuracy.Mean, method.UnlearningAccuracy.Deviation!.Value));
    }

    [Fact]
    public void The_methods_stand_from_the_closest_to_the_farthest_behind_the_original_and_the_retrained_model()
    {
        var comparison = new UnlearningComparison([
            PlantedRun.Of("far", 0, ua: 0), PlantedRun.Of("near", 0, ua: 39), PlantedRun.Of("original", 0, ua: 1),
            PlantedRun.Of("retrain", 0, ua: 40),
        ]);
        Assert.Equal(["original", "retrain", "near", "far"], comparison.Blocks.Single().Methods.Select(method => method.Name));
    }

    [Fact]
    public void Dense_and_sparse_networks_and_other_requests_form_blocks_of_their_own()
    {
        var comparison = new UnlearningComparison([
            PlantedRun.Of("retrain", 0, ua: 40), PlantedRun.Of("near", 0, ua: 39),
            PlantedRun.Of("retrain", 0, ua: 30) with { Sparsity = 95 }, PlantedRun.Of("near", 0, ua: 22) with { Sparsity = 95 },
            PlantedRun.Of("near", 0, ua: 99) with { Scheme = "class", Forget = "class:cat" },
        ]);
        Assert.Equal(
            ["class:cat 0", "random:0.1 0", "random:0.1 95"], comparison.Blocks.Select(block => $"{block.Forget} {block.Sparsity}"));
        var near = comparison.Blocks.Select(block => block.Methods.Single(method => method.Name == "near"));
        Assert.Equal([null, 0.25, 2], near.Select(method => method.AverageDisparity?.Mean));
    }

    [Fact]
    public void Json_lines_come_back_as_they_were_also_put_together_from_several_files()
    {
        ComparedRun[] runs = [PlantedRun.Of("retrain", 0, ua: 40.123456789), PlantedRun.Of("far, \"very\"", 0, ua: 3, seconds: null)];
        var lines = new UnlearningComparison(runs).ToJsonLines();
        Assert.Contains("\"averageDisparity\":", lines);
        var back = UnlearningComparison.Parse((lines + lines).Split('\n'));
        Assert.Equal(lines, back.ToJsonLines());
        Assert.Equal(37.123456789 / 4, back.AverageDisparity(back.Runs[0])!.Value, 12);
    }

    [Theory, InlineData("{}"), InlineData("null"), InlineData("no json"), InlineData("""{"method":null}""")]
    public void A_line_that_is_no_run_is_refused(string line) =>
        Assert.Throws<FormatException>(() => UnlearningComparison.Parse([line]));

    [Fact]
    public void Two_runs_that_disagree_on_the_same_thing_are_refused() => Refused.With<ArgumentException>(
        "two runs of 'near' with seed 3",
        () => new UnlearningComparison([PlantedRun.Of("near", 3, ua: 1), PlantedRun.Of("near", 3, ua: 2)]));

    [Fact]
    public void Markdown_gives_means_with_deviations_and_a_dash_for_what_is_not_known()
    {
        var text = new UnlearningComparison([PlantedRun.Of("near", 0, ua: 40), PlantedRun.Of("near", 1, ua: 42)]).ToMarkdown();
        Assert.Equal(
            """
            ### planted, forget random:0.1, dense

            | method | UA | MIA-Efficacy | RA | TA | avg. disparity | seconds | of Retrain's | preparation s | peak MiB | seeds |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | near | 41.0 ± 1.4 | 60.0 ± 0.0 | 100.0 ± 0.0 | 50.0 ± 0.0 | - | 10.0 ± 0.0 | - | - | - | 0, 1 |

            """, text);
    }

    [Fact]
    public void Csv_has_one_line_for_each_method_and_quotes_what_holds_a_comma()
    {
        var lines = new UnlearningComparison([PlantedRun.Of("retrain", 0, ua: 40), PlantedRun.Of("a, b", 0, ua: 30)]).ToCsv().Split('\n');
        Assert.StartsWith("data,scheme,forget,sparsity,method,seeds,unlearning_accuracy,unlearning_accuracy_sd,", lines[0]);
        Assert.StartsWith("planted,random,random:0.1,0,\"a, b\",1,30,,60,,100,,50,,2.5,,10,,1,,", lines[2]);
    }

    [Fact]
    public void All_files_call_a_figure_the_same()
    {
        var comparison = new UnlearningComparison([PlantedRun.Of("retrain", 0, ua: 40)]);
        Assert.Equal(
            [
                "seeds", "unlearning_accuracy", "mia_efficacy", "retain_accuracy", "test_accuracy", "average_disparity", "seconds",
                "run_time_ratio", "preparation_seconds", "peak_memory_mib",
            ],
            comparison.ToCsv().Split('\n')[0].Split(',').Skip(5).Where(heading => !heading.EndsWith("_sd", StringComparison.Ordinal)));
        using var line = JsonDocument.Parse(comparison.ToJsonLines());
        Assert.Equal(
            [
                "seed", "unlearningAccuracy", "membershipInferenceEfficacy", "retainAccuracy", "testAccuracy", "seconds",
                "preparationSeconds", "peakMemory", "retainAccuracyLost", "judgement", "attacks", "averageDisparity", "runTimeRatio",
            ],
            line.RootElement.EnumerateObject().Select(field => field.Name).Skip(6));
    }

    [Fact]
    public void Saving_writes_all_files()
    {
        using var folder = new TemporaryFolder();
        var comparison = new UnlearningComparison([PlantedRun.Of("retrain", 0, ua: 40)]);
        comparison.Save(folder.File("new"));
        var files = Directory.GetFiles(folder.File("new")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
        Assert.Equal(["attacks.csv", "comparison.csv", "comparison.html", "comparison.jsonl", "comparison.md"], files);
        Assert.Contains("confidence, RBF SVM", comparison.AttacksToCsv());
    }
}

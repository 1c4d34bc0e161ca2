using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Train, unlearn, evaluate and what else is done with a classifier.</summary>
[Collection(ToolTests.Name)]
public sealed class FlowTests(Workplace place)
{
    private static readonly string[] Request = ["--data", "synthetic", "--forget", "class:disc", "--threads", "1"];

    [Fact]
    public void Training_says_what_it_made_and_on_how_many_rows()
    {
        var json = place.Trained.Json;
        Assert.Equal("a.zip", (string)json["model"]!);
        Assert.Equal(3, (int)json["seed"]!);
        Assert.Equal(["{\"train\":110,\"unseen\":10,\"test\":60}"], [json["rows"]!.ToJsonString()]);
        Assert.True(place.Has("a.zip") && place.Has("a.zip.key"));
        Assert.False(place.Has("a.zip.checkpoint"));
        Assert.Contains("training", place.Trained.Error);
    }

    [Fact]
    public void Unlearning_keeps_the_model_and_says_what_it_forgot()
    {
        var json = place.Unlearned.Json;
        Assert.Equal("fine-tuning", (string)json["method"]!);
        Assert.Equal("class:disc", (string)json["forget"]!);
        Assert.Equal("{\"retain\":99,\"forget\":11,\"again\":0}", json["rows"]!.ToJsonString());
        Assert.NotNull(json["judgement"]!["isReached"]);
    }

    [Fact]
    public void The_evaluation_of_a_request_has_its_figures_at_the_top()
    {
        var json = place.Run(["evaluate", "--model", "b.zip", .. Request, "--json"]).Json;
        Assert.All(
            new[] { "unlearningAccuracy", "membershipInferenceEfficacy", "retainAccuracy", "testAccuracy" },
            name => Assert.InRange((double)json[name]!, 0, 100));
        Assert.Equal(
            "{\"retain\":99,\"forget\":11,\"forgottenBefore\":0,\"unseen\":10,\"test\":54}", json["rows"]!.ToJsonString());
        Assert.Null(json["disparity"]);
    }

    [Fact]
    public void Rows_that_were_never_asked_for_and_rows_that_are_asked_for_again_are_said()
    {
        string[] other = ["evaluate", "b.zip", "--data", "synthetic", "--forget", "class:square", "--threads", "1"];
        Assert.Equal(11, (int)place.Run([.. other, "--json"]).Json["rowsNeverAsked"]!);
        Assert.Contains(
            "unlearned: was asked to forget other rows, and never 11 of these 11", place.Run(other).Succeeded.Output);
        Assert.Equal(0, (int)place.Run(["evaluate", "b.zip", .. Request, "--json"]).Json["rowsNeverAsked"]!);
        string[] again = ["unlearn", "b.zip", .. Request, "--method", "FineTune", "--output", "forgotten-twice.zip",
            "--maximum-retain-accuracy-loss", "100"];
        Assert.Contains("11 of them were forgotten before, and were forgotten again", place.Run(again).Succeeded.Output);
        Assert.Equal(11, (int)place.Run([.. again, "--force", "--json"]).Json["rows"]!["again"]!);
    }

    [Fact]
    public void The_same_command_with_the_same_seed_prints_the_same_text_and_makes_the_same_classifier()
    {
        string[] train = ["train", "synthetic", "--rows-per-class", "6", "--test-rows-per-class", "3", .. Workplace.Small, "--seed", "5",
            "--output", "same.zip", "--force"];
        string[] unlearn = ["unlearn", "same.zip", "--data", "synthetic", "--forget", "random:0.2", "--method", "NegGradPlus",
            "--seed", "6", .. Workplace.AnyLoss, "--force"];
        string[] evaluate = ["evaluate", "same.unlearned.zip", "--data", "synthetic", "--forget", "random:0.2", "--retrain",
            "--threads", "1"];
        string All() => string.Concat(new[] { train, unlearn, evaluate }.Select(words => place.Run(words).Succeeded.Output));
        Assert.Equal(All(), All());
    }

    [Fact]
    public void Random_rows_are_found_again_without_their_seed()
    {
        place.Run(["unlearn", "a.zip", "--data", "synthetic", "--forget", "random:0.2", "--method", "FineTune", "--seed", "11",
            "--output", "random.zip", .. Workplace.AnyLoss]).ThrowIfFailed();
        string[] evaluate = ["evaluate", "random.zip", "--data", "synthetic", "--forget", "random:0.2", "--threads", "1", "--json"];
        Assert.Equal(0, (int)place.Run(evaluate).Json["rows"]!["forgottenBefore"]!);
        Assert.NotEqual(0, (int)place.Run([.. evaluate, "--seed", "12"]).Json["rows"]!["forgottenBefore"]!);
    }

    [Fact]
    public void Each_of_several_draws_is_found_again()
    {
        string[] draws = ["--forget", "random:0.1", "--forget", "random:0.05:3"];
        place.Run(["unlearn", "a.zip", "--data", "synthetic", .. draws, "--method", "FineTune", "--seed", "11", "--output", "draws.zip",
            .. Workplace.AnyLoss]).ThrowIfFailed();
        int Before(params string[] asked) => (int)place.Run(["evaluate", "draws.zip", "--data", "synthetic", .. asked, "--threads", "1",
            "--json"]).Json["rows"]!["forgottenBefore"]!;
        Assert.Equal(0, Before(draws));
        Assert.Equal(0, Before("--forget", "random:0.1", "--forget", "random:0.05"));
        Assert.Equal(0, Before("--forget", "random:0.1:11", "--forget", "random:0.05:3"));
        Assert.NotEqual(0, Before("--forget", "random:0.1:12", "--forget", "random:0.05:3"));
    }

    [Fact]
    public void A_bound_that_is_not_kept_has_an_exit_code_of_its_own_and_the_figures_are_printed()
    {
        string[] words = ["evaluate", "b.zip", .. Request, "--retrain", "--original", "a.zip", "--json", "--require"];
        var broken = place.Run([.. words, "disparity<0", "--require", "testAccuracy>=0"]);
        Assert.Equal(ExitCode.BelowBound, broken.ExitCode);
        Assert.Contains("error: the evidence does not keep disparity<0", broken.Error);
        var json = JsonNode.Parse(broken.Output)!;
        Assert.Equal("disparity<0", (string?)Assert.Single(json["broken"]!.AsArray()));
        Assert.NotNull(json["retrained"]!["testAccuracy"]);
        Assert.NotNull(json["original"]!["testAccuracy"]);
        Assert.InRange((double)json["disparity"]!, 0, 100);
        Assert.Equal(0, place.Run([.. words, "disparity<=100"]).ExitCode);
    }

    [Fact]
    public void Nothing_is_replaced_without_force()
    {
        File.WriteAllText(place.PathOf("mine.onnx"), "mine");
        Assert.Contains("--force", place.Run("export", "a.zip", "--output", "mine.onnx").ErrorLine(ExitCode.Usage));
        Assert.Equal("mine", File.ReadAllText(place.PathOf("mine.onnx")));
        place.Run("export", "a.zip", "--output", "mine.onnx", "--force").ThrowIfFailed();
        Assert.NotEqual("mine", File.ReadAllText(place.PathOf("mine.onnx")));
    }

    [Theory, InlineData("onnx"), InlineData("safetensors")]
    public void A_classifier_is_exported(string format)
    {
        var json = place.Run("export", "a.zip", "--output", $"exported.{format}", "--json").Json;
        Assert.Equal(format, (string)json["format"]!);
        Assert.Equal(new FileInfo(place.PathOf($"exported.{format}")).Length, (long)json["bytes"]!);
    }

    [Fact]
    public void Pruning_makes_a_sparse_classifier_that_unlearns_from_the_same_rows()
    {
        var json = place.Run(["prune", "a.zip", "--data", "synthetic", "--sparsity", "0.5", "--threads", "1", "--json"]).Json;
        Assert.Equal("a.pruned.zip", (string)json["model"]!);
        Assert.Equal(0.5, (double)json["sparsity"]!, 0.01);
        var unlearned = place.Run(["unlearn", "a.pruned.zip", .. Request, "--method", "FineTune", "--set", "NumberOfSteps=3",
            .. Workplace.AnyLoss[..2], "--json"]).Json;
        Assert.Equal(110, (int)unlearned["rows"]!["retain"]! + (int)unlearned["rows"]!["forget"]!);
    }

    [Fact]
    public void Methods_are_compared_on_a_classifier()
    {
        string[] words = ["compare", "a.zip", .. Request, "--methods", "FineTune", "--seeds", "0,1", "--output", "compared"];
        var runs = place.Run([.. words, "--json"]).Json["runs"]!.AsArray();
        Assert.Equal(
            ["fine-tuning", "fine-tuning", "original", "original", "retrain", "retrain"], runs.Select(run => (string)run!["method"]!));
        Assert.True(File.Exists(place.PathOf("compared/comparison.md")));
    }

    [Fact]
    public void A_classifier_and_a_method_are_audited()
    {
        var membership = place.Run(["audit", "b.zip", .. Request, "--shadow-models", "2", "--folder", "shadows", "--json"]).Json;
        Assert.Equal("RMIA, 2 shadow models", (string)membership["auditor"]!);
        Assert.InRange((double)membership["forgottenAreaUnderCurve"]!["value"]!, 0, 1);
        Assert.Equal(11, membership["rowScores"]!.AsArray().Count);
        var method = place.Run(["audit", "a.zip", .. Request, "--shadow-models", "2", "--method", "FineTune", "--set", "NumberOfSteps=2",
            "--require", "forgottenAreaUnderCurve<=1", "--json"]).Json;
        Assert.Contains("U-LiRA", (string)method["auditor"]!);
        Assert.NotNull(method["meanDivergences"]!["unseen"]);
    }

    [Fact]
    public void A_file_says_what_it_is_and_what_it_has_forgotten()
    {
        var json = place.Run("inspect", "b.zip", "--json").Json;
        Assert.Equal(110, (int)json["trainingRows"]!);
        Assert.Equal(11, (int)json["forgottenRows"]!);
        Assert.Equal(["train", "fine-tuning"], json["history"]!.AsArray().Select(step => (string)step!["name"]!));
        Assert.Equal("3", (string)json["notes"]!["data.seed"]!);
        var text = place.Run("inspect", "b.zip").Succeeded.Output;
        Assert.Contains("trained on 110 rows, of which 11 are forgotten", text);
        Assert.Contains((string)json["sha256"]!, text);
        Assert.DoesNotContain(place.Folder, place.Run("inspect", "b.zip", "--json").Output);
    }
}

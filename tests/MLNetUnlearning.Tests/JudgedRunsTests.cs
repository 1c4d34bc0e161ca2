using System.Text.Json;
using Microsoft.ML.Runtime;

namespace MLNetUnlearning.Tests;

/// <summary>Every unlearning run says how far it got, wherever its result goes.</summary>
public sealed class JudgedRunsTests
{
    [Fact]
    public void What_a_run_says_is_in_history_log_file_metrics_and_reports()
    {
        var ml = new MLContext(seed: 1);
        var log = new List<(ChannelMessageKind Kind, string Text)>();
        ml.Log += (_, message) => log.Add((message.Kind, message.Message));
        var (train, unseen) = ml.Unlearning().HoldOut(ml.LoadSyntheticImages(rowsPerClass: 12), fraction: 0.25);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("disc"));
        using var original = ml.Unlearning().TrainClassifier(
            Tiny.Recipe, network: Tiny.Network).Fit(train);
        using var unlearned = ml.Unlearn(
            original, new FineTune { WholeClass = new() { NumberOfEpochs = 1, BatchSize = 16, LearningRate = 1e-4 } }, unseen: unseen,
            maximumRetainAccuracyLoss: double.PositiveInfinity).Fit(marked);
        var said = unlearned.History[^1].Judgement!;
        Assert.Equal(9, said.NumberOfForgottenRows);
        Assert.Equal(9 * (original.Labels.Count - 1), said.NumberOfRetainedRows);
        Assert.Equal(3 * (original.Labels.Count - 1), said.NumberOfUnseenRows);
        Assert.Equal(0, said.ExpectedForgottenAccuracy);
        Assert.Null(original.History[^1].Judgement);
        Assert.Contains(log, message =>
            message.Kind == (said.IsReached == false ? ChannelMessageKind.Warning : ChannelMessageKind.Info)
            && message.Text.Contains(said.ToString()));

        using var file = new TemporaryFolder();
        unlearned.Save(file.File("judged.zip"));
        using var loaded = ml.Unlearning().LoadClassifier(file.File("judged.zip"));
        Assert.Equal(said, loaded.History[^1].Judgement);
        var metrics = ml.Unlearning().Evaluate(loaded, marked, unseen, ml.LoadSyntheticImages(rowsPerClass: 3, part: DataSetPart.Test));
        Assert.Equal(said, metrics.Judgement);

        var report = new UnlearningReport("class:disc", [new("unlearned", metrics)]);
        Assert.Contains($"unlearned, by itself: {said}", report.ToTable());
        using var json = JsonDocument.Parse(report.ToJson());
        var judgement = json.RootElement.GetProperty("models")[0].GetProperty("judgement");
        Assert.Equal(Math.Round(said.Distance, 4), judgement.GetProperty("distance").GetDouble());
        Assert.Equal(9, judgement.GetProperty("numberOfForgottenRows").GetInt32());
    }

    [Fact]
    public void What_it_says_agrees_with_the_scores_of_the_classifier()
    {
        var ml = new MLContext(seed: 1);
        using var classifier = Tiny.Trained(ml);
        using var unlearned = ml.Unlearn(classifier, new FineTune(), unseen: Tiny.Unseen).Fit(Tiny.Rows());
        var metrics = ml.Unlearning().Evaluate(unlearned, Tiny.Rows(), Tiny.Unseen, Tiny.Rows(seed: 3));
        Assert.Equal(100 - metrics.UnlearningAccuracy, metrics.Judgement!.ForgottenAccuracy, 9);
        Assert.Equal(metrics.RetainAccuracy, metrics.Judgement.RetainAccuracy, 9);
    }

    [Fact]
    public void What_a_run_says_of_its_rows_is_no_judgement_of_others()
    {
        var ml = new MLContext(seed: 1);
        using var classifier = Tiny.Trained(ml);
        using var unlearned = ml.Unlearn(classifier, new FineTune(), unseen: Tiny.Unseen).Fit(Tiny.Rows());
        UnlearningMetrics Of(NeuralClassifier model, ForgetRequest request) => ml.Unlearning().Evaluate(
            model, ml.Unlearning().MarkForgotten(Tiny.Rows(), request), Tiny.Unseen, Tiny.Rows(seed: 3));
        var (one, another) = (ForgetRequest.Class(classifier.Labels.Names[0]), ForgetRequest.Class(classifier.Labels.Names[1]));
        Assert.Equal(0, Of(unlearned, one).NumberOfRowsNeverAsked);
        Assert.NotNull(Of(unlearned, one).Judgement);
        var others = Of(unlearned, another);
        Assert.Equal(others.RowCounts[Subset.Forget], others.NumberOfRowsNeverAsked);
        Assert.Null(others.Judgement);
        Assert.Null(Of(classifier, another).NumberOfRowsNeverAsked);
        var both = Of(unlearned, ForgetRequest.All(one, another));
        Assert.Equal(others.NumberOfRowsNeverAsked, both.NumberOfRowsNeverAsked);
        Assert.Null(both.Judgement);
        var verdicts = new UnlearningReport("another", [new("unlearned", others)]).Verdicts;
        Assert.Contains("was never asked to forget these", verdicts[0].Reason);
        Assert.Contains(verdicts, verdict => verdict.Answer == "Not measured");
    }

    [Fact]
    public void Retraining_judges_itself_too_and_a_run_that_does_nothing_has_not_forgotten()
    {
        var ml = new MLContext(seed: 1);
        using var classifier = Tiny.Trained(ml);
        using var retrained = ml.Unlearn(classifier, new Retrain(), unseen: Tiny.Unseen).Fit(Tiny.Rows());
        Assert.Equal(0, retrained.History[^1].Judgement!.ForgottenAccuracy);
        using var same = ml.Unlearn(classifier, new Nothing()).Fit(Tiny.Rows());
        Assert.False(same.History[^1].Judgement!.IsReached);
        Assert.Equal(0, same.History[^1].Judgement!.RetainAccuracyLost);
        Assert.Null(same.History[^1].Judgement!.UnseenAccuracy);
    }

    [Fact]
    public void Judging_takes_no_part_in_the_random_numbers_or_the_time_of_a_run()
    {
        var ml = new MLContext(seed: 1);
        using var classifier = Tiny.Trained(ml);
        using var without = ml.Unlearn(classifier, new FineTune(), seed: 2).Fit(Tiny.Rows());
        using var with = ml.Unlearn(classifier, new FineTune(), unseen: Tiny.Unseen, seed: 2).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Weights(without), Tiny.Weights(with));
        using var nothing = ml.Unlearn(classifier, new Nothing(), unseen: Tiny.Unseen).Fit(Tiny.Rows());
        Assert.InRange(nothing.History[^1].RunTime.TotalMilliseconds, 0, 50);
    }
}

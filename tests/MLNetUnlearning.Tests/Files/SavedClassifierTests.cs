using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tests;

/// <summary>A classifier that was saved and loaded is the classifier that it was.</summary>
public sealed class SavedClassifierTests : IClassFixture<TrainedOnce>, IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();
    private readonly NeuralClassifier original;

    public SavedClassifierTests(TrainedOnce trained) => original = trained.Classifier;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_gives_the_same_scores_to_the_bit()
    {
        using var back = ThereAndBack(original);
        Assert.Equal(Scores(original), Scores(back));
        var (before, after) = (original.Transform(Tiny.Rows()).Schema, back.Transform(Tiny.Rows()).Schema);
        Assert.Equal(before.Select(column => (column.Name, column.Type)), after.Select(column => (column.Name, column.Type)));
        Assert.Equal(Names(before["PredictedLabel"], "KeyValues"), Names(after["PredictedLabel"], "KeyValues"));
    }

    [Fact]
    public void It_forgets_as_the_one_that_was_never_saved()
    {
        using var back = ThereAndBack(original);
        using var expected = Unlearned(original);
        using var unlearned = Unlearned(back);
        Assert.Equal(Tiny.Weights(expected), Tiny.Weights(unlearned));
        Assert.Equal(expected.TrainingRows.ToArray(), unlearned.TrainingRows.ToArray());
    }

    [Fact]
    public void What_was_done_to_it_before_and_after_saving_is_its_history()
    {
        using var back = ThereAndBack(original);
        using var unlearned = Unlearned(back);
        using var again = ThereAndBack(unlearned);
        Assert.Equal(unlearned.History, again.History);
        Assert.Equal(["train", Tiny.Game.Name], again.History.Select(step => step.Name));
    }

    [Fact]
    public void It_knows_its_training_rows_and_refuses_them_as_unseen()
    {
        using var back = ThereAndBack(original);
        var error = Assert.Throws<InvalidOperationException>(() => ml.Unlearn(back, Tiny.Game, unseen: Tiny.Rows()).Fit(Tiny.Rows()));
        Assert.Contains("24", error.Message);
    }

    [Fact]
    public void Loading_leaves_nothing_in_a_scope_and_keeps_the_file_open_for_nobody()
    {
        var path = Path.Combine(folder.Path, "classifier.zip");
        original.Save(path);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++) ml.Unlearning().LoadClassifier(path).Dispose();
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(alone.CanWrite);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_in_the_system_s_words() =>
        Assert.Throws<FileNotFoundException>(() => ml.Unlearning().LoadClassifier(Path.Combine(folder.Path, "none.zip")));

    [Fact]
    public void A_file_of_version_1_that_another_process_wrote_is_read_for_ever()
    {
        using var old = ml.Unlearning().LoadClassifier(Path.Combine(AppContext.BaseDirectory, "Fixtures", "classifier-v1.zip"));
        Assert.Equal(Tiny.Classes, old.Labels.Names);
        Assert.Equal(["train"], old.History.Select(step => step.Name));
        Assert.Equal(Tiny.Recipe, old.Recipe);
        Assert.Equal(Tiny.NumberOfRows, old.TrainingRows.Count);
        var expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "classifier-v1-scores.json"));
        var scores = System.Text.Json.JsonSerializer.Deserialize<float[][]>(expected)!;
        Assert.Equal(scores.SelectMany(row => row), Scores(old).SelectMany(row => row), (one, other) => Math.Abs(one - other) < 1e-5);
    }

    private NeuralClassifier ThereAndBack(NeuralClassifier classifier)
    {
        var path = Path.Combine(folder.Path, "classifier.zip");
        classifier.Save(path);
        return ml.Unlearning().LoadClassifier(path);
    }

    private NeuralClassifier Unlearned(NeuralClassifier classifier) =>
        ml.Unlearn(classifier, Tiny.Game, unseen: Tiny.Rows(seed: 7), seed: 3).Fit(Tiny.Rows());

    private static float[][] Scores(NeuralClassifier classifier)
    {
        var scored = classifier.Transform(Tiny.Rows());
        return [.. scored.GetColumn<VBuffer<float>>(scored.Schema["Score"]).Select(score => score.DenseValues().ToArray())];
    }

    private static string[] Names(DataViewSchema.Column column, string annotation)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }
}

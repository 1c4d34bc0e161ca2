namespace MLNetUnlearning.Tests;

/// <summary>A classifier that was saved and loaded is the classifier that it was.</summary>
public sealed class SavedClassifierTests(TrainedOnce trained) : IClassFixture<TrainedOnce>, IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();
    private readonly NeuralClassifier original = trained.Classifier;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_gives_the_same_scores_to_the_bit()
    {
        using var back = ThereAndBack(original);
        var (before, after) = (original.Transform(Tiny.Rows()), back.Transform(Tiny.Rows()));
        Assert.Equal(before.Scores(), after.Scores());
        Assert.Equal(before.Schema.Types(), after.Schema.Types());
        Assert.Equal(before.Schema["PredictedLabel"].Texts("KeyValues"), after.Schema["PredictedLabel"].Texts("KeyValues"));
    }

    [Fact]
    public void It_forgets_as_the_one_that_was_never_saved()
    {
        using var back = ThereAndBack(original);
        using var expected = Tiny.Unlearned(ml, original, seed: 3);
        using var unlearned = Tiny.Unlearned(ml, back, seed: 3);
        Assert.Equal(Tiny.Weights(expected), Tiny.Weights(unlearned));
        Assert.Equal(expected.TrainingRows.ToBytes(), unlearned.TrainingRows.ToBytes());
    }

    [Fact]
    public void What_was_done_to_it_before_and_after_saving_is_its_history()
    {
        using var back = ThereAndBack(original);
        using var unlearned = Tiny.Unlearned(ml, back, seed: 3);
        using var again = ThereAndBack(unlearned);
        Assert.Equal(unlearned.History, again.History);
        Assert.Equal(["train", Tiny.Game.Name], again.History.Select(step => step.Name));
    }

    [Fact]
    public void It_knows_its_training_rows_and_refuses_them_as_unseen()
    {
        using var back = ThereAndBack(original);
        Refused.With<InvalidOperationException>("24", () => ml.Unlearn(back, Tiny.Game, unseen: Tiny.Rows()).Fit(Tiny.Rows()));
    }

    [Fact]
    public void Loading_leaves_nothing_in_a_scope_and_keeps_the_file_open_for_nobody()
    {
        var path = folder.File("classifier.zip");
        original.Save(path);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++) ml.Unlearning().LoadClassifier(path).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(alone.CanWrite);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_in_the_system_s_words() =>
        Assert.Throws<FileNotFoundException>(() => ml.Unlearning().LoadClassifier(folder.File("none.zip")));

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
        var actual = old.Transform(Tiny.Rows()).Scores();
        Assert.Equal(scores.SelectMany(row => row), actual.SelectMany(row => row), (one, other) => Math.Abs(one - other) < 1e-5);
    }

    private NeuralClassifier ThereAndBack(NeuralClassifier classifier)
    {
        classifier.Save(folder.File("classifier.zip"));
        return ml.Unlearning().LoadClassifier(folder.File("classifier.zip"));
    }
}

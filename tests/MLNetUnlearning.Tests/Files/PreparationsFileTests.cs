using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

/// <summary>What was prepared for a classifier, saved beside it.</summary>
public sealed class PreparationsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Preparations => folder.File("original.preparations.safetensors");

    [Fact]
    public void Another_process_finds_the_attacker_prepared_and_plays_the_same_game()
    {
        using var original = Tiny.Trained(new MLContext(seed: 1));
        original.Save(folder.File("original.zip"));
        using var here = Unlearn(original);
        Assert.True(original.SavePreparations(Preparations));

        using var loaded = new MLContext(seed: 1).Unlearning().LoadClassifier(folder.File("original.zip"));
        loaded.LoadPreparations(Preparations);
        var reports = new Reports();
        using var there = Unlearn(loaded, reports);
        Assert.DoesNotContain("attacker", reports.Stages);
        Assert.Equal(here.History[^1].PreparationTime, there.History[^1].PreparationTime);
        Assert.Equal(Tiny.Weights(here), Tiny.Weights(there));
    }

    [Fact]
    public void Nothing_is_written_where_nothing_was_prepared()
    {
        using var original = Tiny.Trained(new MLContext(seed: 1));
        Assert.False(original.SavePreparations(Preparations));
        Assert.False(File.Exists(Preparations));
    }

    [Fact]
    public void Another_classifier_refuses_them()
    {
        using var original = Tiny.Trained(new MLContext(seed: 1));
        using (Unlearn(original)) original.SavePreparations(Preparations);
        using var other = Tiny.Trained(new MLContext(seed: 2));
        Refused.With<ModelFileException>("belong to another classifier", () => other.LoadPreparations(Preparations));
    }

    [Fact]
    public void A_thousand_spoilt_files_are_refused_or_the_same_as_before()
    {
        using var original = Tiny.Trained(new MLContext(seed: 1));
        using (Unlearn(original)) original.SavePreparations(Preparations);
        var (refused, most) = SpoiltFiles.Read(File.ReadAllBytes(Preparations), seed: 5, count: 1000, bytes =>
        {
            foreach (var (_, weights, _) in PreparationsFile.Read(original.Weights, new MemoryStream(bytes))) weights.Dispose();
        });
        Assert.InRange(refused, 900, 1000);
        Assert.InRange(most, 0, 16 << 20);
    }

    public void Dispose() => folder.Dispose();

    private static NeuralClassifier Unlearn(NeuralClassifier original, IProgress<UnlearningProgress>? progress = null) =>
        new MLContext(seed: 3).Unlearn(original, Tiny.Game, unseen: Tiny.Unseen, progress: progress).Fit(Tiny.Rows());
}

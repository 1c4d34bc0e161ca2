using Microsoft.ML;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

/// <summary>What was prepared for a classifier, saved beside it.</summary>
public sealed class PreparationsFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("preparations").FullName;

    private string Preparations => Path.Combine(folder, "original.preparations.safetensors");

    private string Classifier => Path.Combine(folder, "original.zip");

    [Fact]
    public void Another_process_finds_the_attacker_prepared_and_plays_the_same_game()
    {
        using var original = Tiny.Trained(new MLContext(seed: 1));
        original.Save(Classifier);
        using var here = Unlearn(original);
        Assert.True(original.SavePreparations(Preparations));

        using var loaded = new MLContext(seed: 1).Unlearning().LoadClassifier(Classifier);
        loaded.LoadPreparations(Preparations);
        var stages = new List<string>();
        using var there = Unlearn(loaded, new Stages(stages));
        Assert.DoesNotContain("attacker", stages);
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
        Assert.Contains("belong to another classifier", Assert.Throws<ModelFileException>(() => other.LoadPreparations(Preparations)).Message);
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

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static NeuralClassifier Unlearn(NeuralClassifier original, IProgress<UnlearningProgress>? progress = null) =>
        new MLContext(seed: 3).Unlearn(original, Tiny.Game, unseen: Tiny.Rows(seed: 7), progress: progress).Fit(Tiny.Rows());

    private sealed class Stages(List<string> seen) : IProgress<UnlearningProgress>
    {
        public void Report(UnlearningProgress value) => seen.Add(value.Stage);
    }
}

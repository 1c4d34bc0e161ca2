using System.Text;
using Microsoft.ML;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>What somebody with nothing but the public API can build on it.</summary>
public sealed class OutsiderTests
{
    private readonly MLContext ml = new(seed: 1);
    private readonly IDataView train = new MLContext().LoadSyntheticImages(rowsPerClass: 4);
    private readonly TrainingRecipe recipe = new() { NumberOfEpochs = 3, BatchSize = 16, LearningRate = 0.01, Augmentation = null };

    [Fact]
    public void A_network_a_method_and_an_attack_of_ones_own_work_together()
    {
        using var original = ml.Unlearning().TrainClassifier(recipe, network: new OneLayer()).Fit(train);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class(SyntheticImages.ClassNames[0]));
        using var refreshed = ml.Unlearn(original, new Refresh()).Fit(marked);
        using var retrained = ml.Unlearn(original, new Retrain()).Fit(marked);

        var rows = ml.Unlearning().Subsets(marked, test: new MLContext().LoadSyntheticImages(rowsPerClass: 2, part: DataSetPart.Test));
        var metrics = ml.Unlearning().Evaluate(refreshed.Transform(rows), attacks: [new SureOfIt()]);
        var gap = metrics.CompareTo(ml.Unlearning().Evaluate(retrained.Transform(rows), attacks: [new SureOfIt()]));

        Assert.Equal("one layer", refreshed.Architecture.Name);
        Assert.Equal(("refresh", "NumberOfEpochs = 2"), (refreshed.History[^1].Name, refreshed.History[^1].Settings));
        Assert.Equal("confidence, mean of members", metrics.MembershipInference[0].Attack);
        Assert.InRange(gap.AverageDisparity, 0, 100);
    }

    [Fact]
    public void A_network_of_ones_own_is_saved_as_ONNX_by_the_operators_it_names()
    {
        using var original = ml.Unlearning().TrainClassifier(recipe, network: new OneLayer()).Fit(train);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        original.SaveOnnx(path);
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        File.Delete(path);
        Assert.All((string[])["Features", "Flatten", "Gemm", "transB", "weight", "Softmax", "Score"], word => Assert.Contains(word, text));
    }

    [Fact]
    public void Wrong_settings_of_ones_own_method_are_refused_at_the_call()
    {
        using var original = ml.Unlearning().TrainClassifier(recipe, network: new OneLayer()).Fit(train);
        var error = Assert.Throws<ArgumentException>(() => ml.Unlearn(original, new Refresh { NumberOfEpochs = 0 }));
        Assert.Contains("NumberOfEpochs is 0", error.Message);
    }
}

namespace MLNetUnlearning.Tests;

/// <summary>Weights and statistics that are not finite are refused where they come in, by the name of the tensor.</summary>
public sealed class NotFiniteTests : IDisposable
{
    private static readonly MLContext Ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("conv1.weight", float.NaN), InlineData("fc.bias", float.NegativeInfinity)]
    [InlineData("bn1.running_mean", float.NaN), InlineData("bn2.running_var", float.PositiveInfinity)]
    public void An_import_names_the_tensor(string name, float value) =>
        Refused.With<ModelFileException>($"Tensor '{name}' has numbers that are not finite", () => Import(name, value).Dispose());

    [Fact]
    public void Finite_weights_that_give_no_finite_answer_are_refused_too() =>
        Refused.With<ModelFileException>("answer to a black image is not finite", () => Import("bn1.running_var", -1).Dispose());

    [Fact]
    public void A_saved_classifier_names_it_too()
    {
        using var classifier = Tiny.Trained(Ml);
        Fill(classifier, "bn3.running_var", float.NaN);
        classifier.Save(folder.File("a.zip"));
        Refused.With<ModelFileException>(
            "Tensor 'bn3.running_var' has numbers that are not finite", () => Ml.Unlearning().LoadClassifier(folder.File("a.zip")));
    }

    public void Dispose() => folder.Dispose();

    private NeuralClassifier Import(string name, float value)
    {
        using var classifier = Tiny.Trained(Ml);
        Fill(classifier, name, value);
        Ml.Unlearning().ExportWeights(classifier, folder.File("weights"));
        return Ml.Unlearning().ImportWeights(folder.File("weights"), Tiny.Classes, featureShape: Tiny.Shape);
    }

    private static void Fill(NeuralClassifier classifier, string name, float value)
    {
        using var none = no_grad();
        classifier.Weights[name].fill_(value);
    }
}

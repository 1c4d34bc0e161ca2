using MLNetUnlearning.Methods;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Tests;

public sealed class SaliencyUnlearningTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = new() { NumberOfEpochs = 8, BatchSize = 8, LearningRate = 0.05, DecayToZero = true };

    [Theory, InlineData(0.1), InlineData(0.5)]
    public void Weights_that_are_not_salient_keep_their_bits_and_the_salient_ones_move(double share)
    {
        var split = pictures.RandomRows();
        float[] before = All(pictures.Original), after = All(pictures.After(new SaliencyUnlearning { RandomRows = Descent, SalientShare = share }, split));

        var moved = before.Zip(after).Count(weight => BitConverter.SingleToInt32Bits(weight.First) != BitConverter.SingleToInt32Bits(weight.Second));

        Assert.InRange(moved, 0.9 * share * before.Length, Math.Ceiling(share * before.Length));
    }

    [Fact]
    public void Weights_of_the_last_layer_that_lead_to_the_forgotten_class_are_salient()
    {
        // The gradient of a bias of the last layer is the mean of p - y: largest at the class that all forgotten rows have.
        var split = pictures.WholeClass();
        using var network = pictures.After(new SaliencyUnlearning { WholeClass = Descent, SalientShare = 0.02 }, split);
        Assert.NotEqual(LearntPictures.Weights(pictures.Original)["fc.bias"][0], LearntPictures.Weights(network)["fc.bias"][0]);
    }

    [Fact]
    public void The_forgotten_class_is_lost_and_the_others_are_kept()
    {
        var split = pictures.WholeClass();
        var network = pictures.After(new SaliencyUnlearning { WholeClass = Descent }, split);
        Assert.True(LearntPictures.Loss(network, split.Retain) < 0.3);
        Assert.True(LearntPictures.Loss(network, split.Forget) > Math.Log(LearntPictures.NumberOfClasses));
    }

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var (method, settings) = (new SaliencyUnlearning(), new OptimizerSettings { NumberOfEpochs = 2, BatchSize = 64, LearningRate = 0.03, DecayToZero = true });
        Assert.Equal((settings, settings with { NumberOfEpochs = 1 }, 0.5), (method.RandomRows, method.WholeClass, method.SalientShare));
    }

    [Fact]
    public void The_published_recipe_is_that_of_random_labels_on_half_of_the_weights()
    {
        var published = new OptimizerSettings { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.013 };
        Assert.Equal(
            (published, published, 0.5),
            (SaliencyUnlearning.Published.RandomRows, SaliencyUnlearning.Published.WholeClass, SaliencyUnlearning.Published.SalientShare));
    }

    [Theory, InlineData(0.0), InlineData(1.1), InlineData(double.NaN)]
    public void A_share_outside_0_to_1_is_refused(double share) =>
        Assert.StartsWith("SalientShare is", Assert.Single(new SaliencyUnlearning { SalientShare = share }.Violations()), StringComparison.Ordinal);

    private static float[] All(MLNetUnlearning.Networks.ClassifierNetwork network) => [.. LearntPictures.Weights(network).Values.SelectMany(values => values)];
}

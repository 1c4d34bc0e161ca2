namespace MLNetUnlearning.Tests;

public sealed class SaliencyUnlearningTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = LearntPictures.Descent;

    [Theory, InlineData(0.1), InlineData(0.5)]
    public void Weights_that_are_not_salient_keep_their_bits_and_the_salient_ones_move(double share)
    {
        var method = new SaliencyUnlearning { RandomRows = Descent, SalientShare = share };
        int[] before = Bits(LearntPictures.Weights(pictures.Original)), after = Bits(pictures.WeightsAfter(method, pictures.RandomRows()));
        var moved = before.Zip(after).Count(weight => weight.First != weight.Second);
        Assert.InRange(moved, 0.9 * share * before.Length, Math.Ceiling(share * before.Length));
    }

    [Fact]
    public void Weights_of_the_last_layer_that_lead_to_the_forgotten_class_are_salient()
    {
        // The gradient of a bias of the last layer is the mean of p - y: largest at the class that all forgotten rows have.
        var after = pictures.WeightsAfter(new SaliencyUnlearning { WholeClass = Descent, SalientShare = 0.02 }, pictures.WholeClass());
        Assert.NotEqual(LearntPictures.Weights(pictures.Original)["fc.bias"][0], after["fc.bias"][0]);
    }

    [Fact]
    public void The_forgotten_class_is_lost_and_the_others_are_kept()
    {
        var split = pictures.WholeClass();
        var network = pictures.After(new SaliencyUnlearning { WholeClass = Descent }, split);
        Assert.True(LearntPictures.Loss(network, split.Retain) < 0.3);
        Assert.True(LearntPictures.Loss(network, split.Forget) > Math.Log(LearntPictures.NumberOfClasses));
    }

    private static int[] Bits(Dictionary<string, float[]> weights) =>
        [.. weights.Values.SelectMany(values => values).Select(BitConverter.SingleToInt32Bits)];
}

namespace MLNetUnlearning.Tests;

public sealed class AttackerViewTests
{
    [Fact]
    public void A_view_is_logits_one_hot_label_and_sensitivity_which_is_zero_where_nobody_sees_it()
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(1);
        var network = Tiny.Network.Create(Tiny.Shape, 3, generator);
        network.eval();
        var images = rand([2, 3, Tiny.Side, Tiny.Side], generator: generator);
        var logits = network.forward(images).Logits;
        float[] View(bool withSensitivity) => AttackerView
            .Of(
                network, images, logits, tensor(new long[] { 2, 0 }), new AdversarialMinMax(), FeatureUnit.Pixels, withSensitivity,
                generator)
            .detach().data<float>().ToArray();
        var expected = logits.detach().data<float>().ToArray();
        var (blind, seeing) = (View(withSensitivity: false), View(withSensitivity: true));
        Assert.Equal([.. expected[..3], 0, 0, 1, 0, 0, 0, .. expected[3..], 1, 0, 0, 0, 0, 0], blind);
        Assert.Equal(blind[..6], seeing[..6]);
        Assert.All(seeing[6..9], number => Assert.True(number > 0));
    }

    [Theory]
    [InlineData(1, true), InlineData(7, true), InlineData(8, true), InlineData(24, true), InlineData(0, false), InlineData(9, false)]
    [InlineData(32, false)]
    public void An_attacker_sees_answers_or_what_the_published_one_sees(int inputs, bool known) =>
        Assert.Equal(known, AttackerView.IsKnown((AttackerInputs)inputs));
}

namespace MLNetUnlearning.Tests;

public sealed class LossesTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SafeTensors fixture = SafeTensors.Fixture("losses.safetensors");

    [Fact]
    public void Barlow_Twins_and_its_gradient_agree_with_PyTorch()
    {
        var forget = fixture.Tensor("forget_features").requires_grad_();
        var loss = Losses.BarlowTwins(forget, fixture.Tensor("unseen_features"));
        loss.backward();
        Assert.Equal(11.087935447692871, loss.ToDouble(), 11.0879 * 1e-4);
        TorchFixture.AssertClose(fixture.Tensor("barlow_gradient_forget"), forget.grad!);
    }

    [Fact]
    public void A_dead_feature_leaves_Barlow_Twins_and_its_gradient_finite()
    {
        var forget = fixture.Tensor("forget_features").clone();
        forget.index_put_(tensor(0f), TensorIndex.Colon, TensorIndex.Single(3));
        forget.requires_grad_();
        var loss = Losses.BarlowTwins(forget, fixture.Tensor("unseen_features"));
        loss.backward();
        Assert.True(double.IsFinite(loss.ToDouble()));
        Assert.True(forget.grad!.isfinite().all().ToBoolean());
    }

    [Fact]
    public void VICReg_is_what_its_equation_says()
    {
        var first = tensor(new[,] { { 0f, 1f }, { 2f, 3f }, { 4f, 2f } }).requires_grad_();
        var second = tensor(new[,] { { 0f, 1f }, { 2f, 2f }, { 4f, 3f } });
        // s: rows differ by 0, 1 and 1 (squared). Variances 4 and 1 on both sides: none is below 1, so nothing is lost there.
        // c: covariances (-2 * -1 + 0 * 1 + 2 * 0) / 2 = 1 and (-2 * -1 + 0 * 0 + 2 * 1) / 2 = 2; each stands twice, over 2 features.
        var expected = 25 * (2 / 3.0) + 25 * (0 + 0) + 1 * 1 + 2 * 2;
        var loss = Losses.VicReg(first, second);
        loss.backward();
        Assert.Equal(expected, loss.ToDouble(), 1e-4);
        Assert.True(first.grad!.isfinite().all().ToBoolean());
    }

    [Fact]
    public void VICReg_asks_every_feature_to_spread()
    {
        var still = zeros(4, 2);
        // No variance: 1 - sqrt(1e-4) = 0.99 on either side.
        Assert.Equal(25 * 2 * 0.99, Losses.VicReg(still, still).ToDouble(), 1e-4);
    }

    [Fact]
    public void Cross_entropy_and_its_gradient_agree_with_PyTorch()
    {
        var logits = fixture.Tensor("logits").requires_grad_();
        var loss = Losses.CrossEntropy(logits, fixture.Tensor("labels"));
        loss.backward();
        Assert.Equal(2.6814427375793457, loss.ToDouble(), 2.68 * 1e-4);
        TorchFixture.AssertClose(fixture.Tensor("ce_gradient"), logits.grad!);
    }

    [Fact]
    public void Divergence_is_nothing_between_like_answers_and_the_mean_of_the_rows_otherwise()
    {
        // Rows (1/2, 1/2) against (3/4, 1/4): 1/2 log(2/3) + 1/2 log 2 = 1/2 log(4/3), and a row of like answers: 0.
        Tensor teacher = tensor(new float[] { 0, 0, 1, 5 }).reshape(2, 2), student = tensor(new[] { MathF.Log(3), 0, 1, 5 }).reshape(2, 2);
        Assert.Equal(0, Losses.Divergence(teacher, teacher).ToDouble(), 1e-6);
        Assert.Equal(0.25 * Math.Log(4.0 / 3), Losses.Divergence(teacher, student).ToDouble(), 1e-6);
        Assert.Equal(0.05, Losses.Divergence(teacher, student, limit: 0.1).ToDouble(), 1e-6);
    }

    [Fact]
    public void A_temperature_softens_both_answers_and_counts_squared()
    {
        Tensor teacher = tensor(new float[] { 0, 0 }).reshape(1, 2), student = tensor(new[] { 2 * MathF.Log(3), 0 }).reshape(1, 2);
        Assert.Equal(4 * 0.5 * Math.Log(4.0 / 3), Losses.Divergence(teacher, student, temperature: 2).ToDouble(), 1e-5);
    }

    [Fact]
    public void A_row_above_the_limit_counts_for_the_limit_and_has_no_gradient()
    {
        // -log softmax: 0.6931 in the first row, 20 in the second.
        var logits = tensor(new float[] { 0, 0, 20, 0 }).reshape(2, 2).requires_grad_();
        var loss = Losses.BoundedCrossEntropy(logits, tensor(new long[] { 0, 1 }), limit: 3);
        loss.backward();
        Assert.Equal((Math.Log(2) + 3) / 2, loss.ToDouble(), 1e-6);
        TorchFixture.AssertClose(tensor(new[] { -0.25f, 0.25f, 0, 0 }).reshape(2, 2), logits.grad!);
    }

    public void Dispose() => scope.Dispose();
}

using MLNetUnlearning.Tests.Fixtures;
using MLNetUnlearning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests.Training;

public sealed class LossesTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SafeTensors fixture = SafeTensors.Fixture("losses.safetensors");

    [Fact]
    public void Barlow_Twins_and_its_gradient_agree_with_PyTorch()
    {
        Tensor forget = fixture.Tensor("forget_features").requires_grad_();

        Tensor loss = Losses.BarlowTwins(forget, fixture.Tensor("unseen_features"));
        loss.backward();

        Assert.Equal(11.087935447692871, loss.ToDouble(), 11.0879 * 1e-4);
        TorchFixture.AssertClose(fixture.Tensor("barlow_gradient_forget"), forget.grad!);
    }

    [Fact]
    public void A_dead_feature_leaves_Barlow_Twins_and_its_gradient_finite()
    {
        Tensor forget = fixture.Tensor("forget_features").clone();
        forget.index_put_(tensor(0f), TensorIndex.Colon, TensorIndex.Single(3));
        forget.requires_grad_();

        Tensor loss = Losses.BarlowTwins(forget, fixture.Tensor("unseen_features"));
        loss.backward();

        Assert.True(double.IsFinite(loss.ToDouble()));
        Assert.True(forget.grad!.isfinite().all().ToBoolean());
    }

    [Fact]
    public void Cross_entropy_and_its_gradient_agree_with_PyTorch()
    {
        Tensor logits = fixture.Tensor("logits").requires_grad_();

        Tensor loss = Losses.CrossEntropy(logits, fixture.Tensor("labels"));
        loss.backward();

        Assert.Equal(2.6814427375793457, loss.ToDouble(), 2.68 * 1e-4);
        TorchFixture.AssertClose(fixture.Tensor("ce_gradient"), logits.grad!);
    }

    public void Dispose() => scope.Dispose();
}

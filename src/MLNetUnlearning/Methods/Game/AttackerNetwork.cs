using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Methods;

/// <summary>An attacker of the game: the network, and which numbers of the view it sees.</summary>
internal sealed class AttackerNetwork : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> network;
    private readonly Tensor? mask; // 3K: 1 for what it sees

    private AttackerNetwork(nn.Module<Tensor, Tensor> network, Tensor? mask) : base(nameof(AttackerNetwork))
    {
        (this.network, this.mask) = (network, mask);
        register_module("network", network);
    }

    /// <summary>A new attacker.</summary>
    /// <param name="inputs">What it sees.</param>
    /// <param name="numberOfClasses">K.</param>
    /// <param name="dropout">The probability of dropout, if the network has any.</param>
    /// <param name="generator">The CPU generator that draws the first weights and every dropout mask. It must live as long as the
    /// attacker.</param>
    /// <param name="device">Its device.</param>
    public static AttackerNetwork Of(AttackerInputs inputs, int numberOfClasses, double dropout, Generator generator, Device device) =>
        AttackerView.IsOfAnswers(inputs)
            ? new AttackerNetwork(
                new AnswerAttacker(
                    numberOfClasses, inputs.HasFlag(AttackerInputs.Confidence), inputs.HasFlag(AttackerInputs.Probabilities), generator,
                    device),
                mask: null)
            : new AttackerNetwork(
                new MembershipAttacker(numberOfClasses, dropout, generator, device), Mask(inputs, numberOfClasses, device));

    /// <param name="input">The view, b x 3K.</param>
    /// <returns>Logits, b x 2, where 1 is "was trained on".</returns>
    public override Tensor forward(Tensor input) => network.call(mask is null ? input : input * mask);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            network.Dispose();
            mask?.Dispose();
        }
        base.Dispose(disposing);
    }

    private static Tensor? Mask(AttackerInputs inputs, int numberOfClasses, Device device)
    {
        if (inputs == AttackerInputs.All) return null;
        float[] mask = [.. new[] { AttackerInputs.Logits, AttackerInputs.Label, AttackerInputs.Sensitivity }
            .SelectMany(part => Enumerable.Repeat(inputs.HasFlag(part) ? 1f : 0f, numberOfClasses))];
        return Data.NewTensor.Of(mask).to(device).DetachFromDisposeScope();
    }
}

using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

/// <summary>
/// The other player of the game: from what a defender says of a row it tells whether the row was a member of the training set
/// (Yuan and Zhang 2022, "Membership inference attacks and defenses in neural network pruning").
/// </summary>
/// <remarks>
/// Input b x 3K: the defender's logits, the one-hot label, the sensitivity. Class k becomes the token of the three numbers at k. Output: b x 2
/// logits, 1 = member. Fields carry PyTorch's names.
/// </remarks>
internal sealed class MembershipAttacker : Layer
{
    private const int Hidden = 64;
    private readonly BatchNormalization bn;
    private readonly LinearLayer fc1;
    private readonly TransformerEncoder transformer_encoder;
    private readonly LinearLayer fc2;
    private readonly LinearLayer fc3;
    private readonly int numberOfClasses;

    /// <param name="numberOfClasses">K.</param>
    /// <param name="dropout">Probability of dropout in the encoder; 0.2 is published.</param>
    /// <param name="generator">The CPU generator that draws the first weights and every dropout mask; lives as long as the attacker.</param>
    /// <param name="device">Where it lives; null: on the CPU.</param>
    public MembershipAttacker(int numberOfClasses, double dropout, Generator generator, Device? device = null) : base(nameof(MembershipAttacker))
    {
        this.numberOfClasses = numberOfClasses;
        bn = new BatchNormalization(3 * numberOfClasses);
        fc1 = new LinearLayer(3, Hidden);
        transformer_encoder = new TransformerEncoder(3, Hidden, 4, 128, dropout, generator);
        fc2 = new LinearLayer(Hidden * numberOfClasses, Hidden);
        fc3 = new LinearLayer(Hidden, 2);
        RegisterComponents();
        Initialize(generator);
        if (device is not null && device.type != DeviceType.CPU)
            this.to(device);
    }

    public override Tensor forward(Tensor input)   // b x 3K
    {
        Tensor tokens = bn.forward(input).view(-1, 3, numberOfClasses).transpose(1, 2);   // b x K x 3
        tokens = functional.gelu(fc1.forward(tokens));   // b x K x 64
        tokens = transformer_encoder.forward(tokens);   // b x K x 64
        Tensor joined = functional.relu(fc2.forward(tokens.reshape(-1, Hidden * numberOfClasses)));   // b x 64
        return fc3.forward(joined);   // b x 2
    }

    private void Initialize(Generator generator)
    {
        fc1.Initialize(generator);
        transformer_encoder.Initialize(generator);
        fc2.Initialize(generator);
        fc3.Initialize(generator);
    }
}

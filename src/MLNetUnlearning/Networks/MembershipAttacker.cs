using MLNetUnlearning.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

/// <summary>The other player of the game: from a defender's answer to a row it tells whether the row was a member of the training set (Yuan
/// and Zhang 2022, "Membership inference attacks and defenses in neural network pruning").</summary>
/// <remarks>
/// Input: the defender's logits, the one-hot label and the sensitivity, b x 3K. The three numbers of class k become one token. Output:
/// logits, b x 2, where 1 is member. Fields have PyTorch's names.
/// </remarks>
internal sealed class MembershipAttacker : nn.Module<Tensor, Tensor>
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
    /// <param name="generator">The CPU generator that draws the first weights and every dropout mask. It must live as long as the
    /// attacker.</param>
    /// <param name="device">Its device; null: the CPU.</param>
    public MembershipAttacker(int numberOfClasses, double dropout, Generator generator, Device? device = null)
        : base(nameof(MembershipAttacker))
    {
        this.numberOfClasses = numberOfClasses;
        bn = new BatchNormalization(3 * numberOfClasses);
        fc1 = new LinearLayer(3, Hidden);
        transformer_encoder = new TransformerEncoder(numberOfLayers: 3, Hidden, heads: 4, feedForward: 128, dropout, generator);
        fc2 = new LinearLayer(Hidden * numberOfClasses, Hidden);
        fc3 = new LinearLayer(Hidden, 2);
        RegisterComponents();
        Initialize(generator);
        if (device is not null && device.type != DeviceType.CPU)
            this.to(device);
    }

    public override Tensor forward(Tensor input) // b x 3K
    {
        var tokens = bn.call(input).view(-1, 3, numberOfClasses).transpose(1, 2); // b x K x 3
        tokens = functional.gelu(fc1.call(tokens)); // b x K x 64
        tokens = transformer_encoder.call(tokens); // b x K x 64
        var joined = functional.relu(fc2.call(tokens.reshape(-1, Hidden * numberOfClasses))); // b x 64
        return fc3.call(joined); // b x 2
    }

    private void Initialize(Generator generator)
    {
        fc1.Initialize(generator);
        transformer_encoder.Initialize(generator);
        fc2.Initialize(generator);
        fc3.Initialize(generator);
    }
}

/// <summary>Post-norm transformer encoder (Vaswani et al. 2017) with GELU; batch first.</summary>
internal sealed class TransformerEncoder : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<TransformerEncoderLayer> layers;

    public TransformerEncoder(int numberOfLayers, int width, int heads, int feedForward, double dropout, Generator generator)
        : base(nameof(TransformerEncoder))
    {
        layers = new(Enumerable.Range(0, numberOfLayers)
            .Select(_ => new TransformerEncoderLayer(width, heads, feedForward, new SeededDropout(dropout, generator))).ToArray());
        RegisterComponents();
    }

    public void Initialize(Generator generator)
    {
        foreach (var layer in layers)
            layer.Initialize(generator);
    }

    public override Tensor forward(Tensor input) => layers.Aggregate(input, (x, layer) => layer.call(x)); // b x t x w
}

/// <summary>Self-attention, then two linear layers. The output of either is added to its input and normalised.</summary>
internal sealed class TransformerEncoderLayer : nn.Module<Tensor, Tensor>
{
    private readonly SelfAttention self_attn;
    private readonly LinearLayer linear1;
    private readonly LinearLayer linear2;
    private readonly LayerNorm norm1;
    private readonly LayerNorm norm2;
    private readonly SeededDropout dropout;

    public TransformerEncoderLayer(int width, int heads, int feedForward, SeededDropout dropout) : base(nameof(TransformerEncoderLayer))
    {
        this.dropout = dropout;
        self_attn = new SelfAttention(width, heads, dropout);
        linear1 = new LinearLayer(width, feedForward);
        linear2 = new LinearLayer(feedForward, width);
        norm1 = LayerNorm(width, device: CPU, dtype: ScalarType.Float32);
        norm2 = LayerNorm(width, device: CPU, dtype: ScalarType.Float32);
        RegisterComponents();
    }

    public void Initialize(Generator generator)
    {
        self_attn.Initialize(generator);
        linear1.Initialize(generator);
        linear2.Initialize(generator);
    }

    public override Tensor forward(Tensor input) // b x t x w
    {
        var x = norm1.call(input + dropout.Apply(self_attn.call(input), training));
        var hidden = dropout.Apply(functional.gelu(linear1.call(x)), training); // b x t x feedForward
        return norm2.call(x + dropout.Apply(linear2.call(hidden), training));
    }
}

/// <summary>Scaled dot-product attention of tokens to each other, with several heads side by side.</summary>
internal sealed class SelfAttention : nn.Module<Tensor, Tensor>
{
    private readonly Parameter in_proj_weight; // 3w x w: query, key, value
    private readonly Parameter in_proj_bias; // 3w
    private readonly LinearLayer out_proj;
    private readonly SeededDropout dropout;
    private readonly int heads;

    public SelfAttention(int width, int heads, SeededDropout dropout) : base(nameof(SelfAttention))
    {
        this.heads = heads;
        this.dropout = dropout;
        in_proj_weight = new Parameter(NewTensor.Empty([3 * width, width]));
        in_proj_bias = new Parameter(NewTensor.Zeros(3 * width));
        out_proj = new LinearLayer(width, width);
        RegisterComponents();
    }

    public void Initialize(Generator generator)
    {
        using var none = no_grad();
        var bound = Math.Sqrt(6.0 / (in_proj_weight.shape[0] + in_proj_weight.shape[1])); // Glorot and Bengio 2010
        in_proj_weight.uniform_(-bound, bound, generator);
        in_proj_bias.zero_();
        out_proj.Initialize(generator, zeroBias: true);
    }

    public override Tensor forward(Tensor input) // b x t x w
    {
        var (batch, length, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var headWidth = width / heads;
        var projected = functional.linear(input, in_proj_weight, in_proj_bias)
            .view(batch, length, 3, heads, headWidth).permute(2, 0, 3, 1, 4)
            .reshape(3, batch * heads, length, headWidth); // 3 x (b heads) x t x headWidth
        var query = projected.select(0, 0) / Math.Sqrt(headWidth);
        var weights = functional.softmax(bmm(query, projected.select(0, 1).transpose(1, 2)), dim: -1); // (b heads) x t x t
        var mixed = bmm(dropout.Apply(weights, training), projected.select(0, 2)); // (b heads) x t x headWidth
        var joined = mixed.view(batch, heads, length, headWidth).transpose(1, 2).reshape(batch, length, width);
        return out_proj.call(joined);
    }
}

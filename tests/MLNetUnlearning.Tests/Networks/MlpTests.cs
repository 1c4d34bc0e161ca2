namespace MLNetUnlearning.Tests;

public sealed class MlpTests : IDisposable
{
    private static readonly FeatureShape Six = FeatureShape.Vector(6);
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Generator generator = new(4UL, CPU);

    [Theory, InlineData(true, 6), InlineData(false, 6), InlineData(true, 12)]
    public void Its_weights_are_those_told_beforehand_in_the_order_of_computation(bool standardize, int size)
    {
        var architecture = KnownNetworks.Mlp([5, 4], standardize: standardize);
        var shape = size == 12 ? FeatureShape.Image(2, 2) : Six;
        using var network = Tiny.Fresh(architecture, 3, shape);
        var told = architecture.Weights(shape, 3)!.ToList();
        Assert.Equal(told.ToDictionary(weight => weight.Name, weight => weight.Shape), network.state_dict().ToDictionary(
            weight => weight.Key, weight => weight.Value.shape));
        Assert.Equal(
            [
                "fc1.weight", "fc1.bias", "bn1.weight", "bn1.bias", "fc2.weight", "fc2.bias", "bn2.weight", "bn2.bias", "fc.weight",
                "fc.bias",
            ],
            network.named_parameters().Select(weight => weight.name));
        Assert.Equal(standardize, told.Any(weight => weight.Name == "standardize.mean"));
    }

    [Fact]
    public void It_computes_what_its_layers_say()
    {
        using var network = Tiny.Fresh(KnownNetworks.Mlp([2]), 2, FeatureShape.Vector(2));
        using var none = no_grad();
        void Set(string name, params float[] values) => network.state_dict()[name].copy_(
            tensor(values).view(network.state_dict()[name].shape));
        Set("standardize.mean", 1, 10);
        Set("standardize.deviation", 2, 5);
        Set("fc1.weight", 1, 2, -1, 1);
        Set("fc1.bias", 0.5f, 0);
        Set("bn1.running_mean", 1, 0);
        Set("bn1.running_var", 4, 1);
        Set("fc.weight", 1, 0, 0, 1);
        Set("fc.bias", 0, 1);
        network.eval();
        var (logits, features) = network.forward(tensor(new float[] { 5, 20 }).view(1, 2)); // standardised: 2, 2
        Assert.Equal([2.75f, 0], Numbers(features), (one, other) => Math.Abs(one - other) < 1e-4); // (6.5 - 1) / 2; relu(0)
        Assert.Equal([2.75f, 1], Numbers(logits), (one, other) => Math.Abs(one - other) < 1e-4);
    }

    [Fact]
    public void A_row_s_logits_are_the_same_to_the_bit_whatever_is_in_its_batch()
    {
        using var network = Tiny.Fresh(KnownNetworks.Mlp([64, 32]), 5, FeatureShape.Vector(40));
        network.eval();
        using var none = no_grad();
        var rows = NewTensor.RandomNormal([300, 40], generator);
        var together = network.forward(rows).Logits;
        foreach (var count in (int[])[2, 3, 17])
            Assert.Equal(Numbers(together.narrow(0, 5, count)), Numbers(network.forward(rows.narrow(0, 5, count)).Logits));
    }

    [Fact]
    public void What_it_standardizes_by_is_a_part_of_its_state_that_starting_anew_forgets()
    {
        using var network = Tiny.Fresh(KnownNetworks.Mlp([4]), 2, FeatureShape.Vector(2));
        using var rows = new LabeledRows(tensor(new float[,] { { 10, 1 }, { 30, 1 } }), tensor(new long[] { 0, 1 }));
        network.StandardizeBy(rows.All);
        using var copy = network.Copy(CPU);
        Assert.Equal([20, 1], Numbers(copy.state_dict()["standardize.mean"]));
        Assert.Equal([10, 1], Numbers(copy.state_dict()["standardize.deviation"]));
        network.Reset(generator);
        Assert.Equal([0, 0], Numbers(network.state_dict()["standardize.mean"]));
    }

    [Fact]
    public void Dropout_leaves_out_its_share_in_training_alone_and_follows_from_the_state()
    {
        var architecture = KnownNetworks.Mlp([2000], dropout: 0.25);
        using var network = Tiny.Fresh(architecture, 2, Six);
        using var copy = network.Copy(CPU);
        var rows = NewTensor.RandomNormal([8, 6], generator);
        Assert.Equal(Numbers(network.forward(rows).Logits), Numbers(copy.forward(rows).Logits));
        var (first, second) = (network.forward(rows).Features, network.forward(rows).Features);
        Assert.NotEqual(Numbers(first), Numbers(second)); // another step leaves out others
        using var none = no_grad();
        double Zeros(Tensor features) => features.eq(0).to(ScalarType.Float32).mean().item<float>();
        var whole = Tiny.Fresh(KnownNetworks.Mlp([2000]), 2, Six);
        Assert.InRange(Zeros(first), Zeros(whole.forward(rows).Features) * 0.75 + 0.25 - 0.03, Zeros(whole.forward(rows).Features) * 0.75
            + 0.25 + 0.03);
        network.eval();
        Assert.Equal(Numbers(network.forward(rows).Logits), Numbers(network.forward(rows).Logits));
    }

    [Fact]
    public void Settings_out_of_range_are_refused_and_equal_ones_are_equal()
    {
        Refused.With<ArgumentException>(["hidden", "dropout"], () => KnownNetworks.Mlp([4, 0], dropout: 1));
        Assert.Throws<ArgumentException>(() => KnownNetworks.Mlp([]));
        Assert.Equal(KnownNetworks.Mlp([256, 128]), KnownNetworks.Mlp());
        Assert.NotEqual(KnownNetworks.Mlp([256, 127]), KnownNetworks.Mlp());
        Assert.Equal("Mlp of 256 and 128", KnownNetworks.Mlp().ToString());
        Assert.Equal("Mlp of 8, dropout 0.5, features as they are", KnownNetworks.Mlp([8], 0.5, standardize: false).ToString());
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_network_of_images_refuses_vectors_and_says_what_to_do(bool isResNet)
    {
        var network = isResNet ? KnownNetworks.ResNet18(2) : KnownNetworks.SmallConvNet(2);
        Refused.With<InvalidOperationException>(
            [$"{network.Name} takes images, and the features are a vector of 6 numbers", "KnownNetworks.Mlp()", "FeatureShape.Image("],
            () => Tiny.Fresh(network, 3, Six));
    }

    public void Dispose()
    {
        generator.Dispose();
        scope.Dispose();
    }

    private static float[] Numbers(Tensor values) => values.detach().contiguous().data<float>().ToArray();
}

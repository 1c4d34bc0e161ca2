namespace MLNetUnlearning.Tests;

public sealed class NoiseSensitivityTests
{
    [Fact]
    public void Sensitivity_along_given_directions_agrees_with_PyTorch()
    {
        using var scope = NewDisposeScope();
        using var network = Tiny.Fresh(KnownNetworks.ResNet18(8), 10, FeatureShape.Image(32, 32));
        network.load_state_dict(SafeTensors.Fixture("resnet18_width8.safetensors").State("after3."));
        network.eval();
        var fixture = SafeTensors.Fixture("sensitivity.safetensors");
        using var none = no_grad();
        var images = fixture.Tensor("images");
        var logits = network.forward(images).Logits;
        var sensitivity = NoiseSensitivity.Of(network, images, logits, fixture.Tensor("noise"), 1e-3);
        TorchFixture.AssertClose(fixture.Tensor("logits"), logits);
        // A difference of two float32 logits over 1e-3 keeps about three digits.
        TorchFixture.AssertClose(fixture.Tensor("sensitivity"), sensitivity, 1e-3);
    }

    [Fact]
    public void Sensitivity_of_a_linear_network_is_the_mean_length_of_its_rows_along_the_noise()
    {
        using var scope = NewDisposeScope();
        using var network = new FormulaNetwork(2, 2, (pixels, _) => pixels * tensor(new[] { 2f, 3f }));
        var images = zeros(1, 1, 1, 2);
        var directions = tensor(new float[] { 1, 0, 0, -1 }).reshape(2, 1, 1, 1, 2); // two copies: (1, 0) and (0, -1)
        var sensitivity = NoiseSensitivity.Of(network, images, network.forward(images).Logits, directions, 1e-3);
        // D(x) = (2 x1, 3 x2): |2 * 1| and 0 for the first copy, 0 and |3 * -1| for the second.
        TorchFixture.AssertClose(tensor(new[] { 1f, 1.5f }).reshape(1, 2), sensitivity, 1e-4);
    }

    [Fact]
    public void Of_vectors_it_does_not_depend_on_the_unit_of_a_feature()
    {
        using var scope = NewDisposeScope();
        Tensor Sensitivity(float unit)
        {
            using var generator = Seeding.Create(2);
            var values = NewTensor.RandomNormal([8, 3], generator) * unit;
            var rows = new LabeledRows(values.clone(), zeros(8, ScalarType.Int64)).All;
            var network = Tiny.Fresh(KnownNetworks.Mlp([4]), 2, FeatureShape.Vector(3));
            network.StandardizeBy(rows);
            network.eval();
            using var none = no_grad();
            var logits = network.forward(values).Logits;
            return NoiseSensitivity.Of(network, values, logits, 4, 0.1, FeatureUnit.Of(network.Shape, () => rows), generator);
        }
        TorchFixture.AssertClose(Sensitivity(1), Sensitivity(1000), 1e-3);
    }
}

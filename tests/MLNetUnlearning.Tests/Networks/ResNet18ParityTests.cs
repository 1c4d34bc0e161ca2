using System.Text.Json;

namespace MLNetUnlearning.Tests;

/// <summary>The same numbers as PyTorch's ResNet-18 of width 8: answers, gradients, three steps of descent.</summary>
public sealed class ResNet18ParityTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SafeTensors fixture = SafeTensors.Fixture("resnet18_width8.safetensors");
    private readonly ClassifierNetwork network = Tiny.Fresh(KnownNetworks.ResNet18(8), 10, FeatureShape.Image(32, 32));

    public ResNet18ParityTests() => network.load_state_dict(fixture.State("state."));

    [Fact]
    public void State_dictionary_has_the_names_and_shapes_of_PyTorch()
    {
        Dictionary<string, Tensor> expected = fixture.State("state."), actual = network.state_dict();
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, entry => Assert.Equal(entry.Value.shape, actual[entry.Key].shape));
    }

    [Fact]
    public void Logits_and_features_in_evaluation_mode_agree()
    {
        network.eval();
        using var none = no_grad();
        var (logits, features) = network.forward(fixture.Tensor("images"));
        TorchFixture.AssertClose(fixture.Tensor("logits_eval"), logits);
        TorchFixture.AssertClose(fixture.Tensor("features_eval"), features);
    }

    [Fact]
    public void Logits_in_training_mode_agree()
    {
        network.train();
        TorchFixture.AssertClose(fixture.Tensor("logits_train"), network.forward(fixture.Tensor("images")).Logits);
    }

    [Fact]
    public void Three_steps_of_descent_agree_in_losses_gradients_and_weights()
    {
        var losses = JsonSerializer.Deserialize<double[]>(fixture.Metadata["losses_of_3_sgd_steps"])!;
        var norms = JsonSerializer.Deserialize<Dictionary<string, double>>(fixture.Metadata["gradient_norms_first_step"])!;
        Tensor images = fixture.Tensor("images"), labels = fixture.Tensor("labels");
        using var optimizer = optim.SGD(network.parameters(), 0.1, momentum: 0.9, weight_decay: 5e-4);
        network.train();
        for (var step = 0; step < 3; step++)
        {
            var loss = Losses.CrossEntropy(network.forward(images).Logits, labels);
            optimizer.zero_grad();
            loss.backward();
            Assert.Equal(losses[step], loss.ToDouble(), losses[step] * 1e-4);
            if (step == 0)
                Assert.All(network.named_parameters(), named => Assert.Equal(
                    norms[named.name], named.parameter.grad!.norm().ToDouble(), norms[named.name] * 1e-4));
            optimizer.step();
        }
        // All weights and statistics as one vector: rounding grows from step to step and falls on the few smallest tensors.
        Dictionary<string, Tensor> expected = fixture.State("after3."), actual = network.state_dict();
        Tensor Together(Dictionary<string, Tensor> state) =>
            cat([.. expected.Keys.Select(name => state[name].to(ScalarType.Float64).flatten())]);
        TorchFixture.AssertClose(Together(expected), Together(actual));
        Assert.All(expected, entry => TorchFixture.AssertClose(entry.Value, actual[entry.Key], 5e-3, entry.Key));
    }

    public void Dispose()
    {
        network.Dispose();
        scope.Dispose();
    }
}

namespace MLNetUnlearning.Tests;

/// <summary>The same numbers as the attacker written in PyTorch.</summary>
public sealed class MembershipAttackerParityTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SafeTensors fixture = SafeTensors.Fixture("attacker.safetensors");
    private readonly Generator generator = new(1UL, CPU);

    [Fact]
    public void State_dictionary_has_the_names_and_shapes_of_PyTorch()
    {
        using var attacker = new MembershipAttacker(10, 0.2, generator);
        Dictionary<string, Tensor> expected = fixture.State("state."), actual = attacker.state_dict();
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, entry => Assert.Equal(entry.Value.shape, actual[entry.Key].shape));
    }

    [Fact]
    public void Logits_in_evaluation_mode_agree()
    {
        using var attacker = Attacker(0.2);
        attacker.eval();
        TorchFixture.AssertClose(fixture.Tensor("logits_eval"), attacker.forward(fixture.Tensor("input")));
    }

    [Fact]
    public void Loss_and_gradients_in_training_mode_agree()
    {
        using var attacker = Attacker(0);
        attacker.train();
        var logits = attacker.forward(fixture.Tensor("input"));
        var loss = Losses.CrossEntropy(logits, fixture.Tensor("labels"));
        loss.backward();
        TorchFixture.AssertClose(fixture.Tensor("logits_train_no_dropout"), logits);
        Assert.Equal(0.6665685772895813, loss.ToDouble(), 1e-4);
        Assert.All(attacker.named_parameters(), named =>
            TorchFixture.AssertClose(fixture.Tensor("grad." + named.name), named.parameter.grad!, 1e-3, named.name));
    }

    [Fact]
    public void Dropout_is_drawn_from_the_given_generator_alone()
    {
        var before = random.get_rng_state().data<byte>().ToArray();
        TorchFixture.AssertClose(First(), First(), 0);
        Assert.Equal(before, random.get_rng_state().data<byte>().ToArray());

        Tensor First()
        {
            using var attacker = Attacker(0.5, new Generator(7UL, CPU));
            attacker.train();
            return attacker.forward(fixture.Tensor("input"));
        }
    }

    private MembershipAttacker Attacker(double dropout, Generator? own = null)
    {
        var attacker = new MembershipAttacker(10, dropout, own ?? generator);
        attacker.load_state_dict(fixture.State("state."));
        return attacker;
    }

    public void Dispose()
    {
        generator.Dispose();
        scope.Dispose();
    }
}

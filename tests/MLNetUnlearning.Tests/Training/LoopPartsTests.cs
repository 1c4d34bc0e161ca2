namespace MLNetUnlearning.Tests;

/// <summary>What a loop changes, kept and taken back; anything else is refused before it does harm.</summary>
public sealed class LoopPartsTests
{
    /// <summary>libtorch ends the process when it is given such a state.</summary>
    [Theory, InlineData(1, 0L), InlineData(1, 2L << 32), InlineData(1, (1L << 32) | 625), InlineData(2, 625L), InlineData(2, -1L)]
    public void A_state_that_no_generator_has_is_refused_and_leaves_the_generator_alone(int place, long number)
    {
        using var generator = Seeding.Create(1);
        var good = GeneratorState.Of(generator);
        long[] bad = [.. good];
        bad[place] = number;
        Refused.With<ModelFileException>("no state of a random number generator", () => GeneratorState.Set(generator, bad));
        Refused.With<ModelFileException>("no state of a random number generator", () => GeneratorState.Set(generator, good[1..]));
        Refused.With<ModelFileException>("no state of a random number generator", () => GeneratorState.Set(generator, []));
        Assert.Equal(good, GeneratorState.Of(generator));
    }

    [Fact]
    public void A_generator_goes_on_where_it_was()
    {
        using var generator = Seeding.Create(1);
        randn([3], generator: generator); // an odd number: half of a pair is left
        var state = GeneratorState.Of(generator);
        var next = randn([20], generator: generator).data<float>().ToArray();
        GeneratorState.Set(generator, state);
        Assert.Equal(next, randn([20], generator: generator).data<float>().ToArray());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_state_that_does_not_fit_is_refused_whatever_is_wrong_with_it(bool adam)
    {
        using var scope = NewDisposeScope();
        using var network = Tiny.Fresh(Tiny.Network);
        using var optimizer = new OptimizerSettings { LearningRate = 0.01, Adam = adam }.Of(network.parameters());
        using var generator = Seeding.Create(1);
        network.forward(rand([2, 3, Tiny.Side, Tiny.Side], generator: generator)).Logits.sum().backward();
        optimizer.step();
        using var best = new BestWeights(network);
        best.Consider(1, 0.5);
        var parts = new LoopParts().Add("network", network).Add("optimizer", optimizer).Add("generator", generator).Add("best", best)
            .AddNumbers("numbers", () => [1.5, double.NaN], _ => { });
        var good = parts.ToTensors(isFinished: false).ToDictionary(each => each.Key, each => each.Value.detach().clone());
        parts.Take(good, isFinished: false);
        foreach (var (name, tensor) in good)
        {
            Refuses(parts, good, name, null);
            Refuses(parts, good, name, tensor.to(ScalarType.Float64));
            if (!name.StartsWith("numbers/", StringComparison.Ordinal))
                Refuses(parts, good, name, cat([tensor.flatten(), tensor.flatten()]));
        }
        Refuses(parts, good, "unknown/one", tensor(1f));
    }

    [Fact]
    public void A_finished_loop_keeps_its_results_alone()
    {
        using var network = Tiny.Fresh(Tiny.Network);
        using var optimizer = new OptimizerSettings { LearningRate = 0.01 }.Of(network.parameters());
        var parts = new LoopParts().Add("network", network).Add("optimizer", optimizer).AddNumbers("numbers", () => [1], _ => { });
        Assert.All(parts.ToTensors(isFinished: true).Keys, name => Assert.StartsWith("network/", name));
        Assert.Contains("numbers/numbers", parts.ToTensors(isFinished: false).Keys);
    }

    /// <summary>A missing momentum is not wrong: before the first step there is none.</summary>
    private static void Refuses(LoopParts parts, Dictionary<string, Tensor> good, string name, Tensor? instead)
    {
        var changed = new Dictionary<string, Tensor>(good);
        if (instead is null) changed.Remove(name);
        else changed[name] = instead;
        if (instead is null && (name.EndsWith(".momentum", StringComparison.Ordinal) || name == "best/epoch")) return;
        Refused.With<ModelFileException>("elete the folder to start anew", () => parts.Take(changed, isFinished: false));
    }
}

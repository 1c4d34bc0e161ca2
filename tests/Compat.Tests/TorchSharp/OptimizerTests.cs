using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>One parameter w = 1 whose gradient is 0.5 in every step.</summary>
public class OptimizerTests
{
    [Fact]
    public void Plain_descent_subtracts_the_gradient() =>
        Assert.Equal(1 - 0.1 * 0.5, After(1, w => optim.SGD([w], 0.1)), 1e-6);

    [Fact]
    public void Momentum_remembers_the_gradients_before()
    {
        // buffer: 0.5, then 0.9 * 0.5 + 0.5 = 0.95
        Assert.Equal(1 - 0.1 * (0.5 + 0.95), After(2, w => optim.SGD([w], 0.1, 0.9)), 1e-6);
        // damped by a half from the second step on: 0.9 * 0.5 + 0.5 * 0.5 = 0.7
        Assert.Equal(1 - 0.1 * (0.5 + 0.7), After(2, w => optim.SGD([w], 0.1, 0.9, 0.5)), 1e-6);
        // Nesterov looks ahead: 0.5 + 0.9 * 0.5, then 0.5 + 0.9 * 0.95
        Assert.Equal(1 - 0.1 * (0.95 + 1.355), After(2, w => optim.SGD([w], 0.1, 0.9, 0, 0, true)), 1e-6);
    }

    [Fact]
    public void Weight_decay_joins_the_gradient() =>
        Assert.Equal(1 - 0.1 * (0.5 + 0.01 * 1), After(1, w => optim.SGD([w], 0.1, 0, 0, 0.01)), 1e-6);

    [Fact]
    public void Adams_first_steps_are_as_long_as_the_learning_rate()
    {
        Assert.Equal(1 - 0.001, After(1, w => optim.Adam([w], 0.001)), 1e-6);
        Assert.Equal(1 - 0.002, After(2, w => optim.Adam([w], 0.001)), 1e-6);
    }

    [Fact]
    public void AdamW_shrinks_the_weight_beside_the_gradient() =>
        Assert.Equal(1 * (1 - 0.001 * 0.1) - 0.001, After(1, w => optim.AdamW([w], 0.001, weight_decay: 0.1)), 1e-6);

    [Fact]
    public void The_learning_rate_of_a_group_can_be_changed()
    {
        using var w = new Parameter(ones(1));
        using var optimizer = optim.SGD([w], 0.1);
        foreach (var group in optimizer.ParamGroups) {
            group.LearningRate = 1;
        }
        Step(w, optimizer);
        Assert.Equal(0.5, w.ToDouble(), 1e-6);
    }

    [Fact]
    public void Milestones_lower_the_learning_rate()
    {
        using var w = new Parameter(ones(1));
        using var optimizer = optim.SGD([w], 1);
        var schedule = optim.lr_scheduler.MultiStepLR(optimizer, [1, 3], 0.1);
        var rates = new List<double>();
        for (var epoch = 0; epoch < 4; epoch++) {
            rates.Add(optimizer.ParamGroups.Single().LearningRate);
            schedule.step();
        }
        Assert.Equal([1, 0.1, 0.1, 0.01], rates.Select(rate => Math.Round(rate, 6)));
    }

    [Fact]
    public void Gradients_are_clipped_to_a_length()
    {
        using var scope = NewDisposeScope();
        using var w = new Parameter(ones(2));
        (w * tensor(new[] { 3f, 4f })).sum().backward();
        Assert.Equal(5, nn.utils.clip_grad_norm_([w], 1), 1e-5);
        Assert.Equal(1, w.grad!.norm().ToDouble(), 1e-4);
    }

    [Fact]
    public void An_optimizer_zeroes_gradients_and_keeps_them()
    {
        using var scope = NewDisposeScope();
        using var w = new Parameter(ones(1));
        using var optimizer = optim.SGD([w], 0.1);
        (w * 2).sum().backward();
        optimizer.zero_grad();
        Assert.Equal(0, w.grad!.ToDouble());
    }

    [Fact]
    public void An_optimizers_memory_outlives_the_steps_scope()
    {
        using var w = new Parameter(ones(1));
        using var optimizer = optim.SGD([w], 0.1, 0.9);
        for (var i = 0; i < 3; i++) {
            using var scope = NewDisposeScope();
            Step(w, optimizer);
        }
        Assert.True(w.ToDouble() < 1);
    }

    private static double After(int steps, Func<Parameter, optim.Optimizer> make)
    {
        using var w = new Parameter(ones(1));
        using var optimizer = make(w);
        for (var i = 0; i < steps; i++) {
            Step(w, optimizer);
        }
        return w.ToDouble();
    }

    private static void Step(Parameter w, optim.Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        (w * 0.5).sum().backward();
        optimizer.step();
    }
}

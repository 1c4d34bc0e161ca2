namespace MLNetUnlearning.Tests;

/// <summary>What each player of the game descends: by hand where numbers are few, by behaviour where a gradient is penalised.</summary>
public sealed class GameLossesTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    // Two forgotten rows, then two unseen ones; c = 2, 0, -1, 1.
    private readonly Tensor logits = tensor(new[,] { { 0f, 2f }, { 1f, 1f }, { 3f, 2f }, { 0f, 1f } });

    [Fact]
    public void The_non_saturating_defender_descends_cross_entropy_with_the_labels_swapped() =>
        // -log of the probability of the wrong label: log(1 + e^c) for forgotten rows, log(1 + e^-c) for unseen ones.
        AssertLoss((Soft(2) + Soft(0) + Soft(1) + Soft(-1)) / 4, new AdversarialMinMax());

    [Fact]
    public void The_saturating_defender_ascends_cross_entropy() =>
        AssertLoss(-(Soft(-2) + Soft(0) + Soft(-1) + Soft(1)) / 4, new AdversarialMinMax { Objective = GameObjective.Saturating });

    [Fact]
    public void The_Wasserstein_defender_descends_the_difference_of_the_mean_scores() =>
        AssertLoss((2 + 0) / 2.0 - (-1 + 1) / 2.0, new AdversarialMinMax { Objective = GameObjective.WassersteinGradientPenalty });

    [Fact]
    public void The_attacker_of_DRAGAN_is_judged_by_cross_entropy_and_the_penalty_alone()
    {
        var settings = new AdversarialMinMax { Objective = GameObjective.Dragan, GradientPenaltyWeight = 0 };
        using var attacker = Attacker();
        var expected = (Soft(-2) + Soft(0) + Soft(-1) + Soft(1)) / 4;
        Assert.Equal(expected, GameLosses.OfAttacker(settings, attacker, Views(4), logits, Seeding.Create(1)).ToDouble(), 1e-5);
    }

    [Theory, InlineData(GameObjective.WassersteinGradientPenalty), InlineData(GameObjective.Dragan)]
    public void The_gradient_penalty_holds_the_slope_of_the_attacker_near_one(GameObjective objective)
    {
        var (free, held) = (SlopeAfterTraining(objective, weight: 0), SlopeAfterTraining(objective, weight: 10));
        Assert.True(Math.Abs(held - 1) < Math.Abs(free - 1), $"slope {held} with the penalty, {free} without");
    }

    [Theory, InlineData(AttackerInputs.Label), InlineData(AttackerInputs.Logits | AttackerInputs.Sensitivity)]
    public void An_attacker_sees_the_inputs_it_is_given_and_no_others(AttackerInputs inputs)
    {
        using var attacker = AttackerNetwork.Of(inputs, numberOfClasses: 2, dropout: 0, Seeding.Create(3), CPU);
        attacker.eval();
        var views = Views(4).requires_grad_();
        attacker.forward(views).select(1, 1).sum().backward();
        AttackerInputs[] parts = [AttackerInputs.Logits, AttackerInputs.Label, AttackerInputs.Sensitivity];
        for (var part = 0; part < parts.Length; part++)
            Assert.Equal(inputs.HasFlag(parts[part]), views.grad!.narrow(1, 2 * part, 2).abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void A_bounded_pull_has_the_value_of_the_loss_and_a_gradient_no_longer_than_the_bound_by_forgotten_rows_alone()
    {
        using var attacker = Attacker();
        attacker.eval();
        var (free, held) = (Views(4).requires_grad_(), Views(4).requires_grad_());
        var loss = GameLosses.OfDefender(new AdversarialMinMax(), attacker.forward(free));
        loss.backward();
        var bounded = GameLosses.Bounded(new AdversarialMinMax(), attacker, held, 1e-3);
        bounded.backward();
        Assert.Equal(loss.ToDouble(), bounded.ToDouble(), 1e-6);
        Assert.True(free.grad!.narrow(0, 2, 2).abs().sum().ToDouble() > 0);
        Assert.Equal(0, held.grad!.narrow(0, 2, 2).abs().sum().ToDouble());
        Assert.Equal(0, held.grad!.narrow(1, 2, 2).abs().sum().ToDouble()); // the label is given, not answered
        var pull = held.grad!.narrow(0, 0, 2);
        Assert.All(pull.pow(2).sum(1).sqrt().data<float>().ToArray(), length => Assert.Equal(1e-3 / 2, length, 1e-7));
        var direction = free.grad!.narrow(0, 0, 2).narrow(1, 0, 2);
        Assert.Equal(
            1, nn.functional.cosine_similarity(direction.select(0, 0), pull.narrow(1, 0, 2).select(0, 0), 0).ToDouble(), 0.2);
    }

    [Fact]
    public void A_pull_below_the_bound_is_that_of_the_loss()
    {
        using var attacker = Attacker();
        attacker.eval();
        var (free, held) = (Views(4).requires_grad_(), Views(4).requires_grad_());
        GameLosses.OfDefender(new AdversarialMinMax(), attacker.forward(free)).backward();
        GameLosses.Bounded(new AdversarialMinMax(), attacker, held, 1e6).backward();
        // A mean over four rows there, over the two forgotten ones here.
        var expected = 2 * free.grad!.narrow(0, 0, 2).narrow(1, 0, 2);
        Assert.True((expected - held.grad!.narrow(0, 0, 2).narrow(1, 0, 2)).abs().max().ToDouble() < 1e-6);
    }

    public void Dispose() => scope.Dispose();

    private static double Soft(double c) => Math.Log(1 + Math.Exp(c));

    private void AssertLoss(double expected, AdversarialMinMax settings) =>
        Assert.Equal(expected, GameLosses.OfDefender(settings, logits).ToDouble(), 1e-5);

    private static AttackerNetwork Attacker() => AttackerNetwork.Of(AttackerInputs.All, 2, dropout: 0, Seeding.Create(3), CPU);

    /// <summary>Two clouds, side by side: rows x 6.</summary>
    private static Tensor Views(int rows)
    {
        var views = randn([rows, 6], generator: Seeding.Create(5));
        views.narrow(0, 0, rows / 2).add_(1);
        return views;
    }

    /// <summary>Mean length of the score's gradient over rows, after some steps on the same rows.</summary>
    private static double SlopeAfterTraining(GameObjective objective, double weight)
    {
        var settings = new AdversarialMinMax { Objective = objective, GradientPenaltyWeight = weight };
        using var attacker = Attacker();
        using var optimizer = optim.Adam(attacker.parameters(), 2e-3);
        var (views, generator) = (Views(32), Seeding.Create(7));
        attacker.train();
        for (var step = 0; step < 100; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            GameLosses.OfAttacker(settings, attacker, views, attacker.forward(views), generator).backward();
            optimizer.step();
        }
        var at = views.detach().requires_grad_();
        var scores = attacker.forward(at);
        (scores.select(1, 1) - scores.select(1, 0)).sum().backward();
        return at.grad!.pow(2).sum(1).sqrt().mean().ToDouble();
    }
}

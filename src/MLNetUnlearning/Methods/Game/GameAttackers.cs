using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>The attackers of a game, each with its own weights, dropout masks and optimiser.</summary>
internal sealed class GameAttackers : IDisposable
{
    private readonly GameSettings settings;
    private readonly Generator runGenerator;
    private readonly List<One> attackers = [];

    /// <summary>Pre-trains the attackers, or takes those that an earlier run pre-trained.</summary>
    public GameAttackers(GameSettings settings, GameSchedule schedule, UnlearningRun run)
    {
        (this.settings, runGenerator) = (settings, run.Generator);
        try
        {
            for (var number = 0; number < schedule.Attackers.Count; number++)
            {
                var part = number == 0 ? "attacker in the game" : $"attacker {number} in the game";
                var generator = Seeding.Child(run.Preparations.Seed, part);
                var network = AttackerPreTraining.Prepared(settings, schedule, run, number, generator);
                network.train();
                var optimizer = new AdamOptimizer(network.parameters(), settings.AttackerLearningRate);
                attackers.Add(new One(network, generator, optimizer));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Each attacker takes a step towards telling forgotten rows from unseen ones.</summary>
    /// <param name="views">2b x 3K, forgotten rows first.</param>
    /// <returns>Before the step, as means over the attackers: the share of rows that they told apart correctly, 0 to 1, and their
    /// loss, as scalars where the views are.</returns>
    public (Tensor Accuracy, Tensor Loss) Step(Tensor views)
    {
        var (right, sum) = (new List<Tensor>(), new List<Tensor>());
        foreach (var attacker in attackers)
        {
            var seen = views.detach();
            attacker.Optimizer.zero_grad();
            var logits = attacker.Network.forward(seen); // 2b x 2
            var loss = GameLosses.OfAttacker(settings, attacker.Network, seen, logits, runGenerator);
            loss.backward();
            attacker.Optimizer.step();
            sum.Add(loss.detach());
            var labels = AttackerPreTraining.Labels((int)(views.shape[0] / 2), views.device); // 2b
            right.Add(logits.argmax(1).eq(labels).to(ScalarType.Float32).mean());
        }
        return (stack(right).mean(), stack(sum).mean());
    }

    /// <summary>L_A: the loss that the defender descends, as the mean over the attackers, with the graph through the defender. If the pull
    /// is bounded, its gradient reaches forgotten rows only.</summary>
    /// <param name="views">2b x 3K, forgotten rows first.</param>
    public Tensor DefenderLoss(Tensor views)
    {
        Tensor? sum = null;
        foreach (var attacker in attackers)
        {
            var loss = settings.MaximumPull is { } most
                ? GameLosses.Bounded(settings, attacker.Network, views, most)
                : GameLosses.OfDefender(settings, attacker.Network.forward(views));
            sum = sum is null ? loss : sum + loss;
        }
        return attackers.Count == 1 ? sum! : sum! / attackers.Count;
    }

    /// <summary>Adds all that a step changes to the parts of the game's loop.</summary>
    public LoopParts AddTo(LoopParts parts)
    {
        foreach (var (number, attacker) in attackers.Index())
            parts.Add($"attacker {number}", attacker.Network).Add($"optimizer of attacker {number}", attacker.Optimizer)
                .Add($"generator of attacker {number}", attacker.Generator);
        return parts;
    }

    public void Dispose()
    {
        foreach (var attacker in attackers) attacker.Dispose();
    }

    private sealed record One(AttackerNetwork Network, Generator Generator, optim.Optimizer Optimizer) : IDisposable
    {
        public void Dispose()
        {
            Optimizer.Dispose();
            Network.Dispose();
            Generator.Dispose();
        }
    }
}

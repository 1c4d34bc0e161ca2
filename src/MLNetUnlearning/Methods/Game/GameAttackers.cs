using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>The attackers of a game, each with its weights, its dropout masks and its optimiser.</summary>
internal sealed class GameAttackers : IDisposable
{
    private readonly AdversarialMinMax settings;
    private readonly Generator runGenerator;
    private readonly List<One> attackers = [];

    /// <summary>Pre-trains them, or takes those that an earlier run pre-trained.</summary>
    public GameAttackers(AdversarialMinMax settings, UnlearningRun run)
    {
        (this.settings, runGenerator) = (settings, run.Generator);
        try
        {
            for (int number = 0; number < settings.Attackers.Count; number++)
            {
                Generator generator = Seeding.Child(run.Preparations.Seed, number == 0 ? "attacker in the game" : $"attacker {number} in the game");
                MembershipAttacker network = AttackerPreTraining.Prepared(settings, run, number, generator);
                network.train();
                attackers.Add(new One(
                    network, generator, optim.Adam(network.parameters(), settings.AttackerLearningRate), AttackerView.Mask(settings.Attackers[number], run.Network.NumberOfClasses, run.Device)));
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
    /// <returns>How often they were right before the step, 0 to 1; the mean over the attackers.</returns>
    public double Step(Tensor views)
    {
        double right = 0;
        foreach (One attacker in attackers)
        {
            Tensor seen = attacker.Sees(views.detach());
            attacker.Optimizer.zero_grad();
            Tensor logits = attacker.Network.forward(seen);   // 2b x 2
            GameLosses.OfAttacker(settings, attacker.Network, seen, logits, runGenerator).backward();
            attacker.Optimizer.step();
            right += logits.argmax(1).eq(AttackerPreTraining.Labels((int)(views.shape[0] / 2), views.device)).to(ScalarType.Float32).mean().ToDouble();
        }
        return right / attackers.Count;
    }

    /// <summary>L_A: what the defender is to descend, the mean over the attackers; with the graph through the defender.</summary>
    /// <param name="views">2b x 3K, forgotten rows first.</param>
    public Tensor DefenderLoss(Tensor views)
    {
        Tensor? sum = null;
        foreach (One attacker in attackers)
        {
            Tensor loss = GameLosses.OfDefender(settings, attacker.Network.forward(attacker.Sees(views)));
            sum = sum is null ? loss : sum + loss;
        }
        return attackers.Count == 1 ? sum! : sum! / attackers.Count;
    }

    public void Dispose()
    {
        foreach (One attacker in attackers) attacker.Dispose();
    }

    private sealed record One(MembershipAttacker Network, Generator Generator, optim.Optimizer Optimizer, Tensor? Mask) : IDisposable
    {
        public Tensor Sees(Tensor views) => Mask is null ? views : views * Mask;

        public void Dispose()
        {
            Optimizer.Dispose();
            Network.Dispose();
            Generator.Dispose();
            Mask?.Dispose();
        }
    }
}

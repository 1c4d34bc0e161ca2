using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>The loss of each player, for each objective. The first half of the rows is forgotten (label 1), the second half unseen (label
/// 0).</summary>
internal static class GameLosses
{
    /// <summary>The attacker's loss.</summary>
    /// <param name="settings">The objective.</param>
    /// <param name="attacker">The attacker.</param>
    /// <param name="views">2b x 3K, without a graph.</param>
    /// <param name="logits">The attacker's answers to them, 2b x 2.</param>
    /// <param name="generator">Draws the points at which gradients are penalised.</param>
    public static Tensor OfAttacker(GameSettings settings, AttackerNetwork attacker, Tensor views, Tensor logits, Generator generator)
    {
        var batch = views.shape[0] / 2;
        var loss = settings.Objective == GameObjective.WassersteinGradientPenalty
            ? -Difference(logits)
            : Losses.CrossEntropy(logits, AttackerPreTraining.Labels((int)batch, views.device));
        var points = settings.Objective switch
        {
            GameObjective.WassersteinGradientPenalty => Between(views, generator),
            GameObjective.Dragan => Around(views.narrow(0, batch, batch), generator),
            _ => null,
        };
        return points is null ? loss : loss + settings.GradientPenaltyWeight * Penalty(attacker, points);
    }

    /// <summary>L_A, the defender's loss against this attacker.</summary>
    /// <param name="settings">The objective.</param>
    /// <param name="logits">The attacker's answers to the rows, 2b x 2, with the graph through the defender.</param>
    public static Tensor OfDefender(GameSettings settings, Tensor logits)
    {
        var members = AttackerPreTraining.Labels((int)(logits.shape[0] / 2), logits.device); // 2b
        return settings.Objective switch
        {
            GameObjective.Saturating => -Losses.CrossEntropy(logits, members),
            GameObjective.WassersteinGradientPenalty => Difference(logits),
            _ => Losses.CrossEntropy(logits, 1 - members),
        };
    }

    /// <summary>L_A with a bounded pull: the gradient by the view of a forgotten row is scaled down to a length where it is longer. Unseen
    /// rows have no gradient.</summary>
    /// <param name="settings">The objective.</param>
    /// <param name="attacker">The attacker.</param>
    /// <param name="views">2b x 3K, forgotten rows first, with the graph through the defender.</param>
    /// <param name="most">The longest gradient of a row's own loss, positive.</param>
    /// <returns>A scalar with the value of L_A.</returns>
    public static Tensor Bounded(GameSettings settings, AttackerNetwork attacker, Tensor views, double most)
    {
        var (batch, classes) = (views.shape[0] / 2, views.shape[1] / 3);
        var leaf = views.detach().requires_grad_();
        var loss = OfDefender(settings, attacker.forward(leaf));
        var rows = settings.Objective == GameObjective.WassersteinGradientPenalty ? batch : 2 * batch; // the loss is a mean over these
        var pull = rows * autograd.grad([loss], [leaf])[0].narrow(0, 0, batch); // b x 3K
        var moved = views.narrow(0, 0, batch);
        pull = cat([pull.narrow(1, 0, classes), zeros_like(moved).narrow(1, classes, classes), pull.narrow(1, 2 * classes, classes)], 1);
        var length = pull.pow(2).sum([1], keepdim: true).sqrt(); // b x 1
        var term = (pull * (most / length.clamp_min(most)) * moved).sum() / batch; // has this gradient, but not the value of L_A
        return term + (loss - term).detach();
    }

    /// <summary>c, 2b: the attacker's logit for "was trained on" minus that for "was not".</summary>
    private static Tensor Scores(Tensor logits) => logits.select(1, 1) - logits.select(1, 0);

    /// <summary>mean c(forgotten) - mean c(unseen).</summary>
    private static Tensor Difference(Tensor logits)
    {
        var scores = Scores(logits);
        var batch = scores.shape[0] / 2;
        return scores.narrow(0, 0, batch).mean() - scores.narrow(0, batch, batch).mean();
    }

    /// <summary>The mean of (|gradient of c| - 1)^2 over points, with a graph through the attacker's weights.</summary>
    private static Tensor Penalty(AttackerNetwork attacker, Tensor points)
    {
        var at = points.detach().requires_grad_(); // b x 3K
        var sum = Scores(attacker.forward(at)).sum();
        var gradient = autograd.grad([sum], [at], [ones_like(sum)], retain_graph: true, create_graph: true)[0]; // b x 3K
        var length = (gradient.pow(2).sum(1) + 1e-12).sqrt(); // b; the root has no derivative at 0
        return (length - 1).pow(2).mean();
    }

    /// <summary>A random point on the line between each forgotten row and the unseen row beside it.</summary>
    private static Tensor Between(Tensor views, Generator generator)
    {
        var batch = views.shape[0] / 2;
        var share = NewTensor.Random([batch, 1], generator).SentTo(views.device); // b x 1
        return share * views.narrow(0, 0, batch) + (1 - share) * views.narrow(0, batch, batch);
    }

    /// <summary>A random point near each row: every coordinate moves up by at most half of its standard deviation.</summary>
    private static Tensor Around(Tensor views, Generator generator)
    {
        var deviation = (views - views.mean([0], true)).pow(2).mean([0], true).sqrt(); // 1 x 3K
        return views + 0.5 * deviation * NewTensor.Random(views.shape, generator).SentTo(views.device);
    }
}

/// <summary>What the two players of the game optimise. c is the attacker's score of a row: its logit for "was trained on" minus that for
/// "was not".</summary>
public enum GameObjective
{
    /// <summary>The published game: the attacker descends the cross-entropy, and the defender descends the cross-entropy with the two
    /// labels swapped (Goodfellow et al. 2014, section 3).</summary>
    NonSaturating,

    /// <summary>The attacker descends the cross-entropy, and the defender ascends it (Goodfellow et al. 2014, equation 1). The defender's
    /// gradient fades where the attacker is sure.</summary>
    Saturating,

    /// <summary>The attacker ascends mean c(forgotten) - mean c(unseen), minus a penalty on (|gradient of c| - 1)^2 between the two. The
    /// defender descends the difference (Gulrajani et al. 2017, equation 3).</summary>
    WassersteinGradientPenalty,

    /// <summary>As <see cref="NonSaturating"/>, with a penalty on the attacker's (|gradient of c| - 1)^2 around what it sees of unseen rows
    /// (Kodali et al. 2017, equation 3).</summary>
    Dragan,
}

/// <summary>The self-supervised loss between features of forgotten and of unseen rows.</summary>
public enum SelfSupervision
{
    /// <summary>Barlow Twins (Zbontar et al. 2021), as published.</summary>
    BarlowTwins,

    /// <summary>VICReg: variance, invariance and covariance (Bardes et al. 2022).</summary>
    VicReg,
}

using MLNetUnlearning.Methods;
namespace MLNetUnlearning.Auditing;

/// <summary>Reads the rows of an audit, has shadow models trained, asks them, and weighs up their answers.</summary>
/// <param name="audited">The classifier.</param>
/// <param name="shadows">Models like it.</param>
/// <param name="seed">Shadow models have the seeds that follow it.</param>
internal sealed class Auditor(NeuralClassifier audited, ShadowModels shadows, int seed)
{
    /// <summary>RMIA: each pair of shadow models shares all rows between them, so that every row has as many models with it as
    /// without.</summary>
    public MembershipAudit Membership(AuditRows training, bool[] marks, AuditRows unseen, int numberOfShadowModels)
    {
        var rows = training.Followed(unseen);
        var with = Enumerable.Range(0, rows.Count).Select(_ => new List<double>()).ToArray();
        var without = Enumerable.Range(0, rows.Count).Select(_ => new List<double>()).ToArray();
        for (var index = 0; index < numberOfShadowModels; index++)
        {
            var chosen = Half(rows, index);
            using var shadow = shadows.Trained(rows, chosen, seed + index, $"shadow model {index + 1} of {numberOfShadowModels}");
            var members = chosen.ToHashSet();
            foreach (var (probability, row) in rows.Probabilities(shadow).Select((probability, row) => (probability.Own, row)))
                (members.Contains(row) ? with : without)[row].Add(probability);
        }

        double[] ratios = [.. rows.Probabilities(audited).Select((p, row) => RobustMembershipInference.Ratio(p.Own, with[row], without[row]))];
        double[] Marked(bool mark) => [.. ratios.Take(training.Count).Where((_, row) => marks[row] == mark)];
        return RobustMembershipInference.Of(numberOfShadowModels, Marked(true), Marked(false), ratios[training.Count..]);
    }

    /// <summary>U-LiRA and KLOM: pairs of a shadow model trained on all rows, which the method makes forget the marked ones, and one
    /// trained without them.</summary>
    public UnlearningAudit Unlearning(UnlearningMethod method, AuditRows training, bool[] marks, AuditRows? unseen, int numberOfShadowModels)
    {
        long[] Marked(bool mark) => [.. training.All.Where(row => marks[row] == mark)];
        var (forget, retain) = (Marked(true), Marked(false));
        var (unlearned, never) = (new List<double[]>(), new List<double[]>());
        double[] LogOdds(AuditRows rows, NeuralClassifier model) => [.. rows.Probabilities(model).Select(LikelihoodRatios.LogOdds)];
        double[] OfAll(NeuralClassifier model) => [.. LogOdds(training, model), .. unseen is null ? [] : LogOdds(unseen, model)];
        for (var index = 0; index < numberOfShadowModels; index++)
        {
            var (own, name) = (seed + 2 * index, $"shadow pair {index + 1} of {numberOfShadowModels}");
            using var forgetful = shadows.Unlearned(
                () => shadows.Trained(training, training.All, own, $"{name}, with the rows"), method, training, marks, unseen, own);
            unlearned.Add(OfAll(forgetful));
            using var innocent = shadows.Trained(training, retain, own + 1, $"{name}, without the rows");
            never.Add(OfAll(innocent));
        }
        var answers = new PairAnswers(unlearned, never);
        var (forgotten, others) = (answers.Of(forget), unseen is null ? null : answers.Of([.. unseen.All.Select(row => training.Count + row)]));
        return UnlearningLikelihoodAudit.Of(forgotten, new MarginDivergences(forgotten, answers.Of(retain), others));
    }

    /// <summary>Half of the rows at random; the model of odd number has the other half of the one before.</summary>
    private long[] Half(AuditRows rows, int index)
    {
        long[] order = [.. rows.All];
        new Random(seed + index / 2).Shuffle(order);
        var half = order.Length / 2;
        return [.. (index % 2 == 0 ? order[..half] : order[half..]).Order()];
    }
}

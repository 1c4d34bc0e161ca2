using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Auditing;

/// <summary>Trains shadow models, asks them about the rows of an audit, and compares their answers.</summary>
/// <param name="audited">The classifier.</param>
/// <param name="shadows">Makes models like it.</param>
/// <param name="seed">The seed of the first shadow model. The others have the seeds that follow.</param>
internal sealed class Auditor(NeuralClassifier audited, ShadowModels shadows, int seed)
{
    /// <summary>RMIA: the two shadow models of a pair share all rows between them, so every row has as many models trained with it as
    /// without it.</summary>
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

        var probabilities = rows.Probabilities(audited);
        double[] ratios = [.. probabilities.Select((p, row) => RobustMembershipInference.Ratio(p.Own, with[row], without[row]))];
        double[] Marked(bool mark) => [.. ratios.Take(training.Count).Where((_, row) => marks[row] == mark)];
        return RobustMembershipInference.Of(numberOfShadowModels, Marked(true), Marked(false), ratios[training.Count..]);
    }

    /// <summary>U-LiRA and KLOM: one shadow model of each pair is trained on all rows, and the method makes it forget the marked ones. The
    /// other is trained without them.</summary>
    public UnlearningAudit Unlearning(
        UnlearningMethod method, AuditRows training, bool[] marks, AuditRows? unseen, int numberOfShadowModels)
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
        var forgotten = answers.Of(forget);
        var others = unseen is null ? null : answers.Of([.. unseen.All.Select(row => training.Count + row)]);
        return UnlearningLikelihoodAudit.Of(forgotten, new MarginDivergences(forgotten, answers.Of(retain), others));
    }

    private long[] Half(AuditRows rows, int index) => [.. Halves.Of(rows.Count, seed, index).Select(row => (long)row)];
}

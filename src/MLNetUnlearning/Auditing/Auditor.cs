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
        var (answers, halves) = (new List<double[]>(), new List<HashSet<int>>());
        for (var index = 0; index < numberOfShadowModels; index++)
        {
            halves.Add([.. Halves.Of(rows.Count, seed, index)]);
            using var shadow = Member(rows, index, numberOfShadowModels);
            answers.Add(OfTrueClass(rows, shadow));
        }
        return RobustMembershipInference.Of(OfTrueClass(rows, audited), answers, halves, marks);
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
            using var forgetful = Forgetful(method, training, marks, unseen, index, numberOfShadowModels);
            unlearned.Add(OfAll(forgetful));
            using var innocent = Innocent(training, retain, index, numberOfShadowModels);
            never.Add(OfAll(innocent));
        }
        var answers = new PairAnswers(unlearned, never);
        var forgotten = answers.Of(forget);
        var others = unseen is null ? null : answers.Of([.. unseen.All.Select(row => training.Count + row)]);
        return UnlearningLikelihoodAudit.Of(forgotten, new MarginDivergences(forgotten, answers.Of(retain), others));
    }

    /// <summary>Makes shadow models of an audit, and asks them nothing: the audit itself finds them in its folder.</summary>
    /// <param name="method">The method that is audited; null: the audit is of membership.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="marks">Which of them are to be forgotten.</param>
    /// <param name="unseen">Rows that were never trained on.</param>
    /// <param name="indices">Which models or pairs to make, from 0.</param>
    /// <param name="numberOfShadowModels">How many the audit has.</param>
    public void Make(
        UnlearningMethod? method, AuditRows training, bool[] marks, AuditRows? unseen, IEnumerable<int> indices, int numberOfShadowModels)
    {
        var rows = method is null ? training.Followed(unseen!) : training;
        long[] retain = [.. training.All.Where(row => !marks[row])];
        foreach (var index in indices)
        {
            if (method is null)
            {
                Member(rows, index, numberOfShadowModels).Dispose();
                continue;
            }
            Forgetful(method, training, marks, unseen, index, numberOfShadowModels).Dispose();
            Innocent(training, retain, index, numberOfShadowModels).Dispose();
        }
    }

    private static double[] OfTrueClass(AuditRows rows, NeuralClassifier model) => [.. rows.Probabilities(model).Select(each => each.Own)];

    private NeuralClassifier Member(AuditRows rows, int index, int count) => shadows.Trained(
        rows, [.. Halves.Of(rows.Count, seed, index).Select(row => (long)row)], seed + index, $"shadow model {index + 1} of {count}");

    private NeuralClassifier Forgetful(
        UnlearningMethod method, AuditRows training, bool[] marks, AuditRows? unseen, int index, int count)
    {
        var own = seed + 2 * index;
        return shadows.Unlearned(
            () => shadows.Trained(training, training.All, own, $"{Pair(index, count)}, with the rows"), method, training, marks, unseen,
            own);
    }

    private NeuralClassifier Innocent(AuditRows training, long[] retain, int index, int count) =>
        shadows.Trained(training, retain, seed + 2 * index + 1, $"{Pair(index, count)}, without the rows");

    private static string Pair(int index, int count) => $"shadow pair {index + 1} of {count}";
}

using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Evaluation;

/// <summary>Measures on scored rows what a model has forgotten, what it has kept, and what it gives away.</summary>
public static class UnlearningEvaluator
{
    /// <summary>The annotation of the score column in which a classifier states how long the step that made it took.</summary>
    public const string RunTimeAnnotation = "RunTimeSeconds";

    /// <summary>The annotation of the score column in which a classifier states how long that step's reusable preparations
    /// took.</summary>
    public const string PreparationTimeAnnotation = "PreparationSeconds";

    /// <summary>The annotation of the score column in which a classifier states which share of its convolutions' weights is fixed at
    /// zero.</summary>
    public const string SparsityAnnotation = "Sparsity";

    /// <summary>Evaluates a scored view. It is read once.</summary>
    /// <remarks>
    /// Each attack is trained on equally many retained rows (members) and test rows (non-members), a random sample of the larger side,
    /// and asked about
    /// the forgotten rows. Unseen rows take no part.
    /// </remarks>
    /// <param name="environment">The environment; tells what is measured on how many rows.</param>
    /// <param name="data">Rows of all subsets (<see cref="Subset.Combine"/>) as scored by a classifier.</param>
    /// <param name="labelColumnName">The true label: a key. Its values are matched with the predicted label's.</param>
    /// <param name="scoreColumnName">The probabilities (softmax output) by class: a known-sized vector of <see cref="float"/>.</param>
    /// <param name="predictedLabelColumnName">The predicted label: a key, its values in the order of the scores.</param>
    /// <param name="subsetColumnName">The subset: a key with the values of <see cref="Subset.Names"/>.</param>
    /// <param name="attacks">The attacks to run; the first gives <see cref="UnlearningMetrics.MembershipInferenceEfficacy"/>. Null: the
    /// published one,
    /// <see cref="KernelSvmAttack"/>.</param>
    /// <param name="seed">The seed of the samples and of the attacks' trainers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">There is no attack, two have the same name, or one has settings that cannot be.</exception>
    /// <exception cref="InvalidOperationException">There are no rows to retain, to forget or to test, a score is no probability, or a
    /// label is unknown to the classifier.</exception>
    public static UnlearningMetrics Evaluate(
        IHostEnvironment environment, IDataView data,
        string labelColumnName = "Label", string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        string subsetColumnName = "Subset", IReadOnlyList<MembershipAttack>? attacks = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(data);
        attacks ??= [new KernelSvmAttack()];
        RequireValid(attacks);
        var columns = new ScoredColumns(data.Schema, labelColumnName, scoreColumnName, predictedLabelColumnName, subsetColumnName);
        using var channel = environment.Start(nameof(UnlearningEvaluator));

        var rows = ScoredRows.Read(data, columns, attacks);
        RequireRows(rows);
        var inference = new List<MembershipInferenceMetrics>();
        for (var index = 0; index < attacks.Count; index++)
        {
            var (attack, own) = (attacks[index], index);
            IEnumerable<double[]> Observed(string subset) => rows[subset].Select(row => row.Observed[own]);
            var (members, nonMembers) = AttackTrial.Balanced(Observed(Subset.Retain), Observed(Subset.Test), seed);
            channel.Info(MessageSensitivity.None, "Attack '{0}': {1} retained against {1} test rows", attack.Name, members.Length);
            inference.Add(AttackTrial.Run(attack, members, nonMembers, [.. Observed(Subset.Forget)], seed));
        }

        return UnlearningMetrics.Of(rows, inference);
    }

    private static void RequireValid(IReadOnlyList<MembershipAttack> attacks)
    {
        if (attacks.Count == 0)
            throw new ArgumentException("There must be at least one attack.", nameof(attacks));
        var violations = attacks.SelectMany(attack => attack.Violations().Select(violation => $"{attack.Name}: {violation}"))
            .Concat(attacks.Where(attack => attack.Signals.Count == 0 && !attack.SeesProbabilities).Select(attack => $"{attack.Name}: looks at no signal."))
            .Concat(attacks.GroupBy(attack => attack.Name).Where(same => same.Count() > 1)
                .Select(same => $"{same.Key}: given {same.Count()} times."))
            .ToList();
        if (violations.Count > 0)
            throw new ArgumentException(string.Join(" ", violations), nameof(attacks));
    }

    private static void RequireRows(ScoredRows rows)
    {
        string[] empty = [.. new[] { Subset.Retain, Subset.Forget, Subset.Test }.Where(subset => rows[subset].Count == 0)];
        if (empty.Length > 0)
            throw new InvalidOperationException($"There are no rows of subset {NameList.Of(empty)} in column '{rows.Columns.Subset.Name}'.");
        if (rows[Subset.Retain].Count < 2 || rows[Subset.Test].Count < 2)
            throw new InvalidOperationException("The attacks need at least 2 rows to retain and 2 to test.");
    }
}

using MLNetUnlearning.Attacks;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

/// <summary>Runs methods on one classifier and one request, and measures all resulting models on the same rows.</summary>
internal sealed class MethodComparer(
    MLContext context, NeuralClassifier classifier, IDataView marked, IDataView? unseen, IDataView test,
    IReadOnlyList<MembershipAttack>? attacks, string data, string request, string forgetColumnName,
    IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken)
{
    private readonly IDataView rows = context.Unlearning().Subsets(
        marked, unseen, new OtherRows(context, classifier, marked, dropOverlappingRows: null).NeverTrained("test", test),
        classifier.Columns.Label, forgetColumnName, classifier: classifier);

    public UnlearningComparison Run(IReadOnlyList<UnlearningMethod> methods, IReadOnlyList<int> seeds)
    {
        ThrowIfNothing(methods, seeds);
        var names = Names(methods);
        // A run takes minutes: all settings are checked before the first one.
        foreach (var method in methods) Estimator(method, seeds[0]);
        var runs = new List<ComparedRun>();
        foreach (var seed in seeds)
        {
            runs.Add(Measured(classifier, ComparedRun.Original, "", seed));
            foreach (var (method, name) in names)
            {
                using var unlearned = Estimator(method, seed).Fit(marked);
                runs.Add(Measured(unlearned, name, unlearned.History[^1].Settings, seed));
            }
        }
        return new UnlearningComparison(runs);
    }

    private UnlearningEstimator Estimator(UnlearningMethod method, int seed)
    {
        var columns = classifier.Columns;
        return context.Unlearn(
            classifier, method, columns.Label, columns.Features, columns.Score, columns.PredictedLabel, unseen, forgetColumnName,
            maximumRetainAccuracyLoss: double.PositiveInfinity, seed: seed, progress: progress, cancellationToken: cancellationToken);
    }

    private ComparedRun Measured(NeuralClassifier model, string name, string settings, int seed)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var columns = model.Columns;
        var metrics = context.Unlearning().Evaluate(
            model.Transform(rows), columns.Label, columns.Score, columns.PredictedLabel, attacks: attacks, seed: seed,
            numberOfPictures: 0);
        return ComparedRun.Of(data, request, Math.Round(100 * classifier.Sparsity, 4), name, settings, seed, metrics);
    }

    /// <summary>Retraining first, then the methods. Methods of the same name are told apart by their settings.</summary>
    private static List<(UnlearningMethod Method, string Name)> Names(IReadOnlyList<UnlearningMethod> methods)
    {
        var twice = methods.GroupBy(method => method.Name).Where(same => same.Count() > 1).Select(same => same.Key).ToHashSet();
        List<(UnlearningMethod Method, string Name)> named = [(new Retrain(), ComparedRun.Retrain)];
        foreach (var method in methods.Where(method => method is not Retrain))
            named.Add((method, twice.Contains(method.Name) ? method.ToString() : method.Name));
        foreach (var (_, name) in named)
            if (named.Count(other => other.Name == name) > 1)
                throw new ArgumentException($"Two methods would be called '{name}': give each its own settings or name.", nameof(methods));
        return named;
    }

    private static void ThrowIfNothing(IReadOnlyList<UnlearningMethod> methods, IReadOnlyList<int> seeds)
    {
        if (methods.Count == 0) throw new ArgumentException("There is no method to compare.", nameof(methods));
        if (methods.Contains(null!))
            throw new ArgumentException($"Method {methods.ToList().IndexOf(null!)}, counted from 0, is null.", nameof(methods));
        if (seeds.Count == 0) throw new ArgumentException("There is no seed to run with.", nameof(seeds));
        if (seeds.Distinct().Count() != seeds.Count)
            throw new ArgumentException($"A seed is given twice: {string.Join(", ", seeds)}.", nameof(seeds));
    }
}

using Microsoft.ML.Runtime;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

/// <summary>Runs methods on one classifier and one request, and measures all resulting models on the same rows.</summary>
internal sealed class MethodComparer(
    MLContext context, NeuralClassifier classifier, IDataView marked, IDataView? unseen, IDataView test,
    IReadOnlyList<MembershipAttack>? attacks, string data, string request, string forgetColumnName,
    IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken)
{
    private const int FewestUnseenRows = 2; // of classes that stay: methods that need unseen rows refuse fewer

    private readonly IDataView rows = context.Unlearning().Subsets(
        marked, unseen, new OtherRows(context, classifier, marked, dropOverlappingRows: null).NeverTrained("test", test),
        classifier.Columns.Label, forgetColumnName, classifier: classifier);

    /// <summary>Runs methods.</summary>
    /// <param name="named">The methods that the caller named. Null: all of the library that the rows allow; one that fails is then left
    /// out, so that it does not cost the runs of the others.</param>
    /// <param name="seeds">The seeds.</param>
    public UnlearningComparison Run(IReadOnlyList<UnlearningMethod>? named, IReadOnlyList<int> seeds)
    {
        var methods = named ?? All();
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
                // Without the retrained classifier, nothing could be compared.
                var mayFail = named is null && method is not Retrain;
                using var unlearned = Unlearned(method, seed, mayFail);
                if (unlearned is not null) runs.Add(Measured(unlearned, name, unlearned.History[^1].Settings, seed));
            }
        }
        return new UnlearningComparison(runs);
    }

    /// <summary>Every method of the library with its defaults, without those that need more unseen rows than there are.</summary>
    private UnlearningMethod[] All()
    {
        var every = context.Unlearning().Methods;
        var count = unseen is null ? 0 : UnseenRowsOfClassesThatStay();
        if (count >= FewestUnseenRows) return [.. every];
        Warn($"Left out: {NameList.Of(every.Where(method => method.NeedsUnseenRows).Select(method => method.Name))}. That takes at least "
            + $"{FewestUnseenRows} unseen rows of classes that stay, and there are {count}");
        return [.. every.Where(method => !method.NeedsUnseenRows)];
    }

    /// <summary>How many unseen rows are of classes of which training rows stay: a game compares forgotten rows with these alone.</summary>
    private int UnseenRowsOfClassesThatStay()
    {
        var (label, subset) = (rows.Schema[classifier.Columns.Label], rows.Schema[nameof(Subset)]);
        var (staying, classes) = (new HashSet<long>(), new List<long>());
        using var cursor = rows.GetRowCursor([label, subset]);
        var (readClass, readSubset) = (KeyIndex.Reader(cursor, label), KeyIndex.Reader(cursor, subset));
        while (cursor.MoveNext())
        {
            var name = Subset.Names[(int)readSubset()];
            if (name == Subset.Retain) staying.Add(readClass());
            else if (name == Subset.Unseen) classes.Add(readClass());
        }
        return classes.Count(staying.Contains);
    }

    /// <summary>The classifier after a method.</summary>
    /// <returns>Null: the method failed, which it may, and the log says why.</returns>
    private NeuralClassifier? Unlearned(UnlearningMethod method, int seed, bool mayFail)
    {
        try
        {
            return Estimator(method, seed).Fit(marked);
        }
        catch (UnlearningException failed) when (mayFail)
        {
            Warn($"'{method.Name}' failed with seed {seed} and is left out: {failed.Message}");
            return null;
        }
    }

    private void Warn(string text)
    {
        using var channel = ((IHostEnvironment)context).Start("Comparison");
        channel.Warning(MessageSensitivity.None, "{0}", text);
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

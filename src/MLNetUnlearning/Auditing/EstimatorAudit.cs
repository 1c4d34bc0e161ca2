using MLNetUnlearning.Sharding;

namespace MLNetUnlearning.Auditing;

/// <summary>Audits a model of any estimator: RMIA with shadow models that are fitted on random halves of the rows.</summary>
/// <param name="context">The user's context.</param>
/// <param name="estimator">Makes the estimator of a shadow model.</param>
/// <param name="columns">The columns that tell how a model answers.</param>
/// <param name="seed">The seed of all shadow models.</param>
/// <param name="numberOfThreads">How many shadow models are fitted at a time, at most.</param>
/// <param name="report">Is told how many shadow models of how many are fitted.</param>
/// <param name="cancellationToken">Ends the audit early.</param>
internal sealed class EstimatorAudit(
    MLContext context, Func<MLContext, IEstimator<ITransformer>> estimator, AnswerColumns columns, int seed, int numberOfThreads,
    Action<int, int> report, CancellationToken cancellationToken)
{
    /// <summary>Fits shadow models, and compares their answers with those of the audited model.</summary>
    public MembershipAudit Of(ITransformer model, AuditTable table, int numberOfShadowModels)
    {
        double[] audited = [.. columns.Read(model, table.All).Select((answer, row) => answer ?? throw new InvalidOperationException(
            $"Row {table.NumberOf(row)} (counted from 0) of the {table.NameOf(row)} rows has no label, or one that the model does not "
            + "know."))];
        var (answers, fitted, sync) = (new double[numberOfShadowModels][], 0, new Lock());
        report(0, numberOfShadowModels);
        try
        {
            Parallel.For(
                0, numberOfShadowModels, new() { MaxDegreeOfParallelism = numberOfThreads, CancellationToken = cancellationToken }, index =>
                {
                    answers[index] = Shadow(index, numberOfShadowModels, table);
                    lock (sync) report(++fitted, numberOfShadowModels);
                });
        }
        catch (AggregateException several)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw several.Flatten().InnerExceptions[0];
        }
        HashSet<int>[] halves = [.. Enumerable.Range(0, numberOfShadowModels).Select(index => Half(table, index).ToHashSet())];
        return RobustMembershipInference.Of(audited, answers, halves, table.Marks);
    }

    private IEnumerable<int> Half(AuditTable table, int index) => Halves.Of(table.Count, seed, index);

    private double[] Shadow(int index, int count, AuditTable table)
    {
        var name = $"Shadow model {index + 1} of {count}";
        try
        {
            var half = FreshEstimators.Fit(estimator, context, seed, index, name, table.Of([.. Half(table, index)], cancellationToken));
            using var shadow = half as IDisposable;
            return [.. columns.Read(half, table.All).Select(answer => answer ?? 0)]; // a class that its half does not have
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The audit was cancelled.", cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{name} could not be fitted and asked: {error.Message}", error);
        }
    }
}

/// <summary>Random halves of rows, two that have all of them between them for each pair of shadow models.</summary>
internal static class Halves
{
    /// <summary>The rows of a shadow model, in ascending order.</summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="seed">The seed of all pairs.</param>
    /// <param name="index">The number of the shadow model.</param>
    public static IEnumerable<int> Of(int count, int seed, int index)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(seed + index / 2).Shuffle(order);
        var half = order.Length / 2;
        return (index % 2 == 0 ? order[..half] : order[half..]).Order();
    }
}

using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Sharding;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Creates an estimator around any estimator of ML.NET that can forget rows exactly. It fits the estimator on each of several
    /// shards of the rows and joins their answers; <c>ml.Unlearn(model)</c> then fits only those shards again that hold rows to
    /// forget.</summary>
    /// <remarks>
    /// <para>Put the whole chain into it, not the trainer alone: normalisation, key maps and vocabularies are learned from rows too, and
    /// what is learned outside of the stage is not forgotten. docs/sharded.md says what "exact" means and where it ends, with which
    /// trainers the result is the same to the bit, what it costs in accuracy, and how to choose the number of shards.</para>
    /// <para>Rows are copied into memory. Images are no values that can be kept: load them within the stage, or make pixels of them
    /// before it.</para>
    /// </remarks>
    /// <param name="estimator">Makes the estimator of a shard from the context that it gets. It is called once for each shard, and has to
    /// make a new estimator each time.</param>
    /// <param name="numberOfShards">The number of shards; 1 to 10,000. More make forgetting cheaper and each shard's model weaker, since it
    /// sees fewer rows.</param>
    /// <param name="idColumnName">Whose row it is, such as a customer: a key, text, a number or Boolean. All rows of an id are in one
    /// shard.</param>
    /// <param name="labelColumnName">The label, as the rows have it before the stage. For this and the next three columns, the names are
    /// those that the estimator uses.</param>
    /// <param name="scoreColumnName">The column of scores that the estimator makes, and the new column of the joined ones.</param>
    /// <param name="probabilityColumnName">The column of probabilities that a binary one makes, and the new one.</param>
    /// <param name="predictedLabelColumnName">The column of predicted classes that the estimator makes, and the new one.</param>
    /// <param name="aggregation">How answers are joined. Null: the mean of probabilities where a binary estimator gives them, otherwise the
    /// mean of scores.</param>
    /// <param name="classes">The classes in the order of the scores, where several are predicted. Null: those of the rows, in the order of
    /// the label's keys or else by value. State them if a class that nobody has any more should not stay among the scores.</param>
    /// <param name="fingerprintKey">The key under which ids are hashed, if the program keeps keys itself, or if another program shall make
    /// the same shards. Null: a new key, which saving writes beside the file.</param>
    /// <param name="numberOfThreads">How many shards are fitted at a time, at most; at least 1. It changes no result. Trainers may use
    /// threads of their own.</param>
    /// <param name="seed">The seed from which all shards have theirs; null: taken from the context.</param>
    /// <param name="progress">Receives a report for each fitted shard. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the fit early.</param>
    /// <exception cref="ArgumentException">Settings are out of range; the message names each of them.</exception>
    /// <example><code>
    /// var model = ml.Unlearning().Sharded(context => context.Transforms.Categorical.OneHotEncoding("Contract")
    ///     .Append(context.Transforms.Concatenate("Features", "Contract", "Tenure"))
    ///     .Append(context.BinaryClassification.Trainers.FastTree()), numberOfShards: 10, idColumnName: "Customer").Fit(train);
    /// var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Rows("Customer", ["7590-VHVEG"]));
    /// var without = ml.Unlearn(model).Fit(marked);
    /// </code></example>
    public ShardedTrainer Sharded(
        Func<MLContext, IEstimator<ITransformer>> estimator, int numberOfShards = 10, string idColumnName = "Id",
        string labelColumnName = "Label", string scoreColumnName = "Score", string probabilityColumnName = "Probability",
        string predictedLabelColumnName = "PredictedLabel", ShardAggregation? aggregation = null, IReadOnlyList<string>? classes = null,
        FingerprintKey? fingerprintKey = null, int numberOfThreads = 1, int? seed = null,
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        var columns = new ShardColumns(idColumnName, labelColumnName, scoreColumnName, probabilityColumnName, predictedLabelColumnName);
        const int MostShards = 10_000;
        Settings.ThrowIfAny(
            Settings.Violations(columns).Concat(new SettingChecks()
                .Check(numberOfShards, numberOfShards is >= 1 and <= MostShards, $"1 to {MostShards}").AtLeast(numberOfThreads, 1)),
            "the sharded trainer");
        var options = RunOptions.Of(context, "Sharding", seed, progress, cancellationToken, checkpoint: null);
        return new ShardedTrainer(
            context, estimator, numberOfShards, columns, aggregation, classes, fingerprintKey ?? FingerprintKey.Create().OfLibrary(),
            options.Seed, ShardFitOf(context, options, numberOfThreads));
    }

    /// <summary>How shards are fitted: their reports go to the log and to the user's receiver.</summary>
    internal static ShardFit ShardFitOf(MLContext context, RunOptions options, int numberOfThreads)
    {
        return new ShardFit(context, numberOfThreads, ReportTo, options.CancellationToken);

        Action<int, int> ReportTo(IChannel channel)
        {
            var reports = new RunReports(channel, options.Progress);
            return (done, of) => reports.Report(new UnlearningProgress("shards", done, of) { Share = of == 0 ? 1 : (double)done / of });
        }
    }
}

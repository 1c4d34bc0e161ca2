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
    /// <param name="estimator">Makes the estimator of a shard from the context that it gets. It is called once to look at its columns and
    /// once for each shard, and has to make a new estimator each time.</param>
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
    /// the same shards. Null: a new key, which <see cref="ShardedModel.Save(string)"/> writes beside the file.</param>
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
            columns.Violations().Concat(new SettingChecks()
                .Check(numberOfShards, numberOfShards is >= 1 and <= MostShards, $"1 to {MostShards}").AtLeast(numberOfThreads, 1)),
            "the sharded trainer");
        var options = RunOptions.Of(context, "Sharding", seed, progress, cancellationToken, checkpoint: null);
        return new ShardedTrainer(
            context, estimator, numberOfShards, columns, aggregation, classes, fingerprintKey ?? FingerprintKey.Create().OfLibrary(),
            options.Seed, ShardFitOf(context, options, numberOfThreads));
    }

    /// <summary>Reads a sharded model that <see cref="ShardedModel.Save(string)"/> wrote. It gives the same answers to the bit, and can
    /// forget: <c>ml.Unlearn(model, context => ..)</c>, with the function that made its estimator.</summary>
    /// <remarks>Every part of the file is compared with its SHA-256 before it is used. This finds damage; it does not prove who wrote the
    /// file. ML.NET then loads the models of the shards, and with them what they name: take files only from where you would take
    /// programs.</remarks>
    /// <param name="path">The file to read.</param>
    /// <param name="fingerprintKey">The key of the ids; null: read from the file that lies beside <paramref name="path"/> and has its name
    /// with <c>.key</c> at the end. Without the key the model scores and cannot forget.</param>
    /// <exception cref="ArgumentException">The key is that of another model.</exception>
    /// <exception cref="ModelFileException">The file is no sharded model, is damaged or altered, or was written by a newer
    /// version.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public ShardedModel LoadSharded(string path, FingerprintKey? fingerprintKey = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var state = ShardedFile.Read(file, context);
        return new ShardedModel(state.Under(fingerprintKey ?? KeyBeside(path, state.KeyIdentity)));
    }

    /// <summary>Finds the sharded model in a model: in one that <c>mlContext.Model.Load</c> returned, or in any other chain.</summary>
    /// <param name="model">The model to search.</param>
    /// <param name="fingerprintKey">The key of the ids, which no model file holds. Without it the model scores and cannot forget.</param>
    /// <exception cref="ArgumentException">The key is that of another model.</exception>
    /// <exception cref="InvalidOperationException">The model holds no sharded model, or more than one.</exception>
    /// <exception cref="ModelFileException">The sharded model is damaged, altered, or of a newer version.</exception>
    public ShardedModel FindSharded(ITransformer model, FingerprintKey? fingerprintKey = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ShardedModel[] found = [.. ShardedIn(model, fingerprintKey)];
        return found is [var only] ? only : throw new InvalidOperationException(found.Length == 0
            ? "The model holds no ShardedModel: it was saved without one, or is another model."
            : $"The model holds {found.Length} sharded models. Pass the part with the one that is meant.");
    }

    /// <summary>What is known of the sharded models in a model.</summary>
    private static IEnumerable<ShardedState> StatesIn(ITransformer model)
    {
        if (model is ShardedModel own) return [own.State];
        if (model is not IEnumerable<ITransformer> chain) return [];
        ITransformer[] parts = [.. chain];
        return ShardedChain.ModelIn(parts) is { } read ? [read] : parts.SelectMany(StatesIn);
    }

    private static IEnumerable<ShardedModel> ShardedIn(ITransformer model, FingerprintKey? key)
    {
        if (model is ShardedModel own)
            return [own.State.Under(key) is var state && own.FingerprintKey is null ? new ShardedModel(state.Shared()) : own];
        if (model is not IEnumerable<ITransformer> chain) return [];
        ITransformer[] parts = [.. chain];
        return ShardedChain.ModelIn(parts) is { } read
            ? [new ShardedModel(read.Under(key))]
            : parts.SelectMany(part => ShardedIn(part, key));
    }

    /// <summary>How shards are fitted: their reports go to the log and to the user's receiver.</summary>
    internal static ShardFit ShardFitOf(MLContext context, RunOptions options, int numberOfThreads)
    {
        return new ShardFit(
            context, numberOfThreads, channel => StepReports(channel, options.Progress, "shards"), options.CancellationToken);
    }

    /// <summary>Tells the log and the user's receiver how many of some equal steps are done.</summary>
    private static Action<int, int> StepReports(IChannel channel, IProgress<UnlearningProgress>? progress, string stage)
    {
        var reports = new RunReports(channel, progress);
        return (done, of) => reports.Report(new UnlearningProgress(stage, done, of) { Share = of == 0 ? 1 : (double)done / of });
    }
}

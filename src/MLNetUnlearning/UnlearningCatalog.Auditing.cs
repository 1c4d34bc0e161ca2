using Microsoft.ML.Runtime;
using MLNetUnlearning.Auditing;
using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Measures what a classifier reveals about its rows, with a strong membership attack: RMIA with shadow models, trained by the
    /// classifier's own recipe.</summary>
    /// <remarks>
    /// <para>The attacks of <c>Evaluate</c> apply one rule to all rows. RMIA compares, for each row, the classifier's probability of the
    /// true class with the mean over shadow models, of which half are trained on the row. Shadow models are trained in pairs. Each pair
    /// splits all the given rows at random, one half for each model.</para>
    /// <para>Choose it to audit one classifier, unlearned or not. It costs a few trainings. To audit a method on a request, choose
    /// <see cref="AuditUnlearning"/>.</para>
    /// <para>Source: Zarifzadeh, Liu and Shokri, "Low-Cost High-Power Membership Inference Attacks", 2024. The attack uses the
    /// probabilities of the classifier's softmax output.</para>
    /// </remarks>
    /// <param name="classifier">The classifier to audit; it is not changed.</param>
    /// <param name="marked">The classifier's training rows, with the marked rows that it may have unlearned.</param>
    /// <param name="unseen">Rows of the same kind that the classifier was never trained on.</param>
    /// <param name="numberOfShadowModels">The number of shadow models to train; at
    /// least 2. More of them give a better estimate of what is usual for a row.</param>
    /// <param name="folder">The folder that keeps shadow models; null: none are kept. An
    /// interrupted audit continues from there, and another audit of the same rows, recipe and seed
    /// trains nothing. The name of a file depends on everything that determines its model.</param>
    /// <param name="forgetColumnName">The Boolean column of <paramref name="marked"/>.</param>
    /// <param name="seed">The seed of the first shadow model; each further model has the next number.</param>
    /// <param name="progress">Receives every progress report of the trainings. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the audit early.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 shadow
    /// models, or a column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, the classifier does not know a class, or unseen rows are
    /// training rows.</exception>
    /// <exception cref="UnlearningException">A loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The audit was cancelled.</exception>
    /// <exception cref="IOException">A shadow model cannot be read or written.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public MembershipAudit AuditMembership(
        NeuralClassifier classifier, IDataView marked, IDataView unseen, int numberOfShadowModels = 8, string? folder = null,
        string forgetColumnName = "Forget", int seed = 0,
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(unseen);
        ArgumentNullException.ThrowIfNull(classifier);
        using var use = classifier.Use();
        using var fit = BeginAudit(classifier, marked, numberOfShadowModels, seed, progress, cancellationToken);
        var (training, marks, never) = ReadForAudit(fit, classifier, marked, unseen, forgetColumnName);
        return Auditor(fit, classifier, folder, seed).Membership(training, marks, never!, numberOfShadowModels);
    }

    /// <summary>Measures what a model of any trainer reveals about its rows, with a strong membership attack: RMIA with shadow models,
    /// which are fitted by the model's own estimator. What does <em>your</em> FastTree give away?</summary>
    /// <remarks>
    /// <para>It is the audit of a classifier for every other model: binary ones with a <c>Probability</c>, and those of several classes
    /// whose scores are probabilities. Each shadow model gets a fresh estimator of a fresh context, and a random half of all rows, in
    /// memory; the two of a pair have all rows between them. Put the whole chain into the estimator, as into <see cref="Sharded"/>: what a
    /// step before it has learned from rows is the same for all models, and the audit does not see it.</para>
    /// <para>It costs as many fits as there are shadow models, each on half of the rows.</para>
    /// <para>Source: Zarifzadeh, Liu and Shokri, "Low-Cost High-Power Membership Inference Attacks", 2024.</para>
    /// </remarks>
    /// <param name="model">The fitted model to audit, such as the result of the estimator's <c>Fit</c>, or a
    /// <see cref="ShardedModel"/>.</param>
    /// <param name="estimator">Makes the estimator of a shadow model from the context that it gets: the one that the model was fitted with.
    /// It has to make a new one each time.</param>
    /// <param name="marked">The rows that the model was fitted on, with a mark on those in question. Nobody else knows which rows these
    /// were.</param>
    /// <param name="unseen">Rows of the same kind that the model was never fitted on.</param>
    /// <param name="numberOfShadowModels">The number of shadow models to fit; at least 2. More of them give a better estimate of what is
    /// usual for a row.</param>
    /// <param name="labelColumnName">The true label in the scored rows: a key or Boolean.</param>
    /// <param name="scoreColumnName">The probabilities: <c>Vector&lt;Single&gt;</c>. Of a binary model, whose score is a single number, the
    /// column <c>Probability</c> is read, or the one that is named here.</param>
    /// <param name="predictedLabelColumnName">The predicted label, which names the classes.</param>
    /// <param name="forgetColumnName">The Boolean column of <paramref name="marked"/>.</param>
    /// <param name="numberOfThreads">How many shadow models are fitted at a time, at most; at least 1. It changes no result.</param>
    /// <param name="seed">The seed of the halves and of all shadow models.</param>
    /// <param name="progress">Receives a report for each fitted shadow model. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the audit early.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 shadow models or threads than 1, or a column is missing or has
    /// the wrong type.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, there are no unseen rows, keys stand for other values in
    /// them, a score is no probability, or a shadow model cannot be fitted.</exception>
    /// <exception cref="OperationCanceledException">The audit was cancelled.</exception>
    /// <example><code>
    /// IEstimator&lt;ITransformer&gt; Trees(MLContext context) => context.BinaryClassification.Trainers.FastTree();
    /// var model = Trees(ml).Fit(train);
    /// var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(0.1));
    /// Console.WriteLine(ml.Unlearning().AuditMembership(model, Trees, marked, unseen).Retained.AreaUnderCurve);
    /// </code></example>
    public MembershipAudit AuditMembership(
        ITransformer model, Func<MLContext, IEstimator<ITransformer>> estimator, IDataView marked, IDataView unseen,
        int numberOfShadowModels = 8, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", string forgetColumnName = "Forget", int numberOfThreads = 1, int seed = 0,
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentNullException.ThrowIfNull(unseen);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfShadowModels, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfThreads, 1);
        using var channel = ((IHostEnvironment)context).Start("Auditing");
        var table = AuditTable.Read(marked, unseen, forgetColumnName, cancellationToken);
        var columns = new AnswerColumns(labelColumnName, scoreColumnName, predictedLabelColumnName);
        var report = StepReports(channel, progress, "shadow models");
        return new EstimatorAudit(context, estimator, columns, seed, numberOfThreads, report, cancellationToken)
            .Of(model, table, numberOfShadowModels);
    }

    /// <summary>Measures how well a method forgets a request, with the attack U-LiRA and the measure KLOM on pairs of shadow models,
    /// trained by the classifier's own recipe.</summary>
    /// <remarks>
    /// <para>One model of each pair is trained with the marked rows and then unlearns them; the other is trained without them. Each row has
    /// its own attacker. It knows how models answer for this row after unlearning, and how models answer that never saw it. Each half of
    /// the pairs is judged by the distributions of the other half. An area under the curve of 0.5 means that the method treats these rows
    /// as retraining does.</para>
    /// <para><see cref="UnlearningAudit.Margins"/> says how unlearning changed
    /// the answers for each row, also for retained and unseen rows.</para>
    /// <para>Choose it before you trust a method with a kind of request. It costs two trainings and one unlearning for each pair. Pass
    /// <c>new Retrain()</c> as the method to see what exact unlearning reaches with as many pairs.</para>
    /// <para>Source: Hayes et al., "Inexact Unlearning Needs More Careful Evaluations to Avoid a False Sense of Privacy", 2024; KLOM:
    /// Georgiev et al., "Attribute-to-Delete: Machine Unlearning via Datamodel Matching", 2024. Hayes et al. draw the retained rows anew
    /// for each model. Here they are always the retained rows of the request, and models differ by their seed.</para>
    /// </remarks>
    /// <param name="classifier">The classifier that gives shadow models their network, recipe and mask. Its weights are not used.</param>
    /// <param name="method">The method to audit, with its settings. <see cref="Recommended"/> is none: it chooses one.</param>
    /// <param name="marked">The training rows, with a mark on the rows to forget.</param>
    /// <param name="unseen">Rows that were never trained on, for methods that need them.</param>
    /// <param name="numberOfShadowModels">The number of pairs; at least 2. The intervals are computed over the pairs: few pairs give wide
    /// intervals, and fewer than 4 give none of use.</param>
    /// <param name="folder">The folder that keeps shadow models; null: none are kept. An interrupted audit continues from there, and an
    /// audit of another method trains none anew. The name of a file depends on everything that determines its model.</param>
    /// <param name="forgetColumnName">The Boolean column of <paramref name="marked"/>.</param>
    /// <param name="seed">The seed of the first shadow model; each further model has the next number.</param>
    /// <param name="progress">Receives every progress report of the trainings. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the audit early.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2
    /// pairs, or a column is missing or has the wrong type or size.</exception>
    /// <exception cref="ArgumentException">A setting of the method is out of range, it needs unseen rows and has none, or it is
    /// <see cref="Recommended"/>. The message names every violation.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, the classifier does not know a class, or unseen rows are
    /// training rows.</exception>
    /// <exception cref="UnlearningException">A loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The audit was cancelled.</exception>
    /// <exception cref="IOException">A shadow model cannot be read or written.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public UnlearningAudit AuditUnlearning(
        NeuralClassifier classifier, UnlearningMethod method, IDataView marked, IDataView? unseen = null,
        int numberOfShadowModels = 8, string? folder = null, string forgetColumnName = "Forget", int seed = 0,
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ThrowIfNoMethodToAudit(method, unseen);
        ArgumentNullException.ThrowIfNull(classifier);
        using var use = classifier.Use();
        using var fit = BeginAudit(classifier, marked, numberOfShadowModels, seed, progress, cancellationToken);
        var (training, marks, never) = ReadForAudit(fit, classifier, marked, unseen, forgetColumnName);
        return Auditor(fit, classifier, folder, seed).Unlearning(method, training, marks, never, numberOfShadowModels);
    }

    /// <summary>Trains some of the shadow models of an audit into a folder, so that several machines can share the work. The audit itself
    /// then finds them there, and trains what is missing.</summary>
    /// <remarks>Give all parts and the audit the same classifier, rows, method, numbers and seed. The names of the files depend on
    /// them.</remarks>
    /// <param name="classifier">The classifier that is audited.</param>
    /// <param name="marked">The training rows, with a mark on the rows in question.</param>
    /// <param name="unseen">Rows that were never trained on; null only with a <paramref name="method"/> that needs none.</param>
    /// <param name="folder">The folder that keeps shadow models.</param>
    /// <param name="part">Which part this is, from 1.</param>
    /// <param name="numberOfParts">How many parts there are.</param>
    /// <param name="method">The method whose audit it is, <see cref="AuditUnlearning"/>; null: the audit is <c>AuditMembership</c>.</param>
    /// <param name="numberOfShadowModels">The number of shadow models of the whole audit, or of pairs; at least 2.</param>
    /// <param name="forgetColumnName">The Boolean column of <paramref name="marked"/>.</param>
    /// <param name="seed">The seed of the first shadow model.</param>
    /// <param name="progress">Receives every progress report of the trainings.</param>
    /// <param name="cancellationToken">Ends the work early. Models that are finished by then are kept.</param>
    /// <returns>How many shadow models or pairs belong to the part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 shadow models, there is no such part, or a column is missing or
    /// has the wrong type.</exception>
    /// <exception cref="ArgumentException">A setting of the method is out of range, unseen rows are needed and missing, or the method is
    /// <see cref="Recommended"/>.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, the classifier does not know a class, or unseen rows are
    /// training rows.</exception>
    /// <exception cref="UnlearningException">A loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="IOException">A shadow model cannot be read or written.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public int TrainShadowModels(
        NeuralClassifier classifier, IDataView marked, IDataView? unseen, string folder, int part, int numberOfParts,
        UnlearningMethod? method = null, int numberOfShadowModels = 8, string forgetColumnName = "Forget", int seed = 0,
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(part, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, numberOfParts);
        if (method is not null) ThrowIfNoMethodToAudit(method, unseen);
        else ArgumentNullException.ThrowIfNull(unseen);
        using var use = classifier.Use();
        using var fit = BeginAudit(classifier, marked, numberOfShadowModels, seed, progress, cancellationToken);
        var (training, marks, never) = ReadForAudit(fit, classifier, marked, unseen, forgetColumnName);
        int[] own = [.. Enumerable.Range(0, numberOfShadowModels).Where(index => index % numberOfParts == part - 1)];
        Auditor(fit, classifier, folder, seed).Make(method, training, marks, never, own, numberOfShadowModels);
        return own.Length;
    }

    private static void ThrowIfNoMethodToAudit(UnlearningMethod method, IDataView? unseen)
    {
        UnlearningEstimator.ThrowIfImpossible(method, unseen);
        if (method is Recommended)
            throw new ArgumentException(
                "'recommended' chooses a method by how long a step takes at the moment, so that shadow models may be of several methods: "
                + "pass the method to audit.", nameof(method));
    }

    private ClassifierFit BeginAudit(
        NeuralClassifier classifier, IDataView marked, int numberOfShadowModels, int seed,
        IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfShadowModels, 2);
        var options = new RunOptions(seed, progress, cancellationToken);
        return new ClassifierFit(context, "Auditing", classifier.Columns, classifier.Shape, options, classifier.Labels);
    }

    private static (AuditRows Training, bool[] Marks, AuditRows? Unseen) ReadForAudit(
        ClassifierFit fit, NeuralClassifier classifier, IDataView marked, IDataView? unseen, string forgetColumnName)
    {
        fit.Expect(marked, unseen);
        var (remembered, rules) = (classifier.Remembered, new RowRules(AreGranted: true));
        var known = fit.ReadTraining(marked, remembered, rules, forgetColumnName);
        var never = fit.ReadUnseen(unseen, remembered, known.Read, rules);
        long[] used = [.. known.Of(RowKind.Retain).Concat(known.Of(RowKind.Forget)).Order()]; // those forgotten before are in no model
        var training = new AuditRows(fit.Rows(known.Read).Select(used), used.Select(row => known.Read.Fingerprints[row]));
        bool[] marks = [.. used.Select(row => known.Kinds[row] == RowKind.Forget)];
        return (training, marks, never is null ? null : new AuditRows(never.In(fit), never.Read.Fingerprints));
    }

    private static Auditor Auditor(ClassifierFit fit, NeuralClassifier audited, string? folder, int seed)
    {
        var store = new ShadowStore(folder, fit.Device, audited.Architecture, fit.Progress);
        return new Auditor(audited, new ShadowModels(audited, fit.Device, store, fit.Progress, fit.CancellationToken), seed);
    }
}

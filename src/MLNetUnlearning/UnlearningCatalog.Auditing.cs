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
    public MembershipAudit AuditMembership(
        NeuralClassifier classifier, IDataView marked, IDataView unseen, int numberOfShadowModels = 8, string? folder = null,
        string forgetColumnName = "Forget", int seed = 0,
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(unseen);
        using var fit = BeginAudit(classifier, marked, numberOfShadowModels, seed, progress, cancellationToken);
        var (training, marks, never) = ReadForAudit(fit, classifier, marked, unseen, forgetColumnName);
        return Auditor(fit, classifier, folder, seed).Membership(training, marks, never!, numberOfShadowModels);
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
    /// <param name="method">The method to audit, with its settings.</param>
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
    /// <exception cref="ArgumentException">A setting of the method is out of range, or the method needs unseen rows and has none. The
    /// message names every violation.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, the classifier does not know a class, or unseen rows are
    /// training rows.</exception>
    /// <exception cref="UnlearningException">A loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The audit was cancelled.</exception>
    /// <exception cref="IOException">A shadow model cannot be read or written.</exception>
    public UnlearningAudit AuditUnlearning(
        NeuralClassifier classifier, UnlearningMethod method, IDataView marked, IDataView? unseen = null,
        int numberOfShadowModels = 8, string? folder = null, string forgetColumnName = "Forget", int seed = 0,
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        UnlearningEstimator.ThrowIfImpossible(method, unseen);
        using var fit = BeginAudit(classifier, marked, numberOfShadowModels, seed, progress, cancellationToken);
        var (training, marks, never) = ReadForAudit(fit, classifier, marked, unseen, forgetColumnName);
        return Auditor(fit, classifier, folder, seed).Unlearning(method, training, marks, never, numberOfShadowModels);
    }

    private ClassifierFit BeginAudit(
        NeuralClassifier classifier, IDataView marked, int numberOfShadowModels, int seed,
        IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(classifier);
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
        var store = new ShadowStore(folder, fit.Device, audited.Architecture);
        return new Auditor(audited, new ShadowModels(audited, fit.Device, store, fit.Progress, fit.CancellationToken), seed);
    }
}

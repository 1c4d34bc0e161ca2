using Microsoft.ML;
using MLNetUnlearning.Auditing;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Asks the stronger of membership attackers what a classifier gives away of its rows: RMIA, with shadow models trained by the
    /// classifier's own
    /// recipe.</summary>
    /// <remarks>
    /// <para>The attacks of <c>Evaluate</c> have one rule for all rows; RMIA asks of each row whether the classifier favours it more than
    /// models do
    /// for which it is a row like any other. Shadow models are trained on random halves of all the given rows, two at a time that share
    /// them between them.</para>
    /// <para>Choose it to audit a classifier, unlearned or not, at the cost of a few trainings; for a method and a request,
    /// <see cref="AuditUnlearning"/>.</para>
    /// <para>Source: Zarifzadeh, Liu and Shokri, "Low-Cost High-Power Membership Inference Attacks", 2024. Probabilities are the
    /// classifier's softmax output.</para>
    /// </remarks>
    /// <param name="classifier">The classifier to audit; left as it is.</param>
    /// <param name="marked">Its training rows, with the mark of those to forget, which it may have unlearned.</param>
    /// <param name="unseen">Rows it was never trained on, of the same kind.</param>
    /// <param name="numberOfShadowModels">Trainings; at least 2. More make what is usual for a row better known.</param>
    /// <param name="folder">Where shadow models are kept, so that an interrupted audit goes on where it stopped and another one of the same
    /// rows, recipe and
    /// seed trains nothing; null: nowhere. Each file's name stands for everything that determines the model.</param>
    /// <param name="forgetColumnName">The Boolean column of <paramref name="marked"/>.</param>
    /// <param name="seed">The seed of the first shadow model; the others have those that follow.</param>
    /// <param name="progress">Receives every report of the trainings; <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the audit early.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 shadow models, or a column is missing or of another type or
    /// size.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, a class is unknown to the classifier, or unseen rows are
    /// training rows.</exception>
    /// <exception cref="UnlearningException">A loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The audit was cancelled.</exception>
    /// <exception cref="IOException">A shadow model cannot be kept.</exception>
    public MembershipAudit AuditMembership(
        NeuralClassifier classifier, IDataView marked, IDataView unseen, int numberOfShadowModels = 8, string? folder = null,
        string forgetColumnName = "Forget", int seed = 0, IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(unseen);
        using var fit = BeginAudit(classifier, marked, numberOfShadowModels, seed, progress, cancellationToken);
        var (training, marks, never) = ReadForAudit(fit, classifier, marked, unseen, forgetColumnName);
        return Auditor(fit, classifier, folder, seed).Membership(training, marks, never!, numberOfShadowModels);
    }

    /// <summary>Asks how well a method makes this request forgotten: U-LiRA and KLOM, with pairs of shadow models trained by the
    /// classifier's own recipe, one with the
    /// marked rows, which the method makes it forget, and one without them.</summary>
    /// <remarks>
    /// <para>Every row has an attacker of its own, who knows what the method leaves of it and what models give to it that never saw it.
    /// Each half of the pairs is
    /// judged by the distributions of the other half. An area under the curve of 0.5 is a method that does for these rows what retraining
    /// does.</para>
    /// <para>What unlearning did to the answers for each row, also of rows that stay and unseen ones, is in
    /// <see cref="UnlearningAudit.Margins"/>.</para>
    /// <para>Choose it before trusting a method with a kind of request. It costs two trainings and one unlearning for each pair. <c>new
    /// Retrain()</c> as the method
    /// shows what an exact one comes to with as many pairs.</para>
    /// <para>Source: Hayes et al., "Inexact Unlearning Needs More Careful Evaluations to Avoid a False Sense of Privacy", 2024; KLOM:
    /// Georgiev et al., "Attribute-to-Delete: Machine Unlearning via Datamodel Matching", 2024. There the retained rows are
    /// drawn anew for each model; here they are the request's own, and models differ by their seed.</para>
    /// </remarks>
    /// <param name="classifier">The classifier whose network, recipe and mask shadow models have; its weights play no part.</param>
    /// <param name="method">The method, with its settings.</param>
    /// <param name="marked">The training rows, with the mark of those to forget.</param>
    /// <param name="unseen">Rows never trained on, for methods that need some.</param>
    /// <param name="numberOfShadowModels">Pairs; at least 2, and 4 to say anything of the error. With few the intervals are wide: they are
    /// over the pairs.</param>
    /// <param name="folder">Where shadow models are kept, so that an interrupted audit goes on where it stopped, and an audit of another
    /// method trains none
    /// anew; null: nowhere. Each file's name stands for everything that determines the model.</param>
    /// <param name="forgetColumnName">The Boolean column of <paramref name="marked"/>.</param>
    /// <param name="seed">The seed of the first shadow model; the others have those that follow.</param>
    /// <param name="progress">Receives every report of the trainings; <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the audit early.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 pairs, or a column is missing or of another type or
    /// size.</exception>
    /// <exception cref="ArgumentException">The method has settings out of range, or needs unseen rows and has none; the message names all
    /// of it.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, a class is unknown to the classifier, or unseen rows are
    /// training rows.</exception>
    /// <exception cref="UnlearningException">A loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The audit was cancelled.</exception>
    /// <exception cref="IOException">A shadow model cannot be kept.</exception>
    public UnlearningAudit AuditUnlearning(
        NeuralClassifier classifier, UnlearningMethod method, IDataView marked, IDataView? unseen = null, int numberOfShadowModels = 8, string? folder = null,
        string forgetColumnName = "Forget", int seed = 0, IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        UnlearningEstimator.ThrowIfImpossible(method, unseen);
        using var fit = BeginAudit(classifier, marked, numberOfShadowModels, seed, progress, cancellationToken);
        var (training, marks, never) = ReadForAudit(fit, classifier, marked, unseen, forgetColumnName);
        return Auditor(fit, classifier, folder, seed).Unlearning(method, training, marks, never, numberOfShadowModels);
    }

    private ClassifierFit BeginAudit(
        NeuralClassifier classifier, IDataView marked, int numberOfShadowModels, int seed, IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfShadowModels, 2);
        return new ClassifierFit(context, "Auditing", classifier.Columns, classifier.Shape, new RunOptions(seed, progress, cancellationToken), classifier.Labels);
    }

    private static (AuditRows Training, bool[] Marks, AuditRows? Unseen) ReadForAudit(
        ClassifierFit fit, NeuralClassifier classifier, IDataView marked, IDataView? unseen, string forgetColumnName)
    {
        fit.Expect(marked, unseen);
        var read = fit.ReadMarked(marked, forgetColumnName);
        var never = fit.ReadUnseen(unseen, classifier.TrainingRows.With(read.Fingerprints), dropOverlappingRows: null);
        return (new AuditRows(fit.Rows(read), read.Fingerprints), read.Forget!, never is null ? null : new AuditRows(never.In(fit), never.Read.Fingerprints));
    }

    private static Auditor Auditor(ClassifierFit fit, NeuralClassifier audited, string? folder, int seed) =>
        new(audited, new ShadowModels(audited, fit.Device, new ShadowStore(folder, fit.Device, audited.Architecture), fit.Progress, fit.CancellationToken), seed);
}

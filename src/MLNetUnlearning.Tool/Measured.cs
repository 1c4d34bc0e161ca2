using MLNetUnlearning.Methods;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool;

/// <summary>A classifier that was asked to forget, those that it is compared with, and what was measured of them.</summary>
internal sealed class Measured : IDisposable
{
    /// <summary>What the classifier is called in a report.</summary>
    public const string Model = "model";

    private static readonly Option<string?> ReferenceFile = new("--reference")
    {
        Description = "A classifier that was trained without the forgotten rows, to compare with: the average disparity needs one.",
        HelpName = "FILE",
    };

    public static Option<string?> OriginalFile { get; } = new("--original")
    {
        Description = "The classifier before it was asked to forget, to show beside the others.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Retraining = new("--retrain")
    {
        Description = "Retrain without the forgotten rows, and compare with that. It takes as long as training.",
    };

    private Measured(UnlearningReport report, NeuralClassifier classifier, NeuralClassifier? original, NeuralClassifier? reference) =>
        (Report, Classifier, Original, Reference) = (report, classifier, original, reference);

    /// <summary>The options of every command that measures.</summary>
    public static IReadOnlyList<Option> Options { get; } =
    [
        CommonOptions.Model, .. DataOptions.All, Requests.Forget, AttackChoice.Attack, ReferenceFile, Retraining, OriginalFile,
        CommonOptions.Seed, CommonOptions.Threads,
    ];

    public NeuralClassifier Classifier { get; }

    public NeuralClassifier? Original { get; }

    public NeuralClassifier? Reference { get; }

    public required MLContext Context { get; init; }

    /// <summary>The training rows with their marks.</summary>
    public required IDataView Marked { get; init; }

    public UnlearningReport Report { get; }

    public UnlearningMetrics Metrics => Of(Model)!;

    public UnlearningMetrics? OriginalMetrics => Of(ComparedRun.Original);

    public UnlearningMetrics? ReferenceMetrics => Of(UnlearningReport.Retrained);

    /// <summary>Whether there will be a retrained classifier to compare with.</summary>
    public static bool HasReference(Session session) => session.Get(ReferenceFile) is not null || session.Get(Retraining);

    /// <summary>Loads the classifiers and measures each.</summary>
    /// <param name="session">The request and what to compare with.</param>
    /// <param name="path">The file of the classifier.</param>
    public static Measured Of(Session session, string path)
    {
        var attacks = AttackChoice.Of(session);
        if (session.Get(ReferenceFile) is not null && session.Get(Retraining))
            throw ToolException.Usage("--reference and --retrain are two ways to get the same thing: state one of them.");
        var ml = session.Context();
        var model = ml.Unlearning().LoadClassifier(path);
        var rows = DataOptions.For(ml, session, model);
        var request = Requests.Of(session, rows, model);
        var marked = ml.Unlearning().MarkForgotten(rows.Train, request);
        var original = Loaded(ml, session.Get(OriginalFile));
        var reference = session.Get(Retraining) ? Retrained(ml, model, rows, marked, session) : Loaded(ml, session.Get(ReferenceFile));
        var report = Compare(ml, session, request, marked, rows, attacks, original, model, reference);
        return new Measured(report, model, original, reference) { Context = ml, Marked = marked };
    }

    /// <summary>Measures classifiers that are there already.</summary>
    public static UnlearningReport Compare(
        MLContext ml, Session session, ForgetRequest request, IDataView marked, RowsOfData rows,
        IReadOnlyList<Attacks.MembershipAttack>? attacks, NeuralClassifier? original, NeuralClassifier model,
        NeuralClassifier? reference = null)
    {
        List<ReportedModel> models = [];
        foreach (var (name, one) in new[] { (ComparedRun.Original, original), (Model, model), (UnlearningReport.Retrained, reference) })
        {
            if (one is null) continue;
            session.Cancellation.ThrowIfCancellationRequested();
            models.Add(new(
                name, ml.Unlearning().Evaluate(one, marked, rows.Unseen, rows.Test, attacks: attacks, seed: session.Seed)));
        }
        return new UnlearningReport(request.ToString(), models);
    }

    private UnlearningMetrics? Of(string model) => Report.Models.FirstOrDefault(one => one.Model == model)?.Metrics;

    private static NeuralClassifier? Loaded(MLContext ml, string? path) => path is null ? null : ml.Unlearning().LoadClassifier(path);

    private static NeuralClassifier Retrained(MLContext ml, NeuralClassifier model, RowsOfData rows, IDataView marked, Session session) =>
        session.Display.Watch("retraining", progress => ml.Unlearn(
            model, new Retrain(), unseen: rows.Unseen, dropOverlappingRows: true, seed: session.Seed, progress: progress,
            cancellationToken: session.Cancellation).Fit(marked));

    public void Dispose()
    {
        Classifier.Dispose();
        Original?.Dispose();
        Reference?.Dispose();
    }
}

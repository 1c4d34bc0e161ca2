using Microsoft.ML.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool;

/// <summary>A classifier that was asked to forget, those that it is compared with, and what was measured of them.</summary>
internal sealed class Measured : IDisposable
{
    private const int PicturesOfPage = 24;
    private const int FewestRows = 2; // of those that stay and of those to test with: the library refuses to measure with fewer

    public static Option<string?> ReferenceFile { get; } = new("--reference")
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

    /// <summary>Two ways to a retrained classifier to compare with.</summary>
    public static IReadOnlyList<Option> ReferenceOptions { get; } = [ReferenceFile, Retraining];

    /// <summary>The options of every command that measures.</summary>
    public static IReadOnlyList<Option> Options { get; } =
    [
        CommonOptions.Model, .. DataOptions.All, Requests.Forget, AttackChoice.Attack, .. ReferenceOptions, OriginalFile,
        CommonOptions.Seed, CommonOptions.Threads,
    ];

    public NeuralClassifier Classifier { get; }

    public NeuralClassifier? Original { get; }

    public NeuralClassifier? Reference { get; }

    public required MLContext Context { get; init; }

    /// <summary>The training rows with their marks.</summary>
    public required IDataView Marked { get; init; }

    public UnlearningReport Report { get; }

    public UnlearningMetrics Metrics => MetricsOf(Report, Name)!;

    /// <summary>What the classifier is called in the report.</summary>
    public string Name => NameOf(Classifier);

    /// <summary>Whether there will be a retrained classifier to compare with.</summary>
    /// <exception cref="ToolException">Both ways are stated.</exception>
    public static bool HasReference(Session session)
    {
        var (stated, retraining) = (session.Get(ReferenceFile) is not null, session.Get(Retraining));
        if (stated && retraining)
            throw ToolException.Usage("--reference and --retrain are two ways to get the same thing: state one of them.");
        return stated || retraining;
    }

    /// <summary>The retrained classifier to compare with.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="session">Where it comes from.</param>
    /// <param name="classifier">What is retrained.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="marked">The training rows with their marks.</param>
    /// <returns>Null: none is wanted.</returns>
    public static NeuralClassifier? ReferenceOf(
        MLContext ml, Session session, NeuralClassifier classifier, RowsOfData rows, IDataView marked) =>
        !HasReference(session) ? null
        : session.Get(Retraining) ? Retrained(ml, classifier, rows, marked, session)
        : Loaded(ml, session.Get(ReferenceFile));

    /// <summary>Loads the classifiers and measures each.</summary>
    /// <param name="session">The request and what to compare with.</param>
    /// <param name="path">The file of the classifier.</param>
    /// <param name="isForPage">Whether a page is written of it: only a page shows pictures.</param>
    public static Measured Of(Session session, string path, bool isForPage = false)
    {
        var attacks = AttackChoice.Of(session);
        _ = HasReference(session); // refused before anything is loaded
        var ml = session.Context();
        var model = ml.Unlearning().LoadClassifier(path);
        var rows = DataOptions.For(ml, session, model, path);
        var request = Requests.Of(session, rows, model);
        var marked = ml.Unlearning().MarkForgotten(rows.Train, request);
        var original = Loaded(ml, session.Get(OriginalFile));
        var reference = ReferenceOf(ml, session, model, rows, marked);
        var report = Compare(ml, session, request, marked, rows, attacks, original, model, reference, isForPage);
        return new Measured(report, model, original, reference) { Context = ml, Marked = marked };
    }

    /// <summary>Measures classifiers that are there already. Pictures, which take another pass over the rows, are made of the classifier
    /// that a page speaks of, and of no other.</summary>
    public static UnlearningReport Compare(
        MLContext ml, Session session, ForgetRequest request, IDataView marked, RowsOfData rows,
        IReadOnlyList<Attacks.MembershipAttack>? attacks, NeuralClassifier? original, NeuralClassifier model,
        NeuralClassifier? reference, bool isForPage)
    {
        List<ReportedModel> models = [];
        (string Name, NeuralClassifier? Classifier)[] all =
            [(ComparedRun.Original, original), (NameOf(model), model), (UnlearningReport.Retrained, reference)];
        foreach (var (name, one) in all)
        {
            if (one is null) continue;
            session.Cancellation.ThrowIfCancellationRequested();
            models.Add(new(name, ml.Unlearning().Evaluate(
                one, marked, rows.Unseen, rows.Test, attacks: attacks, seed: session.Seed,
                numberOfPictures: isForPage && one == model ? PicturesOfPage : 0)));
        }
        return new UnlearningReport(request.ToString(), models);
    }

    /// <summary>Tells before a request is carried out whether what comes of it can be measured.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="classifier">The classifier that is asked to forget.</param>
    /// <param name="marked">The training rows with their marks.</param>
    /// <param name="rows">All rows.</param>
    /// <returns>Why it cannot, without a full stop, and what helps; null: it can.</returns>
    public static (string Why, string Remedy)? WhyNot(MLContext ml, NeuralClassifier classifier, IDataView marked, RowsOfData rows)
    {
        // As an evaluation counts them: without rows that were forgotten before, and without test rows of classes that go whole.
        var counts = ml.Unlearning()
            .Subsets(marked, test: rows.Test, labelColumnName: classifier.Columns.Label, classifier: classifier)
            .GetColumn<uint>(nameof(Subset)).CountBy(key => Subset.Names[(int)key - 1]).ToDictionary();
        var (stay, test) = (counts.GetValueOrDefault(Subset.Retain), counts.GetValueOrDefault(Subset.Test));
        if (stay >= FewestRows && test >= FewestRows) return null;
        var remedy = stay < FewestRows ? "forget fewer rows"
            : rows.Plan.TestShare == 0 ? $"give more test rows with {DataOptions.TestData.Name}"
            : $"add rows to {DataOptions.Data.Name} that the model was not trained on";
        return (
            string.Create(
                CultureInfo.InvariantCulture,
                $"To measure what is left takes at least {FewestRows} rows that stay and {FewestRows} test rows of classes that stay, and "
                + $"there are {stay} and {test}"),
            remedy);
    }

    /// <summary>What was measured of a model; null: it is not in the report.</summary>
    public static UnlearningMetrics? MetricsOf(UnlearningReport report, string model) =>
        report.Models.FirstOrDefault(one => one.Model == model)?.Metrics;

    /// <summary>What a classifier is called in a report.</summary>
    public static string NameOf(NeuralClassifier classifier) =>
        classifier.History.Any(step => step.NumberOfForgottenRows > 0) ? "unlearned" : "model";

    private static NeuralClassifier? Loaded(MLContext ml, string? path) => path is null ? null : ml.Unlearning().LoadClassifier(path);

    /// <summary>A seed of its own: a classifier that was retrained itself would else be compared with itself.</summary>
    private static int SeedOfReference(int seed) => unchecked(seed + 10_000);

    private static NeuralClassifier Retrained(MLContext ml, NeuralClassifier model, RowsOfData rows, IDataView marked, Session session) =>
        session.Display.Watch("retraining", progress => ml.Unlearn(
            model, new Retrain(), unseen: rows.Unseen, dropOverlappingRows: true, seed: SeedOfReference(session.Seed), progress: progress,
            cancellationToken: session.Cancellation).Fit(marked));

    public void Dispose()
    {
        Classifier.Dispose();
        Original?.Dispose();
        Reference?.Dispose();
    }
}

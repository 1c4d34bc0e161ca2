using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace QuickStart;

/// <summary>Train once; for every request forget, retrain, and put the models side by side.</summary>
internal sealed class Demo
{
    private readonly DemoSettings settings;
    private readonly MLContext ml;
    private readonly ProgressPrinter progress;
    private readonly CancellationToken cancellation;

    private Demo(DemoSettings settings, CancellationToken cancellation)
    {
        this.settings = settings;
        this.cancellation = cancellation;
        ml = new MLContext(settings.Seed);
        progress = new ProgressPrinter(Console.Error);
    }

    public static void Run(DemoSettings settings, string? forget, CancellationToken cancellation)
    {
        // A request that cannot be read is refused before anything is trained.
        var request = forget is null ? null : ForgetRequest.Parse(forget, settings.Seed);
        new Demo(settings, cancellation).Run(request);
    }

    private void Run(ForgetRequest? request)
    {
        var tuning = ml.Unlearning().TuneProcess();
        var data = Load(DataSetPart.Train, settings.RowsPerClass);
        var test = Load(DataSetPart.Test, settings.TestRowsPerClass);
        var (train, unseen) = ml.Unlearning().HoldOut(data, 0.1, settings.Seed);
        IReadOnlyList<ForgetRequest> requests =
            request is null ? [ForgetRequest.Class(FirstClass(data)), ForgetRequest.Random(0.1, settings.Seed)] : [request];
        var marked = requests.Select(each => ml.Unlearning().MarkForgotten(train, each)).ToList();
        Console.WriteLine(Description(tuning));

        using var original = ml.Unlearning()
            .TrainClassifier(settings.Recipe, network: settings.Network, progress: progress, cancellationToken: cancellation).Fit(train);
        var reports = new List<UnlearningReport>();
        for (var i = 0; i < requests.Count; i++)
        {
            reports.Add(Compare(requests[i], marked[i], original, unseen, test));
            Console.WriteLine();
            Console.WriteLine(reports[i].ToTable());
        }
        if (settings.Json is not null)
            UnlearningReport.Save(settings.Json, [.. reports]);
    }

    private UnlearningReport Compare(ForgetRequest request, IDataView marked, NeuralClassifier original, IDataView unseen, IDataView test)
    {
        progress.Heading($"forget {request}");
        using var unlearned = Forget(original, null, marked, unseen); // without a method: the library chooses one
        var game = new AdversarialMinMax();
        using var played = Forget(original, game, marked, unseen);
        using var retrained = Forget(original, new Retrain(), marked, unseen);
        progress.Heading("evaluating");
        var rows = ml.Unlearning().Subsets(marked, unseen, test);
        UnlearningMetrics Evaluate(NeuralClassifier model) => ml.Unlearning().Evaluate(model.Transform(rows), seed: settings.Seed);
        return new UnlearningReport(request.ToString(),
        [
            new("original", Evaluate(original)), new("unlearned", Evaluate(unlearned)), new(game.Name, Evaluate(played)),
            new(UnlearningReport.Retrained, Evaluate(retrained)),
        ])
        {
            Notes = [$"unlearned: by {unlearned.History[^1].Name}, which was chosen by itself"],
        };
    }

    private NeuralClassifier Forget(NeuralClassifier original, UnlearningMethod? method, IDataView marked, IDataView unseen) =>
        ml.Unlearn(original, method, unseen: unseen, progress: progress, cancellationToken: cancellation).Fit(marked);

    private IDataView Load(DataSetPart part, int rowsPerClass)
    {
        var synthetic = settings.Data is null;
        var rows = synthetic ? ml.LoadSyntheticImages(rowsPerClass, settings.Seed, part) : ml.LoadCifar(settings.Data!, part);
        return ml.Unlearning().TakeRowsPerClass(rows, rowsPerClass);
    }

    private static string FirstClass(IDataView data) => LabelKeys.Read(data.Schema["Label"]).Names[0];

    private string Description(ProcessTuning tuning)
    {
        var test = $"{settings.TestRowsPerClass} test rows a class";
        return $"""
            {settings.Data ?? "Synthetic images"}: {settings.RowsPerClass} rows a class, a tenth of them held out as unseen; {test}
            {settings.Network}; {settings.Recipe}
            seed {settings.Seed}, {tuning.NumberOfThreads} threads
            """;
    }
}

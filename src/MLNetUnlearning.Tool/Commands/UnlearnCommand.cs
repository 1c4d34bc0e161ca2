using System.Text.Json.Nodes;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Terminal;
using Spectre.Console;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Makes a classifier forget.</summary>
[Order(2)]
internal sealed class UnlearnCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    public static Option<double> MaximumLoss { get; } = new("--maximum-retain-accuracy-loss")
    {
        Description = "The most accuracy that the run may cost on the rows that stay, in points; a result that costs more is refused.",
        HelpName = "POINTS",
        DefaultValueFactory = _ => 15,
    };

    /// <summary>How a result is called beside its model.</summary>
    public const string Unlearned = "unlearned";

    public static Option<string?> Record { get; } = new("--record")
    {
        Description = "Measure the result, and write a signed deletion record: see mlnet-unlearn record.",
        HelpName = "FILE",
    };

    public static Option<string?> Report { get; } = new("--report")
    {
        Description = "Measure the result, and write a page to read.",
        HelpName = "FILE",
    };

    public UnlearnCommand() : base(
        "unlearn", "Make a classifier forget rows. Without --output, the result of a.zip is written to a.unlearned.zip.")
    {
        Add(ModelArgument);
        Option[] options =
        [
            CommonOptions.Model, .. DataOptions.All, Requests.Forget, RegisterOptions.Request, RegisterOptions.NotedDatabase,
            MethodChoice.Method, MethodChoice.Set, MaximumLoss, Outputs.Output, Checkpoint.Folder, Checkpoint.Resume, Record,
            .. RecordOptions.All, Report, AttackChoice.Attack, .. Measured.ReferenceOptions, CommonOptions.Force, CommonOptions.Seed,
            CommonOptions.Threads,
        ];
        foreach (var option in options) Add(option);
    }

    protected override void Prepare(Session session) =>
        session.RegisteredRequests = RegisteredRequests.Of(session, session.Get(ModelArgument) ?? session.Get(CommonOptions.Model));

    protected override Result Run(Session session)
    {
        var model = session.Required(ModelArgument, CommonOptions.Model);
        var stated = session.Get(Outputs.Output) ?? Outputs.Beside(model, Unlearned);
        var output = Outputs.CheckedModel(stated, session, model);
        var record = session.Get(Record) is { } recordFile ? RecordOptions.Checked(recordFile, session, model) : null;
        var page = session.Get(Report) is { } pageFile ? Outputs.CheckedPage(pageFile, session, model) : null;
        var isMeasured = record is not null || page is not null;
        if (Measured.HasReference(session) && !isMeasured)
            throw ToolException.Usage(
                "A retrained classifier is compared with in a report or a record: add --report FILE or --record FILE.");
        if (record is null) RecordOptions.ThrowIfStated(session);
        var attacks = AttackChoice.Of(session);
        var ml = session.Context();
        var method = MethodChoice.Of(ml, session);
        using var original = ml.Unlearning().LoadClassifier(model);
        var checkpoint = Checkpoint.Of(session, output);
        var rows = DataOptions.For(ml, session, original, model);
        var request = Requests.Of(session, rows, original);
        var marked = ml.Unlearning().MarkForgotten(rows.Train, request);
        if (isMeasured && Measured.WhyNot(ml, original, marked, rows) is { } few)
        {
            if (!session.IsStated(RegisterOptions.AsRun))
                throw ToolException.WrongData(
                    $"{few.Why}: leave out {Report.Name} and {Record.Name}, or {few.Remedy}. Nothing was begun.");
            // The page always asks for both, and whoever uses it cannot leave them out.
            session.Display.Say($"note: {few.Why}: there will be no report and no record.");
            (record, page, isMeasured) = (null, null, false);
        }
        return checkpoint.MakeAndGoOn(
            session,
            () =>
            {
                using var unlearned = Accepted(session, checkpoint, () => session.Display.Watch(method.Name, progress =>
                    checkpoint.Run(kept => Estimator(ml, original, method, rows, session, progress, kept).Fit(marked))));
                return unlearned.WithNotes(Requests.ToNotes(session, unlearned));
            },
            kept => ml.Unlearning().LoadClassifier(kept),
            result =>
            {
                using var reference = Measured.ReferenceOf(ml, session, original, rows, marked);
                if (isMeasured) session.Display.Begin("measuring");
                var report = isMeasured
                    ? Measured.Compare(ml, session, request, marked, rows, attacks, original, result, reference, page is not null)
                    : null;
                List<string?> made = [output, Outputs.KeyOf(output), .. PhotoFeatures.FilesOf(output)];
                if (page is not null) made.AddRange(page, Outputs.FolderOf(page));
                if (record is not null) made.AddRange(RecordOptions.FilesOf(record));
                Outputs.AllOrNone(made, () =>
                {
                    PhotoFeatures.HandOver(ml, model, output, () => result.Save(output), marked);
                    if (page is not null) ReportCommand.Page(report!, page, session);
                    if (record is not null)
                        RecordOptions.Write(ml, session, record, (model, output), original, result, reference, marked, report!);
                });
                session.Made.Add((RunFiles.Model, output));
                if (page is not null) session.Made.Add((RunFiles.Report, page));
                if (record is not null) session.Made.Add((RunFiles.Record, record));
                return Result((stated, model), request, original, result, report, session);
            });
    }

    /// <summary>The result of a run, if it does not cost more accuracy than is allowed.</summary>
    /// <exception cref="ToolException">It does.</exception>
    private static NeuralClassifier Accepted(Session session, Checkpoint checkpoint, Func<NeuralClassifier> run)
    {
        try
        {
            return run();
        }
        catch (UnlearningException refused) when (refused.RetainAccuracyLost is { } lost)
        {
            var said = string.Create(
                CultureInfo.InvariantCulture, $"The result costs the rows that stay {Math.Ceiling(lost * 10) / 10:F1} points of accuracy; "
                + $"{session.Get(MaximumLoss):0.##} are allowed, and it is refused. Choose another method");
            throw new ToolException(
                ExitCode.Refused,
                session.IsStated(RegisterOptions.AsRun) ? $"{said}, or allow more."
                : checkpoint.HasState
                    ? $"{said} or weaker settings, or take it by --resume with a higher {MaximumLoss.Name}: the state of the run is in "
                        + $"'{checkpoint.Path}'. Delete the folder if you do not."
                    : $"{said} or weaker settings, or state a higher {MaximumLoss.Name}.", refused);
        }
    }

    private static UnlearningEstimator Estimator(
        MLContext ml, NeuralClassifier original, UnlearningMethod method, RowsOfData rows, Session session,
        IProgress<UnlearningProgress> progress, CheckpointSettings kept) =>
        ToolException.Stated(() => ml.Unlearn(
            original, method, unseen: rows.Unseen, maximumRetainAccuracyLoss: session.Get(MaximumLoss), seed: session.Seed,
            progress: progress, checkpoint: kept, cancellationToken: session.Cancellation));

    private static Result Result(
        (string Made, string Before) files, ForgetRequest request, NeuralClassifier original, NeuralClassifier unlearned,
        UnlearningReport? report, Session session)
    {
        var (model, before) = files;
        var step = unlearned.History[^1];
        var again = step.NumberOfForgottenRows - (unlearned.ForgottenRows.Count - original.ForgottenRows.Count);
        var stay = step.NumberOfRows - step.NumberOfForgottenRows;
        var json = new JsonObject
        {
            ["model"] = model,
            ["forget"] = request.ToString(),
            ["method"] = step.Name,
            ["choice"] = step.Choice,
            ["settings"] = step.Settings,
            ["seed"] = step.Seed,
            ["rows"] = new JsonObject
            {
                ["retain"] = stay,
                ["forget"] = step.NumberOfForgottenRows,
                ["again"] = again,
            },
            ["judgement"] = Json.Of(step.Judgement),
            ["record"] = report is null ? null : session.Get(Record),
            ["report"] = report is null ? null : session.Get(Report),
        };
        var judged = step.Name == ComparedRun.Retrain
            ? "They have no part in it: it was trained anew without them." : $"{step.Judgement}";
        var chosen = step.Choice is { } why ? $"{why}.\n  " : "";
        var said = again > 0 ? $"{again} of them were forgotten before, and were forgotten again.\n  " : "";
        var hasPictures = report?.Models.Any(one => one.Metrics.Pictures.Count > 0) == true;
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            {model}: {Counted(step.NumberOfForgottenRows)} forgotten ({request}) by {step.Name}, {stay} stay
              {chosen}{judged}
              {said}Rows that were set apart as unseen or test rows were never learnt, and are not among them.

            """) + Kept(model, before) + (report is null
                ? $"To see what is left{(session.All(Requests.Forget).Count > 0 ? "" : ", with --forget ids:FILE")}: "
                    + $"{Again("report", model, session)}\n"
                : Written(session, hasPictures));
        return new Result(json, report is null ? text : text + FiguresText.Of(report))
        {
            View = report is null ? Paragraphs.Of(text) : new Rows(Paragraphs.Of(text), FiguresText.View(report)),
        };
    }

    private static string Counted(int rows) => rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{rows} rows");

    /// <summary>A command on the new classifier for the same data and request.</summary>
    private static string Again(string command, string model, Session session) => ToolRoot.CommandLine(
        [
            command, model, "--data", session.Required(DataOptions.Data),
            .. session.Get(DataOptions.TestData) is { } test ? new[] { DataOptions.TestData.Name, test } : [],
            .. session.All(Requests.Forget).SelectMany(text => new[] { Requests.Forget.Name, text }),
        ]);

    /// <summary>Where features of photos are, and where those of forgotten ones still are.</summary>
    private static string Kept(string model, string before) => !File.Exists(PhotoFeatures.FileOf(model)) ? "" :
        $"  {PhotoFeatures.FileOf(model)}: features of the photos, without the forgotten ones. {before} and "
        + $"{PhotoFeatures.FileOf(before)} still know those: delete both once they are not needed.\n";

    /// <summary>What else was written, and what is to be done with it.</summary>
    private static string Written(Session session, bool hasPictures)
    {
        var text = "";
        if (session.Get(Report) is { } page)
            text += $"  {page}: a page to read{(hasPictures ? ", with small pictures of forgotten rows" : "")}; its figures are in "
                + $"{Outputs.FolderOf(page)}\n";
        if (session.Get(Record) is { } record) text += $"  {record}: a signed record. {RecordOptions.Advice(record, session)}\n";
        return text;
    }
}

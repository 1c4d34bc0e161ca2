using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>Auditors on pictures of noise that classifiers learn by heart: what they find is known.</summary>
public sealed class AuditTests(ITestOutputHelper output) : IDisposable
{
    private const int NumberOfRows = 60;
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    private static WrittenView Marked => Overfitted.Rows(seed: 1, NumberOfRows, forget: row => row % 4 == 0);

    private static WrittenView Unseen => Overfitted.Rows(seed: 2, NumberOfRows);

    [Fact]
    public void U_LiRA_finds_out_a_method_that_does_nothing()
    {
        using var classifier = Overfitted.Trained(ml, Marked);
        var audit = ml.Unlearning().AuditUnlearning(classifier, new Nothing(), Marked, numberOfShadowModels: 4);
        Assert.True(audit.Forgotten.AreaUnderCurve.Lower > 0.8, audit.Forgotten.AreaUnderCurve.ToString());
        Assert.True(audit.RowScores.Average() > 1);
        Assert.Equal(15, audit.RowScores.Count);
        Assert.Equal("U-LiRA, 4 pairs of shadow models, shared variances", audit.Auditor);
        Assert.NotEmpty(audit.Forgotten.Limits);
    }

    [Fact]
    public void U_LiRA_cannot_tell_retraining_from_never_having_seen_the_rows()
    {
        using var classifier = Overfitted.Trained(ml, Marked);
        var area = ml.Unlearning().AuditUnlearning(classifier, new Retrain(), Marked, numberOfShadowModels: 4).Forgotten.AreaUnderCurve;
        Assert.InRange(0.5, area.Lower, area.Upper);
        Assert.True(area.Value < 0.8, area.ToString());
    }

    [Fact]
    public void KLOM_finds_the_rows_that_a_method_does_not_forget_and_no_others()
    {
        using var classifier = Overfitted.Trained(ml, Marked);
        MarginDivergences Of(UnlearningMethod method) => ml.Unlearning().AuditUnlearning(
            classifier, method, Marked, unseen: Unseen, numberOfShadowModels: 8, folder: folder.Path).Margins;
        var (nothing, retrain) = (Of(new Nothing()), Of(new Retrain()));
        Assert.Equal((15, 45, NumberOfRows), (nothing.Forgotten.Rows.Count, nothing.Retained.Rows.Count, nothing.Unseen!.Rows.Count));
        foreach (var one in new[] { nothing, retrain }) output.WriteLine($"{one.Forgotten.Mean}, {one.Retained.Mean}, {one.Unseen!.Mean}");
        Assert.True(nothing.Forgotten.Mean > retrain.Forgotten.Mean + 1, $"{nothing.Forgotten.Mean} against {retrain.Forgotten.Mean}");
    }

    [Fact]
    public void RMIA_tells_rows_that_were_trained_on_from_unseen_ones()
    {
        using var classifier = Overfitted.Trained(ml, Marked);
        var audit = ml.Unlearning().AuditMembership(classifier, Marked, Unseen, numberOfShadowModels: 2);
        Assert.True(audit.Retained.AreaUnderCurve.Lower > 0.6, audit.Retained.AreaUnderCurve.ToString());
        Assert.True(audit.Forgotten.AreaUnderCurve.Lower > 0.6, audit.Forgotten.AreaUnderCurve.ToString()); // nothing was unlearned
        Assert.Equal(15, audit.ForgottenScores.Count);
    }

    [Fact]
    public void RMIA_is_at_chance_on_rows_that_were_never_trained_on()
    {
        using var other = Overfitted.Trained(ml, Overfitted.Rows(seed: 3, NumberOfRows));
        var audit = ml.Unlearning().AuditMembership(other, Marked, Unseen, numberOfShadowModels: 2);
        Assert.InRange(0.5, audit.Retained.AreaUnderCurve.Lower, audit.Retained.AreaUnderCurve.Upper);
        Assert.InRange(0.5, audit.Forgotten.AreaUnderCurve.Lower, audit.Forgotten.AreaUnderCurve.Upper);
    }

    [Fact]
    public void Shadow_models_that_are_kept_are_not_trained_again()
    {
        using var classifier = Overfitted.Trained(ml, Marked, numberOfEpochs: 1);
        var first = Audit(classifier, new Nothing(), numberOfShadowModels: 2, out var trained);
        Assert.Equal(4, trained.Count);
        var again = Audit(classifier, new Nothing(), numberOfShadowModels: 2, out trained);
        Assert.Empty(trained);
        Assert.Equal(first.RowScores, again.RowScores);
        Audit(classifier, new Nothing(), numberOfShadowModels: 3, out trained);
        Assert.Equal(["shadow pair 3 of 3, with the rows", "shadow pair 3 of 3, without the rows"], trained);
        Audit(classifier, new Nothing { Strength = 2 }, numberOfShadowModels: 3, out trained);
        Assert.Empty(trained); // other settings: unlearned anew, from the same models
    }

    [Fact]
    public void A_damaged_shadow_model_is_trained_again_and_the_audit_comes_out_the_same()
    {
        using var classifier = Overfitted.Trained(ml, Marked, numberOfEpochs: 1);
        var whole = Audit(classifier, new Nothing(), numberOfShadowModels: 2, out _);
        foreach (var file in Directory.GetFiles(folder.Path)) File.WriteAllBytes(file, File.ReadAllBytes(file)[..^100]);
        var repaired = Audit(classifier, new Nothing(), numberOfShadowModels: 2, out var trained);
        Assert.Equal(4, trained.Count);
        Assert.Equal(whole.RowScores, repaired.RowScores);
    }

    [Fact]
    public void An_interrupted_audit_goes_on_where_it_stopped()
    {
        using var classifier = Overfitted.Trained(ml, Marked, numberOfEpochs: 2);
        using var stop = new CancellationTokenSource();
        var progress = new Trainings(stop.Cancel, place: 3);
        Assert.Throws<OperationCanceledException>(() => ml.Unlearning().AuditUnlearning(
            classifier, new Nothing(), Marked, numberOfShadowModels: 2, folder: folder.Path, progress: progress,
            cancellationToken: stop.Token));
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));
        Audit(classifier, new Nothing(), numberOfShadowModels: 2, out var trained);
        Assert.Equal(["shadow pair 2 of 2, with the rows", "shadow pair 2 of 2, without the rows"], trained);
    }

    [Theory, InlineData(2), InlineData(3)]
    public void An_interrupted_audit_goes_on_within_the_training_that_was_ended(int place)
    {
        using var classifier = Overfitted.Trained(ml, Marked, numberOfEpochs: 2);
        var method = new FineTune { RandomRows = new() { NumberOfSteps = 3 } };
        UnlearningAudit Audit(string? kept, IProgress<UnlearningProgress>? progress, CancellationToken cancellation = default) =>
            ml.Unlearning().AuditUnlearning(
                classifier, method, Marked, numberOfShadowModels: 2, folder: kept, progress: progress, cancellationToken: cancellation);
        using var stop = new CancellationTokenSource();
        var trainings = new Trainings(stop.Cancel, place);
        Assert.Throws<OperationCanceledException>(() => Audit(folder.Path, trainings, stop.Token));
        var reports = new Reports();
        var rest = Audit(folder.Path, reports);
        Assert.Equal(
            (trainings.Names[^1], 1, "goes on from the checkpoint"), (reports[0].Stage, reports[0].Step, reports[0].Note));
        Assert.Empty(Directory.GetDirectories(folder.Path));
        Assert.Equal(Audit(null, null).RowScores, rest.RowScores);
    }

    [Fact]
    public void What_cannot_be_audited_is_refused_at_the_door()
    {
        using var classifier = Overfitted.Trained(ml, Marked, numberOfEpochs: 1);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ml.Unlearning().AuditUnlearning(classifier, new Nothing(), Marked, numberOfShadowModels: 1));
        Refused.With<ArgumentException>(
            "Strength", () => ml.Unlearning().AuditUnlearning(classifier, new Nothing { Strength = -1 }, Marked));
        Refused.With<ArgumentException>(
            "pass the method to audit", () => ml.Unlearning().AuditUnlearning(classifier, new Recommended(), Marked));
        Refused.With<ArgumentException>("pass the method to audit", () => ml.Unlearning().TrainShadowModels(
            classifier, Marked, null, folder.Path, part: 1, numberOfParts: 1, new Recommended()));
        Assert.StartsWith("No row is to be forgotten", Refusal(Unseen));
        Assert.StartsWith("60 of 60 unseen rows are training rows", Refusal(Marked));

        string Refusal(IDataView both) =>
            Assert.Throws<InvalidOperationException>(() => ml.Unlearning().AuditMembership(classifier, both, both)).Message;
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Parts_of_the_shadow_models_give_the_audit_of_one_process(bool isOfMethod)
    {
        using var classifier = Tiny.Trained(ml);
        UnlearningMethod? method = isOfMethod ? new FineTune { WholeClass = new() { NumberOfEpochs = 1 } } : null;
        string Audit(string? folder) => method is null
            ? $"{ml.Unlearning().AuditMembership(classifier, Tiny.Rows(), Tiny.Unseen, 3, folder)}"
            : $"{ml.Unlearning().AuditUnlearning(classifier, method, Tiny.Rows(), Tiny.Unseen, 3, folder)}";
        int Part(int part) => ml.Unlearning().TrainShadowModels(
            classifier, Tiny.Rows(), Tiny.Unseen, folder.Path, part, numberOfParts: 2, method, numberOfShadowModels: 3);
        Assert.Equal((2, 1), (Part(1), Part(2)));
        var kept = Directory.GetFiles(folder.Path).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Equal(isOfMethod ? 9 : 3, kept.Count);
        Assert.Equal(Audit(null), Audit(folder.Path));
        Assert.Equal(kept, Directory.GetFiles(folder.Path).ToDictionary(file => file, File.GetLastWriteTimeUtc));
        Assert.Throws<ArgumentOutOfRangeException>(() => Part(3));
    }

    public void Dispose() => folder.Dispose();

    private UnlearningAudit Audit(NeuralClassifier classifier, UnlearningMethod method, int numberOfShadowModels, out List<string> trained)
    {
        var progress = new Trainings();
        var audit = ml.Unlearning().AuditUnlearning(
            classifier, method, Marked, numberOfShadowModels: numberOfShadowModels, folder: folder.Path, progress: progress);
        trained = progress.Names;
        return audit;
    }

    /// <summary>The names of what is trained, in order.</summary>
    private sealed class Trainings(Action? begun = null, int place = 0) : IProgress<UnlearningProgress>
    {
        public List<string> Names { get; } = [];

        public void Report(UnlearningProgress value)
        {
            if (Names.Contains(value.Stage)) return;
            Names.Add(value.Stage);
            if (Names.Count == place) begun?.Invoke();
        }
    }
}

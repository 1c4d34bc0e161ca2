using System.Text.Json;
using SkiaSharp;

namespace MLNetUnlearning.Tests;

/// <summary>Records of real runs: from two models and what was measured to a file that can be verified.</summary>
public sealed class WritingRecordsTests(TrainedOnce trained) : IClassFixture<TrainedOnce>, IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier original = trained.Classifier;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // As in docs/records.md.
    [Fact]
    public void Five_lines_write_a_record_that_can_be_verified()
    {
        var (marked, test, path) = (Tiny.Rows(), Tiny.Rows(seed: 9), folder.File("records", "2026-0042.json"));
        using var unlearned = ml.Unlearn(original, new FineTune(), seed: 2).Fit(marked);
        var metrics = ml.Unlearning().Evaluate(unlearned, marked, Tiny.Unseen, test);
        var record = ml.Unlearning().WriteRecord(path, "2026-0042", original, unlearned, marked, metrics);
        record.SaveHtml(folder.File("record.html"));

        using var key = RecordKey.Load(folder.File("records", RecordKey.PublicFile));
        var verified = DeletionRecord.Verify(path, key);
        Assert.True(verified.IsSound, verified.ToString());
        Assert.Equal((8, "fine-tuning", DeletionGuarantee.Approximate), (record.NumberOfRows, record.Method, record.Guarantee));
        Assert.Equal("evidence of reduced influence under the tests listed; not proof of erasure or anonymity", record.Statement);
        var content = record.Content;
        Assert.Equal((8, 0, 0, 16), (content.Rows.Found, content.Rows.NotFound, content.Rows.ForgottenAgain, content.Method.RetainedRows));
        Assert.Equal(["unlearning accuracy", "membership inference efficacy", "retain accuracy", "test accuracy"],
            content.Evidence.Metrics.Select(metric => metric.Name));
        Assert.All(content.Evidence.Metrics, metric => Assert.InRange(metric.Value, metric.Lower!.Value, metric.Upper!.Value));
        Assert.Contains("There was no model trained without the rows to compare with.", record.ResidualRisk);
        Assert.Contains("<h1>2026-0042</h1>", File.ReadAllText(folder.File("record.html")));
    }

    [Fact]
    public void The_secret_key_and_a_row_tell_whether_it_was_forgotten()
    {
        using var unlearned = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows());
        var record = ml.Unlearning().WriteRecord(folder.File("a.json"), "1", original, unlearned, Tiny.Rows());
        var again = ml.Unlearning().WriteRecord(folder.File("b.json"), "2", original, unlearned, Tiny.Rows());
        var rows = Tiny.Rows().Without("Label");
        Assert.Equal(
            Enumerable.Range(0, Tiny.NumberOfRows).Select(row => row % 3 == 0),
            ml.Unlearning().FindRecordedRows(record, rows, original.FingerprintKey!));
        Assert.DoesNotContain(true, ml.Unlearning().FindRecordedRows(record, Tiny.Unseen, original.FingerprintKey!));
        Refused.With<ArgumentException>(
            "give the key that belongs to it", () => ml.Unlearning().FindRecordedRows(record, rows, FingerprintKey.Create()));
        Assert.Empty(record.Content.Rows.Commitments.Intersect(again.Content.Rows.Commitments)); // records do not show that they are alike
        Assert.True(ml.Unlearning().IsRecorded(record, PictureOf(row: 0), original.FingerprintKey!));
        Assert.False(ml.Unlearning().IsRecorded(record, PictureOf(row: 1), original.FingerprintKey!));
    }

    [Fact]
    public void Nothing_is_left_where_a_record_cannot_be_true_or_be_filed()
    {
        using var unlearned = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows());
        void Write(RecordDetails details) => ml.Unlearning().WriteRecord(
            folder.File("a.json"), "1", original, unlearned, details: details);
        Refused.With<ArgumentException>("look at the time", () => Write(new() { Received = DateTimeOffset.UtcNow.AddDays(1) }));
        File.WriteAllText(folder.File("a.json.requester"), "another request's");
        Refused.With<IOException>("never replaced", () => Write(new() { Requester = "Ada" }));
        Assert.False(File.Exists(folder.File("a.json")));
    }

    [Fact]
    public void Retraining_is_exact_and_no_row_is_needed_to_say_so()
    {
        using var unlearned = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows());
        var with = ml.Unlearning().WriteRecord(folder.File("a.json"), "1", original, unlearned, Tiny.Rows());
        var without = ml.Unlearning().WriteRecord(folder.File("b.json"), "1", original, unlearned);
        Assert.Equal(DeletionGuarantee.Exact, with.Guarantee);
        Assert.Equal(
            "equal to training without these rows, for what lies inside the stage; "
            + "backups, earlier outputs and earlier copies are not covered",
            with.Statement);
        Assert.Equal(8, without.Content.Rows.Commitments.Count);
        Assert.Contains(without.ResidualRisk, risk => risk.StartsWith("The rows were not at hand", StringComparison.Ordinal));
        Assert.All(ml.Unlearning().FindRecordedRows(without, Tiny.Rows(), original.FingerprintKey!).Index(),
            row => Assert.Equal(row.Index % 3 == 0, row.Item));
        Assert.Equal("the run itself", with.Content.Utility[0].MeasuredBy);
    }

    [Fact]
    public void Retraining_a_pruned_network_is_not_called_exact()
    {
        using var pruned = ml.Unlearning().Prune(original, new MagnitudePruning { Sparsity = 0.5 }, seed: 2).Fit(Tiny.Rows());
        using var unlearned = ml.Unlearn(pruned, new Retrain(), seed: 2).Fit(Tiny.Rows());
        var record = ml.Unlearning().WriteRecord(folder.File("a.json"), "1", pruned, unlearned, Tiny.Rows());
        Assert.Equal(DeletionGuarantee.Retrained, record.Guarantee);
        Assert.Contains(record.ResidualRisk, risk => risk.StartsWith("The mask of the pruned network", StringComparison.Ordinal));
    }

    [Fact]
    public void The_hashes_are_those_of_the_saved_models()
    {
        using var unlearned = ml.Unlearn(original, new FineTune(), seed: 2).Fit(Tiny.Rows());
        using var retrained = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows());
        UnlearningMetrics Measured(NeuralClassifier model) =>
            ml.Unlearning().Evaluate(model, Tiny.Rows(), Tiny.Unseen, Tiny.Rows(seed: 9));
        original.Save(folder.File("a.zip"));
        unlearned.Save(folder.File("b.zip"));
        var details = new RecordDetails
        {
            Received = new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.FromHours(2)),
            IdentifiedBy = ["by mail"],
            Requester = "Ada",
            MetricsBefore = Measured(original),
            Retrained = retrained,
            RetrainedMetrics = Measured(retrained),
            Artefacts =
            [
                DerivedArtefact.AtPath(folder.File("a.zip"), ArtefactKind.ModelBefore),
                DerivedArtefact.AtPath(folder.File("b.zip"), ArtefactKind.ModelAfter),
            ],
        };
        var record = ml.Unlearning().WriteRecord(
            folder.File("r.json"), "1", original, unlearned, Tiny.Rows(), Measured(unlearned), details);
        var content = record.Content;
        Assert.Equal([content.Model.Before, content.Model.After], content.Artefacts.Select(artefact => artefact.Sha256));
        Assert.Equal("2026-01-01T07:00:00Z", content.Request.Received);
        Assert.Equal(["by mail"], content.Rows.IdentifiedBy);
        Assert.Equal(64, content.Evidence.Reference.Length);
        Assert.Equal(details.RetrainedMetrics.TestAccuracy, content.Evidence.Metrics[3].Reference!.Value, 5);
        Assert.Equal(details.RetrainedMetrics.MembershipInference[0].MostExposedForgottenRow.Value,
            content.Evidence.Attacks[0].WorstRow!.Reference!.Value, 5);
        Assert.Equal(["retain accuracy", "test accuracy"], content.Utility.Select(one => one.Name));
        Assert.All(content.Utility, one => Assert.Equal(one.After - one.Before, one.Change, 5));
        using var before = ml.Unlearning().LoadClassifier(folder.File("a.zip"));
        using var after = ml.Unlearning().LoadClassifier(folder.File("b.zip"));
        Assert.Equal(
            content.Model, ml.Unlearning().WriteRecord(folder.File("s.json"), "1", before, after, Tiny.Rows()).Content.Model);
        using var key = RecordKey.LoadOrCreate(folder.Path);
        var checks = DeletionRecord.Verify(record.Path, key).Checks.ToDictionary(check => check.Name, check => check.Outcome);
        Assert.Equal(RecordCheckOutcome.Passed, checks["file b.zip"]);
        Assert.Equal(RecordCheckOutcome.Passed, checks["requester"]);
    }

    [Fact]
    public void Rows_with_ids_are_looked_up_with_them()
    {
        using var model = ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network, idColumnName: "Id").Fit(Tiny.Rows());
        using var unlearned = ml.Unlearn(model, new Retrain(), seed: 2).Fit(Tiny.Rows());
        var record = ml.Unlearning().WriteRecord(folder.File("a.json"), "1", model, unlearned, Tiny.Rows());
        Assert.True(record.Content.Rows.HaveIds);
        Refused.With<ArgumentException>(
            "name the column of ids", () => ml.Unlearning().FindRecordedRows(record, Tiny.Rows(), model.FingerprintKey!));
        var found = ml.Unlearning().FindRecordedRows(record, Tiny.Rows(), model.FingerprintKey!, idColumnName: "Id");
        Assert.Equal(8, found.Count(each => each));
        Assert.True(ml.Unlearning().IsRecorded(record, PictureOf(row: 0), model.FingerprintKey!, id: "0:0"));
        Assert.False(ml.Unlearning().IsRecorded(record, PictureOf(row: 0), model.FingerprintKey!, id: "0:1"));
    }

    [Fact]
    public void Models_of_a_pipeline_are_taken_from_their_files_too()
    {
        var picture = ml.Transforms.CopyColumns("Picture", "Features");
        var trainer = ml.Unlearning().TrainClassifier(Tiny.Recipe, featureColumnName: "Picture", network: Tiny.Network);
        var before = picture.Append(trainer).Fit(Tiny.Rows());
        var after = picture.Append(ml.Unlearn(before, new Retrain(), seed: 2)).Fit(Tiny.Rows());
        ml.Unlearning().SaveModel(before, Tiny.Rows().Schema, folder.File("a.zip"));
        ml.Unlearning().SaveModel(after, Tiny.Rows().Schema, folder.File("b.zip"));
        var (loadedBefore, loadedAfter) = (ml.Model.Load(folder.File("a.zip"), out _), ml.Model.Load(folder.File("b.zip"), out _));
        Refused.With<InvalidOperationException>(
            "nobody can know which", () => ml.Unlearning().WriteRecord(folder.File("r.json"), "1", loadedBefore, loadedAfter, Tiny.Rows()));
        var record = ml.Unlearning().WriteRecord(
            folder.File("r.json"), "1", loadedBefore, loadedAfter, Tiny.Rows(),
            details: new() { FingerprintKey = before.LastTransformer.FingerprintKey });
        Assert.Equal((8, 8), (record.NumberOfRows, record.Content.Rows.Commitments.Count));
        var direct = ml.Unlearning().WriteRecord(folder.File("s.json"), "1", before, after, Tiny.Rows());
        Assert.Equal(direct.Content.Model, record.Content.Model);
        before.LastTransformer.Dispose();
        after.LastTransformer.Dispose();
    }

    [Fact]
    public void Attackers_that_were_prepared_are_known_by_themselves()
    {
        using var before = Tiny.Trained(ml);
        using var after = Tiny.Unlearned(ml, before, seed: 2);
        var record = ml.Unlearning().WriteRecord(folder.File("a.json"), "1", before, after, Tiny.Rows());
        var known = Assert.Single(record.Content.Artefacts);
        Assert.Equal(("prepared attacker", "destroy"), (known.Kind, known.Duty));
        before.SavePreparations(folder.File("prepared"));
        var stated = ml.Unlearning().WriteRecord(
            folder.File("b.json"), "1", before, after, Tiny.Rows(),
            details: new() { Artefacts = [DerivedArtefact.AtPath(folder.File("prepared"), ArtefactKind.PreparedAttacker)] });
        Assert.Equal("prepared", Assert.Single(stated.Content.Artefacts).Name);
    }

    [Fact]
    public void What_was_forgotten_before_and_what_was_not_found_is_counted()
    {
        using var once = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows(forget: row => row == 0));
        using var twice = ml.Unlearn(once, new Retrain(), seed: 2).Fit(Tiny.Rows());
        var record = ml.Unlearning().WriteRecord(folder.File("a.json"), "1", once, twice, Tiny.Rows());
        Assert.Equal((8, 1, 8), (record.NumberOfRows, record.Content.Rows.ForgottenAgain, record.Content.Rows.Commitments.Count));
        var without = ml.Unlearning().WriteRecord(folder.File("b.json"), "1", once, twice);
        Assert.Equal((8, 1, 7), (without.NumberOfRows, without.Content.Rows.ForgottenAgain, without.Content.Rows.Commitments.Count));
    }

    [Fact]
    public void Models_and_rows_that_do_not_belong_together_are_refused()
    {
        using var unlearned = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows());
        void Write(
            ITransformer before, ITransformer after, IDataView? marked = null, RecordDetails? details = null, RecordKey? key = null) =>
            ml.Unlearning().WriteRecord(folder.File("a.json"), "1", before, after, marked, null, details, key);
        Refused.With<ArgumentException>("their histories differ", () => Write(unlearned, original));
        Refused.With<ArgumentException>("their histories differ", () => Write(original, original));
        Refused.With<InvalidOperationException>(
            "The marked rows are not those that the model has forgotten",
            () => Write(original, unlearned, Tiny.Rows(forget: row => row < 8)));
        Refused.With<ArgumentException>("given together", () => Write(original, unlearned, details: new() { Retrained = unlearned }));
        using var open = RecordKey.FromPem(RecordKey.LoadOrCreate(folder.File("keys")).PublicPem);
        Refused.With<ArgumentException>("cannot sign", () => Write(original, unlearned, key: open));
        Assert.False(File.Exists(folder.File("a.json")));
    }

    [Fact]
    public void The_record_holds_nothing_that_gives_a_row_away()
    {
        using var unlearned = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows());
        var record = ml.Unlearning().WriteRecord(
            folder.File("a.json"), "1", original, unlearned, Tiny.Rows(), details: new() { Requester = "Ada Lovelace" });
        var text = File.ReadAllText(record.Path);
        Assert.DoesNotContain("Lovelace", text);
        Assert.DoesNotContain(Environment.MachineName, text);
        var secret = Convert.ToHexStringLower(original.FingerprintKey!.ToBytes());
        Assert.DoesNotContain(secret, text);
        Assert.All(original.TrainingRows.ToBytes().Chunk(16), row => Assert.DoesNotContain(Convert.ToHexStringLower(row), text));
        using var json = JsonDocument.Parse(text);
        Assert.Equal("MLNetUnlearning deletion record", json.RootElement.GetProperty("format").GetString());
    }

    private string PictureOf(int row)
    {
        var pixels = Tiny.Rows().GetColumn<float[]>("Features").ElementAt(row);
        byte At(int plane, int x, int y) => (byte)pixels[(plane * Tiny.Side + y) * Tiny.Side + x];
        using var bitmap = new SKBitmap(Tiny.Side, Tiny.Side, SKColorType.Bgra8888, SKAlphaType.Opaque);
        for (var y = 0; y < Tiny.Side; y++)
            for (var x = 0; x < Tiny.Side; x++) bitmap.SetPixel(x, y, new SKColor(At(0, x, y), At(1, x, y), At(2, x, y)));
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        folder.Write($"{row}.png", png.ToArray());
        return folder.File($"{row}.png");
    }
}

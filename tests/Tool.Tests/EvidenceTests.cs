using System.Text.Json;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Reports and deletion records, from the shell.</summary>
[Collection(ToolTests.Name)]
public sealed class EvidenceTests(Workplace place)
{
    private static readonly string[] Request = ["--data", "synthetic", "--forget", "class:disc", "--threads", "1"];

    [Fact]
    public void Unlearning_writes_a_record_and_a_report_which_can_be_checked()
    {
        Directory.CreateDirectory(place.PathOf("one"));
        string[] unlearn = ["unlearn", "a.zip", .. Request, "--method", "FineTune", "--seed", "4", "--maximum-retain-accuracy-loss", "100",
            "--output", "one/b.zip", "--record", "one/r.json", "--report", "one/r.html", "--requester", "Lovelace"];
        var made = place.Run([.. unlearn, "--json"]).Json;
        Assert.Equal(("one/r.json", "one/r.html"), ((string)made["record"]!, (string)made["report"]!));
        var page = File.ReadAllText(place.PathOf("one/r.html"));
        Assert.Contains("mlnet-unlearn unlearn a.zip", page);
        Assert.Contains("data:image/png", page);
        string[] verify = ["record", "verify", "one/r.json", "--key", "one/public.pem"];
        var verified = place.Run([.. verify, "--files", "one", "--files", ".", "--html", "one/v.html", "--json"]).Json;
        Assert.Contains("canonical form", File.ReadAllText(place.PathOf("one/v.html")));
        Assert.True((bool)verified["isSound"]!);
        var checks = verified["records"]![0]!["checks"]!.AsArray().Select(check => $"{check!["name"]}: {check["outcome"]}").ToList();
        Assert.Contains("canonical form: passed", checks);
        Assert.Contains("signature: passed", checks);
        Assert.DoesNotContain(checks, check => check.EndsWith("failed", StringComparison.Ordinal));
        Assert.DoesNotContain("Lovelace", File.ReadAllText(place.PathOf("one/r.json")));
        Assert.Contains("r.json: r: 11 rows forgotten by 'fine-tuning'", place.Run("record", "list", "one").Succeeded.Output);

        var spoilt = File.ReadAllText(place.PathOf("one/r.json"));
        File.WriteAllText(place.PathOf("one/r.json"), spoilt.Replace("\"found\":11", "\"found\":10", StringComparison.Ordinal));
        var refused = place.Run(verify);
        Assert.Equal(ExitCode.Data, refused.ExitCode);
        Assert.Contains("FAILED", refused.Output);
        Assert.Contains("must not be trusted", refused.Error);
    }

    [Fact]
    public void What_was_unlearned_before_can_be_recorded_and_reported_later()
    {
        Directory.CreateDirectory(place.PathOf("two"));
        var written = place.Run(["record", "write", "b.zip", .. Request, "--original", "a.zip", "--output", "two/r.json", "--html",
            "two/r.html", "--request-id", "2026-1", "--json"]).Json;
        Assert.Equal(("2026-1", 11, "approximate"), ((string)written["request"]!, (int)written["rows"]!, (string)written["guarantee"]!));
        Assert.Contains("2026-1", File.ReadAllText(place.PathOf("two/r.html")));
        var report = place.Run(["report", "b.zip", .. Request, "--original", "a.zip", "--output", "two/report.html", "--json"]).Json;
        Assert.Equal(
            ["Did it forget?", "Is the rest intact?", "How far is it from retraining?", "Can an attacker tell?"],
            report["verdicts"]!.AsArray().Select(verdict => (string)verdict!["question"]!));
        Assert.True(place.Has("two/report.html"));
        Assert.Contains("loss", File.ReadAllText(place.PathOf("two/report.data/curves.csv"))); // the file of b.zip keeps its run's curves
    }

    [Fact]
    public void Unlearning_compares_with_retraining_in_its_report_and_its_record()
    {
        Directory.CreateDirectory(place.PathOf("four"));
        string[] unlearn = ["unlearn", "a.zip", .. Request, "--method", "Retrain", "--maximum-retain-accuracy-loss", "100", "--retrain"];
        var refused = place.Run([.. unlearn, "--output", "four/b.zip"]);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("add --report FILE or --record FILE", refused.Error);
        var made = place.Run([.. unlearn, "--output", "four/b.zip", "--record", "four/r.json", "--report", "four/r.html"]).Succeeded;
        Assert.Contains("retrained", made.Output);
        using var record = JsonDocument.Parse(File.ReadAllText(place.PathOf("four/r.json")));
        var hashes = record.RootElement.GetProperty("model").GetProperty("after").GetString();
        var reference = record.RootElement.GetProperty("evidence").GetProperty("reference").GetString();
        Assert.Equal(64, reference!.Length);
        Assert.NotEqual(hashes, reference); // it is another draw of retraining, not the classifier itself
    }

    [Fact]
    public void A_record_is_never_replaced_and_what_fails_leaves_no_file()
    {
        Directory.CreateDirectory(place.PathOf("three"));
        File.WriteAllText(place.PathOf("three/r.json"), "{}");
        string[] unlearn = ["unlearn", "a.zip", .. Request, "--method", "FineTune", "--maximum-retain-accuracy-loss", "100", "--output",
            "three/b.zip", "--report", "three/r.html"];
        var refused = place.Run([.. unlearn, "--record", "three/r.json", "--force"]);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("never replaced", refused.Error);
        File.WriteAllText(place.PathOf("three/no.pem"), "no key");
        Assert.NotEqual(0, place.Run([.. unlearn, "--record", "three/s.json", "--key", "three/no.pem"]).ExitCode);
        Assert.False(place.Has("three/b.zip") || place.Has("three/r.html") || place.Has("three/s.json"));
    }

    [Fact]
    public void What_else_was_made_from_the_rows_stands_in_the_record_with_what_is_to_be_done()
    {
        Directory.CreateDirectory(place.PathOf("made"));
        File.WriteAllText(place.PathOf("made/a.onnx"), "an export");
        string[] write = ["record", "write", "b.zip", .. Request, "--original", "a.zip", "--output", "made/r.json"];
        Assert.Contains("Cannot read --artefact 'copy'", place.Run([.. write, "--artefact", "copy"]).ErrorLine(ExitCode.Usage));
        Assert.Contains(
            "no file 'made/b.onnx'", place.Run([.. write, "--artefact", "export:made/b.onnx"]).ErrorLine(ExitCode.Data));
        place.Run([.. write, "--artefact", "export:made/a.onnx", "--artefact", "recipient:the shop in Bern"]).ThrowIfFailed();
        using var record = JsonDocument.Parse(File.ReadAllText(place.PathOf("made/r.json")));
        Assert.Equal(
            ["a.zip: destroy", "b.zip: keep", "a.onnx: replace", "the shop in Bern: tell recipients"],
            record.RootElement.GetProperty("artefacts").EnumerateArray().Select(one =>
                $"{one.GetProperty("name").GetString()}: {one.GetProperty("duty").GetString()}"));
    }

    [Fact]
    public void A_request_that_leaves_too_few_rows_to_measure_with_is_refused_before_its_run()
    {
        Pictures.WriteFolder(place.PathOf("sevens"), 7); // a test row of each class
        place.Run(["train", "sevens", "--image-size", "8", .. Workplace.Small, "--output", "sevens.zip"]).ThrowIfFailed();
        string[] unlearn = ["unlearn", "sevens.zip", "--data", "sevens", "--forget", "class:cat", "--method", "FineTune", "--set",
            "NumberOfSteps=2", .. Workplace.AnyLoss, "--output"];
        Directory.CreateDirectory(place.PathOf("seven"));
        foreach (var (option, file) in new[] { ("--report", "seven/r.html"), ("--record", "seven/r.json") })
        {
            var refused = place.Run([.. unlearn, "sevens2.zip", option, file]);
            Assert.Contains(
                "leave out --report and --record, or add rows to --data that the model was not trained on",
                refused.ErrorLine(ExitCode.Data));
            Assert.DoesNotContain("--resume", refused.Error);
            Assert.False(place.Has("sevens2.zip") || place.Has("sevens2.zip.checkpoint"));
        }
        place.Run([.. unlearn, "sevens2.zip"]).ThrowIfFailed();
        for (var i = 0; i < 6; i++) Pictures.Write(place.PathOf($"sevens/dog/new{i}.png"), 1, seed: 9000 + i);
        place.Run([.. unlearn, "sevens3.zip", "--report", "sevens.html"]).ThrowIfFailed();
        Assert.True(place.Has("sevens.html"));
    }

    [Fact]
    public void Records_that_are_not_there_are_an_error_of_data()
    {
        Assert.Equal(ExitCode.Data, place.Run("record", "list", "nowhere").ExitCode);
        Directory.CreateDirectory(place.PathOf("none"));
        using (RecordKey.LoadOrCreate(Directory.CreateDirectory(place.PathOf("signer")).FullName)) { }
        var refused = place.Run("record", "verify", "none", "--key", "signer/public.pem").ErrorLine(ExitCode.Data);
        Assert.Contains("There is no record in 'none'", refused);
        Assert.Contains("mlnet-unlearn record verify --help", place.Run("record", "verify", "none").ErrorLine(ExitCode.Usage));
        Assert.Equal(ExitCode.Usage, place.Run("record").ExitCode);
    }
}

using System.Security.Cryptography;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>What a command writes: nothing that it reads, nothing twice, nothing that is there, and nothing of a failure.</summary>
[Collection(ToolTests.Name)]
public sealed class OutputsTests(Workplace place)
{
    private static readonly string[] Unlearn =
        ["unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "FineTune", "--set", "NumberOfSteps=2",
            .. Workplace.AnyLoss];

    [Theory]
    [InlineData("would replace what the command reads", "--output", "a.zip.key", "--force")]
    [InlineData("would replace what the command reads", "--output", "o.zip", "--report", "a.zip.key", "--force")]
    [InlineData("in the place of something else", "--output", "o.zip", "--report", "o.zip")]
    [InlineData("in the place of something else", "--output", "o.zip", "--report", "o.zip.key")]
    [InlineData("in the place of something else", "--output", "o.zip", "--record", "o.zip")]
    [InlineData("in the place of something else", "--output", "o.zip", "--record", "o.json", "--report", "o.json")]
    [InlineData("'private.pem' belongs to the record", "--output", "private.pem", "--record", "o.json")]
    [InlineData("which is later than now", "--output", "o.zip", "--record", "o.json", "--received", "2199-01-01")]
    public void Nothing_is_written_over_what_is_read_or_written_too(string message, params string[] words) =>
        IsRefused(ExitCode.Usage, message, [.. Unlearn, .. words]);

    [Fact]
    public void A_link_to_what_is_read_is_not_written_over()
    {
        File.CreateSymbolicLink(place.PathOf("link.zip"), place.PathOf("a.zip"));
        IsRefused(ExitCode.Usage, "would replace what the command reads", [.. Unlearn, "--output", "link.zip", "--force"]);
        File.Delete(place.PathOf("link.zip"));
    }

    [Fact]
    public void A_file_that_is_read_is_not_written_over_through_a_link_to_its_folder()
    {
        Directory.CreateSymbolicLink(place.PathOf("here"), place.Folder);
        IsRefused(ExitCode.Usage, "would replace what the command reads", [.. Unlearn, "--output", "here/a.zip", "--force"]);
        Directory.Delete(place.PathOf("here"));
    }

    [Fact]
    public void A_folder_that_nothing_can_be_written_to_is_refused_before_any_work()
    {
        if (!OperatingSystem.IsLinux()) return; // which has a folder that nobody can write to
        IsRefused(ExitCode.Usage, "Nothing can be written to '/proc'", [.. Unlearn, "--output", "unmade.zip", "--report", "/proc/r.html"]);
        IsRefused(ExitCode.Usage, "Nothing can be written to '/proc'",
            ["compare", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--methods", "FineTune", "--output", "/proc/comparison"]);
    }

    [Fact]
    public void The_figures_of_a_page_and_a_comparison_are_not_replaced_without_force()
    {
        Directory.CreateDirectory(place.PathOf("mine.data"));
        File.WriteAllText(place.PathOf("mine.data/figures.csv"), "mine");
        IsRefused(ExitCode.Usage, "'mine.data' is there already", [.. Unlearn, "--output", "page.zip", "--report", "mine.html"]);
        Assert.Equal("mine", File.ReadAllText(place.PathOf("mine.data/figures.csv")));
        File.WriteAllText(place.PathOf("plain.data"), "mine");
        IsRefused(ExitCode.Usage, "'plain.data' is a file", [.. Unlearn, "--output", "page.zip", "--report", "plain.html"]);

        string[] compare = ["compare", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--methods", "FineTune", "--output"];
        IsRefused(ExitCode.Usage, "'plain.data' is a file", [.. compare, "plain.data"]);
        File.WriteAllText(place.PathOf("mine.data/comparison.md"), "mine");
        IsRefused(ExitCode.Usage, "--force to replace it", [.. compare, "mine.data"]);
    }

    [Fact]
    public void A_classifier_can_be_written_where_others_were_deleted_and_their_keys_stay()
    {
        string[] others = [.. Enumerable.Range(1, 2).Select(digit => new string((char)('0' + digit), 64))];
        var key = File.ReadAllLines(place.PathOf("a.zip.key"));
        File.WriteAllLines(place.PathOf("anew.zip.key"), [key[0], .. others]);
        Assert.Equal(0, place.Run([.. Unlearn, "--output", "anew.zip"]).ExitCode);
        Assert.Equal([.. key, .. others], File.ReadAllLines(place.PathOf("anew.zip.key")));
    }

    /// <summary>Hours of work would be lost if it were said after the run.</summary>
    [Fact]
    public void What_would_keep_a_record_from_being_written_is_said_before_the_run()
    {
        var records = Directory.CreateDirectory(place.PathOf("keys")).FullName;
        string[] unlearn = [.. Unlearn, "--output", "o.zip", "--record", "keys/r.json"];
        using var owner = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string Keep(string name, string text)
        {
            File.WriteAllText(Path.Combine(records, name), text);
            return $"keys/{name}";
        }
        IsRefused(ExitCode.Data, "'keys/mine.pem': The text is no key", [.. unlearn, "--key", Keep("mine.pem", "none")]);
        var open = Keep("open.pem", owner.ExportSubjectPublicKeyInfoPem());
        IsRefused(ExitCode.Data, "is a public key, which cannot sign", [.. unlearn, "--key", open]);
        Keep("public.pem", owner.ExportSubjectPublicKeyInfoPem());
        IsRefused(ExitCode.Data, "state the private key", unlearn);
        File.Delete(Path.Combine(records, "public.pem"));
        Keep("r.json.requester", "another request's");
        IsRefused(ExitCode.Usage, "'keys/r.json.requester' is there already", unlearn);
        File.Delete(Path.Combine(records, "r.json.requester"));

        // A key that was given leaves its public half beside the record, as one that was made does.
        var mine = Keep("mine.pem", owner.ExportPkcs8PrivateKeyPem());
        var text = place.Run([.. unlearn, "--key", mine]).Succeeded.Output;
        Assert.Contains("Keep 'keys/mine.pem' secret.", text);
        Assert.Contains("To check the record: mlnet-unlearn record verify keys/r.json --key keys/public.pem", text);
        place.Run("record", "verify", "keys/r.json", "--key", "keys/public.pem").ThrowIfFailed();
        Assert.False(File.Exists(Path.Combine(records, "private.pem")));

        string[] next = [.. Unlearn, "--output", "o2.zip", "--record", "keys/next.json", "--key"];
        IsRefused(ExitCode.Data, "signed by another key", [.. next, Keep("other.pem", other.ExportPkcs8PrivateKeyPem())]);
    }

    [Fact]
    public void A_command_that_fails_at_its_end_leaves_nothing_of_what_it_wrote_before_but_what_is_done()
    {
        // The page cannot be written: the name of its folder of figures is too long, and that of the page is not.
        var page = new string('r', 250) + ".html";
        var before = Entries();
        var failed = place.Run([.. Unlearn, "--output", "late.zip", "--record", "late.json", "--report", page]);
        Assert.Equal(ExitCode.Data, failed.ExitCode);
        Assert.Contains("the classifier is done and kept in", failed.Error);
        Directory.Delete(place.PathOf("late.zip.checkpoint"), recursive: true);
        Assert.Equal(before, Entries());
    }

    [Fact]
    public void A_record_that_fails_leaves_the_keys_of_its_folder()
    {
        var folder = Directory.CreateDirectory(place.PathOf("signed")).FullName;
        var record = Path.Combine(folder, "r.json");
        Assert.Throws<IOException>(() => Outputs.AllOrNone(RecordOptions.FilesOf(record), () =>
        {
            using var key = RecordKey.LoadOrCreate(folder); // another process may have signed by it
            File.WriteAllText(record, "{}");
            throw new IOException("no room");
        }));
        Assert.Equal(["private.pem", "public.pem"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_short_file_is_written_whole_and_only_where_there_is_none()
    {
        var folder = Directory.CreateDirectory(place.PathOf("short")).FullName;
        var file = Path.Combine(folder, "public.pem");
        Outputs.WriteIfNone(file, "first");
        Outputs.WriteIfNone(file, "second");
        Assert.Equal("first", File.ReadAllText(file));
        var wrong = Path.Combine(folder, "none", "public.pem");
        Assert.Throws<DirectoryNotFoundException>(() => Outputs.WriteIfNone(wrong, "text"));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
    }

    private string[] Entries() => [.. Directory.GetFileSystemEntries(place.Folder, "*", SearchOption.AllDirectories).Order()];

    private void IsRefused(int exitCode, string message, string[] words)
    {
        var before = Entries();
        Assert.Contains(message, place.Run(words).ErrorLine(exitCode));
        Assert.Equal(before, Entries());
    }
}

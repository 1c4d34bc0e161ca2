namespace MLNetUnlearning.Tests;

public class RecordVerifierTests
{
    [Fact]
    public void A_sound_record_passes_every_check()
    {
        using var records = new SignedRecords();
        records.Add("a.json");
        var result = DeletionRecord.Verify(records.File("a.json"), records.Key);
        Assert.True(result.IsSound);
        Assert.Equal("2026-1", result.Record!.RequestId);
        Assert.Equal(["canonical form", "signature", "chain", "requester"], result.Checks.Select(check => check.Name));
        Assert.StartsWith("canonical form: passed. The file is exactly", result.ToString());
    }

    [Fact]
    public void A_public_key_is_enough()
    {
        using var records = new SignedRecords();
        records.Add("a.json");
        using var open = RecordKey.FromPem(records.Key.PublicPem);
        Assert.True(DeletionRecord.Verify(records.File("a.json"), open).IsSound);
    }

    [Fact]
    public void A_record_of_another_key_fails()
    {
        using var records = new SignedRecords();
        using var others = new SignedRecords();
        records.Add("a.json");
        var result = DeletionRecord.Verify(records.File("a.json"), others.Key);
        Assert.Contains("names another key", result.Checks.Single(check => check.Outcome == RecordCheckOutcome.Failed).Explanation);
        Assert.Null(result.Record);
    }

    [Fact]
    public void A_changed_record_fails()
    {
        using var records = new SignedRecords();
        var text = File.ReadAllText(records.Add("a.json"));
        File.WriteAllText(records.File("a.json"), text.Replace("\"seed\":3", "\"seed\":4"));
        var checks = records.Checks("a.json");
        Assert.Contains("was changed after it was signed", checks["signature"].Explanation);
        Assert.DoesNotContain("chain", checks.Keys);
    }

    [Fact]
    public void Nothing_is_thrown_where_there_is_no_record()
    {
        using var records = new SignedRecords();
        Assert.False(DeletionRecord.Verify(records.File("none.json"), records.Key).IsSound);
        Assert.False(DeletionRecord.Verify(records.Folder, records.Key).IsSound);
    }

    [Fact]
    public void Files_that_are_there_are_compared()
    {
        using var records = new SignedRecords();
        foreach (var name in new[] { "same.zip", "changed.zip", "gone.zip" }) File.WriteAllText(records.File(name), name);
        records.Add("a.json", SignedRecords.Content() with
        {
            Artefacts =
            [
                .. new[] { "same.zip", "changed.zip", "gone.zip" }.SelectMany(name =>
                    DerivedArtefact.AtPath(records.File(name), ArtefactKind.ModelBefore).ToParts()),
                .. DerivedArtefact.Elsewhere("a copy in Lyon", ArtefactKind.CopyOfRecipient).ToParts(),
            ],
        });
        File.WriteAllText(records.File("changed.zip"), "Changed.zip");
        File.Delete(records.File("gone.zip"));
        var checks = records.Checks("a.json");
        Assert.Equal(RecordCheckOutcome.Passed, checks["file same.zip"].Outcome);
        Assert.Equal("It is not the file that the record names: model before.", checks["file changed.zip"].Explanation);
        Assert.Equal("It is not there. It was: model before (destroy).", checks["file gone.zip"].Explanation);
        Assert.Equal("It is not a file: a copy in Lyon (tell recipients).", checks["copy of recipient"].Explanation);
        var elsewhere = DeletionRecord.Verify(records.File("a.json"), records.Key, Path.GetTempPath(), records.File("nowhere"));
        Assert.True(elsewhere.IsSound); // none of the files is there
    }

    [Theory, InlineData("../secret"), InlineData("/etc/hostname"), InlineData(".."), InlineData("")]
    public void A_record_makes_nobody_read_elsewhere(string name)
    {
        using var records = new SignedRecords();
        records.Add("a.json", SignedRecords.Content() with { Artefacts = [new("export", name, "replace", 3, new('0', 64))] });
        Assert.Equal("It is no name of a file.", records.Checks("a.json")[$"file {name}"].Explanation);
    }
}

using MLNetUnlearning.Records;

namespace MLNetUnlearning.Tests;

public class RecordChainTests
{
    [Fact]
    public void Records_are_listed_in_the_order_of_the_chain()
    {
        using var records = new SignedRecords();
        records.Add("z.json", SignedRecords.Content("first"));
        records.Add("a.json", SignedRecords.Content("second"));
        records.Add("m.json", SignedRecords.Content("third"));
        File.WriteAllText(records.File("config.json"), "{}"); // another program's
        var listed = DeletionRecord.List(records.Folder);
        Assert.Equal(["first", "second", "third"], listed.Select(record => record.RequestId));
        Assert.Equal([null, listed[0].Sha256, listed[1].Sha256], listed.Select(record => record.Previous));
        Assert.Equal(
            "It is record 2 of 3, and each of them names the hash of the one before it.", records.Checks("a.json")["chain"].Explanation);
        Assert.All(DeletionRecord.VerifyAll(records.Folder, records.Key), each => Assert.True(each.IsSound));
    }

    [Theory, InlineData("1.json"), InlineData("2.json")]
    public void A_record_that_is_missing_among_others_is_found(string missing)
    {
        using var records = ThreeRecords();
        File.Delete(records.File(missing));
        var chain = records.Checks("3.json")["chain"];
        Assert.Equal(RecordCheckOutcome.Failed, chain.Outcome);
        Assert.Contains("is not in the folder", chain.Explanation);
        Refused.With<FormatException>("is broken", () => DeletionRecord.List(records.Folder));
        Refused.With<InvalidOperationException>("No record can be added", () => records.Add("4.json"));
    }

    [Fact]
    public void A_last_record_that_no_longer_names_its_format_is_found()
    {
        using var records = ThreeRecords();
        var last = records.File("3.json");
        File.WriteAllText(last, File.ReadAllText(last).Replace(RecordContent.FormatName, "something else"));
        Assert.Contains(DeletionRecord.VerifyAll(records.Folder, records.Key), each => !each.IsSound);
        Refused.With<InvalidOperationException>("No record can be added", () => records.Add("4.json"));
    }

    [Fact]
    public void That_the_last_record_is_missing_cannot_be_found()
    {
        using var records = ThreeRecords();
        File.Delete(records.File("3.json"));
        Assert.True(DeletionRecord.Verify(records.File("2.json"), records.Key).IsSound);
    }

    [Fact]
    public void A_record_that_was_signed_anew_breaks_the_chain_after_it()
    {
        using var records = ThreeRecords();
        var second = RecordFile.Read(records.File("2.json")).Content!;
        File.WriteAllBytes(records.File("2.json"), RecordFile.Seal(second with { ResidualRisk = [] }, records.Key));
        Assert.Contains("The record before 3.json", records.Checks("2.json")["chain"].Explanation);
    }

    [Fact]
    public void Two_records_in_one_place_are_found()
    {
        using var records = ThreeRecords();
        var third = RecordFile.Read(records.File("3.json")).Content!;
        File.WriteAllBytes(records.File("4.json"), RecordFile.Seal(third with { Id = "other" }, records.Key));
        Assert.Contains("2 records claim the same place: 3.json, 4.json", records.Checks("1.json")["chain"].Explanation);
    }

    [Fact]
    public void A_record_of_another_key_in_the_chain_is_found()
    {
        using var records = ThreeRecords();
        using var folder = new TemporaryFolder();
        using var other = RecordKey.LoadOrCreate(folder.Path);
        records.Add("4.json", key: other);
        Assert.Equal("4.json is not signed by the given key.", records.Checks("3.json")["chain"].Explanation);
    }

    [Fact]
    public void A_spoilt_record_is_not_taken_for_another_programs_file()
    {
        using var records = ThreeRecords();
        File.AppendAllText(records.File("3.json"), "}");
        Assert.Contains("3.json is not sound", records.Checks("1.json")["chain"].Explanation);
        var all = DeletionRecord.VerifyAll(records.Folder, records.Key);
        Assert.Equal(["1.json", "2.json", "3.json"], all.Select(each => Path.GetFileName(each.Path)));
        Assert.Null(all[2].Record);
    }

    [Fact]
    public void A_record_is_never_replaced()
    {
        using var records = ThreeRecords();
        Refused.With<IOException>("never replaced", () => records.Add("1.json"));
    }

    [Fact]
    public void Records_that_are_added_at_once_form_one_chain()
    {
        using var records = new SignedRecords();
        Parallel.For(0, 8, i => records.Add($"{i}.json"));
        Assert.Equal(8, DeletionRecord.List(records.Folder).Count);
        Assert.Equal(8, Directory.GetFiles(records.Folder, "*", SearchOption.AllDirectories).Length);
    }

    private static SignedRecords ThreeRecords()
    {
        var records = new SignedRecords();
        foreach (var name in new[] { "1.json", "2.json", "3.json" }) records.Add(name);
        return records;
    }
}

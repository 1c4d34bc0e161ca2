using MLNetUnlearning.Records;

namespace MLNetUnlearning.Tests;

public class RequesterBesideTests
{
    [Fact]
    public void Who_asked_can_be_deleted_and_the_record_stays_sound()
    {
        using var records = new SignedRecords();
        var path = Written(records);
        Assert.Equal(RecordCheckOutcome.Passed, records.Checks("a.json")["requester"].Outcome);
        Assert.DoesNotContain("Ada", File.ReadAllText(path));
        File.Delete(RequesterBeside.PathFor(path));
        Assert.Equal(RecordCheckOutcome.NotChecked, records.Checks("a.json")["requester"].Outcome);
        Assert.True(DeletionRecord.Verify(path, records.Key).IsSound);
    }

    [Theory, InlineData("Ada", "Eve"), InlineData("\"salt\":\"", "\"salt\":\"0"), InlineData("{", "["), InlineData("{", "null//{")]
    public void Another_file_in_its_place_is_found(string said, string instead)
    {
        using var records = new SignedRecords();
        var beside = RequesterBeside.PathFor(Written(records));
        File.WriteAllText(beside, File.ReadAllText(beside).Replace(said, instead));
        Assert.Equal(RecordCheckOutcome.Failed, records.Checks("a.json")["requester"].Outcome);
    }

    [Fact]
    public void The_same_name_has_another_commitment_each_time() => Assert.NotEqual(
        RequesterBeside.Commitment(RequesterBeside.Of("1", "2", "Ada")), RequesterBeside.Commitment(RequesterBeside.Of("1", "2", "Ada")));

    [Fact]
    public void A_file_that_is_there_is_never_replaced()
    {
        using var records = new SignedRecords();
        var path = Written(records);
        Refused.With<IOException>("never replaced", () => RequesterBeside.Write(path, RequesterBeside.Of("1", "2", "Eve")));
    }

    [UnixFact]
    public void The_file_is_for_its_owner_alone()
    {
        using var records = new SignedRecords();
        Assert.Equal("600", Shell.Says($"stat -c %a '{RequesterBeside.PathFor(Written(records))}'"));
    }

    private static string Written(SignedRecords records)
    {
        var content = SignedRecords.Content();
        var requester = RequesterBeside.Of(content.Id, content.Request.Id, "Ada");
        var path = records.Add(
            "a.json", content with { Request = content.Request with { Requester = RequesterBeside.Commitment(requester) } });
        RequesterBeside.Write(path, requester);
        return path;
    }
}

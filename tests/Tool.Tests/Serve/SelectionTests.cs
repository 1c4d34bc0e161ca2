using MLNetUnlearning.Tool.Serve;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>Which rows are shown, and in which order.</summary>
public sealed class SelectionTests
{
    private static readonly RowList List = new(
        [
            new("cat/1", "cat", null, null), new("cat/2", "cat", null, null), new("dog/1", "dog", null, null),
            new("dog/2", "dog", null, null),
            new("new", "dog", null, ["Berlin", "42"]),
        ], null, true);

    private static readonly Answered Answers = new(null, new Dictionary<string, Prediction>
    {
        ["cat/1"] = new("train", "cat", 0.9),
        ["cat/2"] = new("test", "dog", 0.6),
        ["dog/1"] = new("train", "dog", 0.7),
        ["dog/2"] = new("unseen", "dog", 0.5),
    });

    private static readonly Draft Marks = new(
        1, "", "", MLNetUnlearning.Tool.Register.Marks.None.With(["cat"], [], ["dog/2"], []), DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("", "cat/1 cat/2 dog/1 dog/2 new")]
    [InlineData("class=dog", "dog/1 dog/2 new")]
    [InlineData("answer=right", "cat/1 dog/1 dog/2")]
    [InlineData("answer=wrong", "cat/2")]
    [InlineData("answer=as:dog", "cat/2 dog/1 dog/2")]
    [InlineData("answer=as:dog&class=cat", "cat/2")]
    [InlineData("search=/2", "cat/2 dog/2")]
    [InlineData("search=BERLIN", "new")]
    [InlineData("show=trained", "cat/1 dog/1 new")]
    [InlineData("show=marked", "cat/1 cat/2 dog/2")]
    [InlineData("sort=unsure", "dog/2 cat/2 dog/1 cat/1 new")]
    [InlineData("sort=sure", "cat/1 dog/1 cat/2 dog/2 new")]
    [InlineData("sort=nonsense&show=nonsense&page=-3", "cat/1 cat/2 dog/1 dog/2 new")]
    public void Rows_are_those_that_are_asked_for(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', Of(query).Of(List, Answers, Marks).Select(row => row.Id)));

    [Fact]
    public void An_address_says_it_again()
    {
        var stated = Of("class=a & b&answer=as:ü&sort=sure&search=<x>&show=marked&page=3");
        Assert.Equal("/drafts/7?class=a%20%26%20b&answer=as%3A%C3%BC&sort=sure&search=%3Cx%3E&show=marked&page=3", stated.AddressFor(7));
        Assert.True(stated.IsNarrowed);
        Assert.Equal("/drafts/7", Of("").AddressFor(7));
    }

    private static Selection Of(string query)
    {
        var fields = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(field => field.Contains('='))
            .Select(field => field.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        if (query.StartsWith("class=a & b", StringComparison.Ordinal)) fields["class"] = "a & b";
        return Selection.Of(fields.GetValueOrDefault);
    }
}

namespace MLNetUnlearning.Tests;

/// <summary>Rows too few to mean anything are told in the log, and none is told where there are enough.</summary>
public sealed class ClassCountsTests
{
    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> warnings = [];

    public ClassCountsTests() => ml.Log += (_, e) =>
    {
        if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) warnings.Add(e.Message);
    };

    [Fact]
    public void Enough_rows_are_worth_no_word() =>
        Assert.Empty(ClassCounts.Limits([.. Enumerable.Range(0, 30).Select(row => row % 3L)], Keys));

    [Fact]
    public void One_class_where_the_key_has_three_is_told()
    {
        var rows = Tiny.Rows().Without("Label").WithKey("Label", Tiny.Classes, [.. Enumerable.Repeat("green", Tiny.NumberOfRows)]);
        Tiny.Trainer(ml).Fit(rows).Dispose();
        Assert.Contains(
            warnings,
            said => said.EndsWith("All 24 training rows are of class 'green': the classifier will answer 'green' to everything."));
    }

    [Fact]
    public void Classes_without_rows_are_named() => Assert.Equal(
        ["1 of 3 classes have no training rows, and the classifier will hardly ever answer them: 'green'."],
        ClassCounts.Limits([.. Enumerable.Range(0, 30).Select(row => row % 2 * 2L)], Keys));

    [Fact]
    public void Two_rows_a_class_are_told() => Assert.Equal(
        ["3 of 3 classes have fewer than 10 training rows, 'red' the fewest with 2: "
            + "what is learned of them, and measured on them, is little more than chance."],
        ClassCounts.Limits([0, 0, 1, 1, 2, 2], Keys));

    [Fact]
    public void All_rows_but_one_forgotten_are_told()
    {
        using var classifier = Tiny.Trained(ml);
        warnings.Clear();
        ml.Unlearn(classifier, new GradientAscent()).Fit(Tiny.Rows(forget: row => row > 0)).Dispose();
        Assert.Contains(warnings, said => said.Contains("Only 1 of 24 rows stay"));
        Assert.Contains(warnings, said => said.Contains("All rows that stay are of class 'red'"));
    }

    private static LabelKeys Keys { get; } = new(Tiny.Classes, TextDataViewType.Instance);
}

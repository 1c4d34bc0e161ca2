namespace MLNetUnlearning.Tests;

public class ForgetSplitTests
{
    [Theory]
    [InlineData(new long[] { 0, 1 }, new long[] { 2, 2 }, 2)]
    [InlineData(new long[] { 0, 2 }, new long[] { 2, 2 }, null)]
    [InlineData(new long[] { 0, 1 }, new long[] { 2, 3 }, null)]
    public void A_class_is_forgotten_when_all_its_rows_and_no_others_are(long[] retain, long[] forget, int? expected)
    {
        using LabeledRows kept = Labelled(retain), forgotten = Labelled(forget);
        var split = new ForgetSplit(kept.All, forgotten.All);
        Assert.Equal(expected, split.ForgottenClass);
    }

    [Fact]
    public void Marks_send_rows_to_their_side()
    {
        using var rows = Labelled(0, 1, 2, 3);
        var split = ForgetSplit.Of(rows.All, [false, true, true, false], null);
        Assert.Equal([0L, 3], split.Retain.Classes);
        Assert.Equal([1L, 2], split.Forget.Classes);
        Assert.Null(split.Unseen);
    }

    private static LabeledRows Labelled(params long[] labels) => new(zeros(labels.Length, 1, 1, 1), tensor(labels));
}

namespace MLNetUnlearning.Tests;

public class ForgetSplitTests
{
    [Theory]
    [InlineData(new long[] { 0, 1 }, new long[] { 2, 2 }, new[] { 2 })]
    [InlineData(new long[] { 0, 2 }, new long[] { 2, 2 }, new int[0])]
    [InlineData(new long[] { 0, 1 }, new long[] { 2, 3, 2 }, new[] { 2, 3 })]
    [InlineData(new long[] { 0, 1 }, new long[] { 2, 1 }, new int[0])]
    public void Classes_are_forgotten_when_all_their_rows_and_no_others_are(long[] retain, long[] forget, int[] expected)
    {
        using LabeledRows kept = Labelled(retain), forgotten = Labelled(forget);
        var split = new ForgetSplit(kept.All, forgotten.All);
        Assert.Equal(expected, split.ForgottenClasses);
    }

    [Fact]
    public void Every_kind_of_row_goes_to_its_side()
    {
        using var rows = Labelled(0, 1, 2, 3, 4);
        var split = ForgetSplit.Of(rows.All, [RowKind.Retain, RowKind.Forget, RowKind.Forget, RowKind.Retain, RowKind.ForgottenBefore],
            null);
        Assert.Equal([0L, 3], split.Retain.Classes);
        Assert.Equal([1L, 2], split.Forget.Classes);
        Assert.Null(split.Unseen);
    }

    private static LabeledRows Labelled(params long[] labels) => new(zeros(labels.Length, 1, 1, 1), tensor(labels));
}

using MLNetUnlearning.Data;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

public class ForgetSplitTests
{
    [Theory]
    [InlineData(new long[] { 0, 1 }, new long[] { 2, 2 }, 2)]
    [InlineData(new long[] { 0, 2 }, new long[] { 2, 2 }, null)]
    [InlineData(new long[] { 0, 1 }, new long[] { 2, 3 }, null)]
    public void AClassIsForgottenWhenAllItsRowsAndNoOthersAre(long[] retain, long[] forget, int? expected)
    {
        using var split = new ForgetSplit(Rows(retain), Rows(forget));
        Assert.Equal(expected, split.ForgottenClass);
    }

    [Fact]
    public void MarksSendRowsToTheirSide()
    {
        using var rows = Rows(0, 1, 2, 3);
        using var split = ForgetSplit.Of(rows, [false, true, true, false], null);
        Assert.Equal([0L, 3], split.Retain.Labels.data<long>().ToArray());
        Assert.Equal([1L, 2], split.Forget.Labels.data<long>().ToArray());
        Assert.Null(split.Unseen);
    }

    private static LabeledRows Rows(params long[] labels) => new(zeros(labels.Length, 1, 1, 1), tensor(labels));
}

using MLNetUnlearning.Data;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

public class LabeledRowsTests
{
    [Fact]
    public void BytesBecomeNumbersOfZeroToOne()
    {
        using var rows = ThreeRows();
        using var batch = rows.All.FeaturesAt(tensor(new long[] { 2, 0 }), CPU);
        Assert.Equal(ScalarType.Float32, batch.dtype);
        Assert.Equal([2, 1, 1, 2], batch.shape);
        Assert.Equal([1f, 51 / 255f, 0f, 0f], batch.data<float>().ToArray());
    }

    [Fact]
    public void NumbersStayAsTheyAre()
    {
        using var rows = new LabeledRows(tensor(new[] { 0.1f, 0.7f }).reshape(1, 1, 1, 2), tensor(new long[] { 0 }));
        using var batch = rows.All.FeaturesAt(tensor(new long[] { 0 }), CPU);
        Assert.Equal([0.1f, 0.7f], batch.data<float>().ToArray());
    }

    [Fact]
    public void LabelsComeInTheOrderAskedFor()
    {
        using var rows = ThreeRows();
        using var labels = rows.All.LabelsAt(tensor(new long[] { 2, 2, 1 }), CPU);
        Assert.Equal([7L, 7, 6], labels.data<long>().ToArray());
    }

    [Fact]
    public void SelectedRowsAreNoCopy()
    {
        using var rows = ThreeRows();
        var some = rows.All.Select([2, 1]).Select([1]);
        Assert.Equal(1, some.Count);
        Assert.Equal([6L], some.Classes);
        Assert.Equal([10 / 255f, 20 / 255f], some.FeaturesAt(tensor(new long[] { 0 }), CPU).data<float>().ToArray());
        rows.Features.zero_();
        Assert.Equal([0f, 0f], some.FeaturesAt(tensor(new long[] { 0 }), CPU).data<float>().ToArray());
    }

    [Fact]
    public void SubsetsOfTheSameRowsFollowOneAnother()
    {
        using var rows = ThreeRows();
        Assert.Equal([7L, 5], rows.All.Select([2]).Followed(rows.All.OfClasses([5])).Classes);
        using var others = ThreeRows();
        Assert.Throws<ArgumentException>(() => rows.All.Followed(others.All));
    }

    [Fact]
    public void NoScopeFreesThem()
    {
        LabeledRows rows;
        using (NewDisposeScope()) rows = ThreeRows();
        Assert.Equal(3, rows.Count);
        rows.Dispose();
    }

    [Fact]
    public void ImagesOfAnotherTypeAreRefused() =>
        Assert.Throws<ArgumentException>(() => new LabeledRows(zeros(1, 1, 1, 1, ScalarType.Float64), zeros(1, ScalarType.Int64)));

    [Fact]
    public void AsManyLabelsAsImagesAreNeeded() =>
        Assert.Throws<ArgumentException>(() => new LabeledRows(zeros(2, 1, 1, 1), zeros(3, ScalarType.Int64)));

    private static LabeledRows ThreeRows() =>
        new(tensor(new byte[] { 0, 0, 10, 20, 255, 51 }).reshape(3, 1, 1, 2), tensor(new long[] { 5, 6, 7 }));
}

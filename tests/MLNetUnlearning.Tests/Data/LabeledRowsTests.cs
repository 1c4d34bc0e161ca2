namespace MLNetUnlearning.Tests;

public class LabeledRowsTests
{
    [Fact]
    public void Bytes_become_numbers_of_zero_to_one()
    {
        using var rows = ThreeRows();
        using var batch = rows.All.FeaturesAt(tensor(new long[] { 2, 0 }), CPU);
        Assert.Equal(ScalarType.Float32, batch.dtype);
        Assert.Equal([2, 1, 1, 2], batch.shape);
        Assert.Equal([1f, 51 / 255f, 0f, 0f], batch.data<float>().ToArray());
    }

    [Fact]
    public void Numbers_stay_as_they_are()
    {
        using var rows = new LabeledRows(tensor(new[] { 0.1f, 0.7f }).reshape(1, 1, 1, 2), tensor(new long[] { 0 }));
        using var batch = rows.All.FeaturesAt(tensor(new long[] { 0 }), CPU);
        Assert.Equal([0.1f, 0.7f], batch.data<float>().ToArray());
    }

    [Fact]
    public void Labels_come_in_the_order_asked_for()
    {
        using var rows = ThreeRows();
        using var labels = rows.All.LabelsAt(tensor(new long[] { 2, 2, 1 }), CPU);
        Assert.Equal([7L, 7, 6], labels.data<long>().ToArray());
    }

    [Fact]
    public void Selected_rows_are_no_copy()
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
    public void Subsets_of_the_same_rows_follow_one_another()
    {
        using var rows = ThreeRows();
        Assert.Equal([7L, 5], rows.All.Select([2]).Followed(rows.All.OfClasses([5])).Classes);
        using var others = ThreeRows();
        Assert.Throws<ArgumentException>(() => rows.All.Followed(others.All));
    }

    [Fact]
    public void No_scope_frees_them()
    {
        LabeledRows rows;
        using (NewDisposeScope()) rows = ThreeRows();
        Assert.Equal(3, rows.Count);
        rows.Dispose();
    }

    [Fact]
    public void Images_of_another_type_are_refused() =>
        Assert.Throws<ArgumentException>(() => new LabeledRows(zeros(1, 1, 1, 1, ScalarType.Float64), zeros(1, ScalarType.Int64)));

    [Fact]
    public void As_many_labels_as_images_are_needed() =>
        Assert.Throws<ArgumentException>(() => new LabeledRows(zeros(2, 1, 1, 1), zeros(3, ScalarType.Int64)));

    private static LabeledRows ThreeRows() =>
        new(tensor(new byte[] { 0, 0, 10, 20, 255, 51 }).reshape(3, 1, 1, 2), tensor(new long[] { 5, 6, 7 }));
}

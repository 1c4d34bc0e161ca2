namespace MLNetUnlearning.Tests;

public class RowsPerClassTests
{
    [Fact]
    public void The_first_rows_of_each_class_are_taken_in_order()
    {
        var taken = RowsPerClass.Take(FourPixels.View("a", "b", "a", "a", "b", "c"), 2, "Label");
        Assert.Equal(["row 0", "row 1", "row 2", "row 4", "row 5"], FourPixels.Ids(taken));
        Assert.Equal(5, taken.GetRowCount());
    }

    [Fact]
    public void Images_are_not_read_for_it()
    {
        var view = new ReadCounter(FourPixels.View("a", "b"));
        RowsPerClass.Take(view, 1, "Label");
        Assert.Equal([["Label"]], view.Opened);
    }

    [Fact]
    public void Positions_count_the_rows_that_are_left()
    {
        var taken = RowsPerClass.Take(FourPixels.View("a", "a", "b"), 1, "Label");
        using var cursor = taken.GetRowCursor([]);
        var positions = new List<long>();
        while (cursor.MoveNext()) positions.Add(cursor.Position);
        Assert.Equal([0L, 1], positions);
    }

    [Fact]
    public void Filtered_rows_can_be_filtered_again_marked_and_cached()
    {
        var ml = new MLContext(seed: 1);
        var taken = RowsPerClass.Take(FourPixels.View("a", "b", "a", "b", "a"), 2, "Label");
        var marked = ForgetColumn.Mark(ml.Data.Cache(ml.Data.SkipRows(taken, 1)), ForgetRequest.Class("b"), "Label", "Forget",
            addToEarlierMarks: false);
        Assert.Equal(["row 1", "row 2", "row 3"], FourPixels.Ids(marked));
        Assert.Equal([true, false, true], marked.GetColumn<bool>("Forget"));
    }

    [Fact]
    public void At_least_one_row_is_taken() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RowsPerClass.Take(FourPixels.View("a"), 0, "Label"));
}

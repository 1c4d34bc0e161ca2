using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Tests;

public class RowsPerClassTests
{
    [Fact]
    public void TheFirstRowsOfEachClassAreTakenInOrder()
    {
        var taken = RowsPerClass.Take(FourPixels.View("a", "b", "a", "a", "b", "c"), 2, "Label");
        Assert.Equal(["row 0", "row 1", "row 2", "row 4", "row 5"], FourPixels.Ids(taken));
        Assert.Equal(5, taken.GetRowCount());
    }

    [Fact]
    public void ImagesAreNotReadForIt()
    {
        var view = new ReadCounter(FourPixels.View("a", "b"));
        RowsPerClass.Take(view, 1, "Label");
        Assert.Equal([["Label"]], view.Opened);
    }

    [Fact]
    public void PositionsCountTheRowsThatAreLeft()
    {
        var taken = RowsPerClass.Take(FourPixels.View("a", "a", "b"), 1, "Label");
        using var cursor = taken.GetRowCursor([]);
        var positions = new List<long>();
        while (cursor.MoveNext()) positions.Add(cursor.Position);
        Assert.Equal([0L, 1], positions);
    }

    [Fact]
    public void FilteredRowsCanBeFilteredAgainMarkedAndCached()
    {
        var ml = new MLContext(seed: 1);
        var taken = RowsPerClass.Take(FourPixels.View("a", "b", "a", "b", "a"), 2, "Label");
        var marked = ForgetColumn.Mark(ml.Data.Cache(ml.Data.SkipRows(taken, 1)), ForgetRequest.Class("b"), "Label", "Forget");
        Assert.Equal(["row 1", "row 2", "row 3"], FourPixels.Ids(marked));
        Assert.Equal([true, false, true], marked.GetColumn<bool>("Forget"));
    }

    [Fact]
    public void AtLeastOneRowIsTaken() => Assert.Throws<ArgumentOutOfRangeException>(() => RowsPerClass.Take(FourPixels.View("a"), 0, "Label"));
}

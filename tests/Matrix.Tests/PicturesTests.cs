using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;

namespace Matrix.Tests;

/// <summary>Which rows a cell has.</summary>
public sealed class PicturesTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void A_cell_has_the_rows_it_says_and_the_two_ids_of_a_request_have_all_theirs()
    {
        var data = Pictures.Drawn;
        var rows = data.Load(ml, "", DrawList.Report, seed: 3);
        var train = ml.Data.CreateEnumerable<Read>(rows.Train, reuseRowObject: false).ToList();
        Assert.All(train.CountBy(row => row.Label), ofClass => Assert.Equal(data.RowsPerClass, ofClass.Value));
        Assert.Equal(data.NumberOfRows, train.Count);
        Assert.Equal(20, ml.Data.CreateEnumerable<Read>(rows.Unseen, reuseRowObject: false).Count());
        Assert.Equal(data.NumberOfClasses, LabelKeys.Read(rows.Train.Schema["Label"]).Names.Count);
        var cell = Cell.All.First(one => one.Data == data);
        foreach (var draw in Draw.Of(DrawList.Report, cell, RequestKind.Ids))
        {
            var marked = ml.Unlearning().MarkForgotten(rows.Train, draw.Request());
            Assert.Equal(2 * data.RowsPerPerson, marked.GetColumn<bool>("Forget").Count(mark => mark));
        }
    }

    [Fact]
    public void The_halves_of_the_lists_share_no_row()
    {
        var source = ml.LoadSyntheticImages(rowsPerClass: 6);
        string[] classes = ["disc", "ring", "square", "frame"];
        var halves = new[] { 0, 1 }.Select(half => PictureRow.FirstOfEachClass(ml, source, classes, 3, half)
            .Select(row => string.Join(',', row.Features)).ToList()).ToList();
        Assert.All(halves, half => Assert.Equal(12, half.Count));
        Assert.Empty(halves[0].Intersect(halves[1]));
        Assert.Throws<InvalidOperationException>(() => PictureRow.FirstOfEachClass(ml, source, classes, 4, half: 1));
    }

    private sealed class Read
    {
        public uint Label { get; set; }
    }
}

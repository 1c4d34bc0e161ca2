namespace MLNetUnlearning.Tests;

public class ForgetColumnTests
{
    [Fact]
    public void Marking_reads_the_label_only_and_no_images()
    {
        var view = new ReadCounter(FourPixels.View("a", "b"));
        Mark(view, ForgetRequest.Class("a"));
        Assert.Equal([["Label"]], view.Opened);
    }

    [Fact]
    public void Drawing_reads_no_column_at_all()
    {
        var view = new ReadCounter(FourPixels.View("a", "b"));
        Mark(view, ForgetRequest.Random(0.5));
        Assert.Equal([[]], view.Opened);
    }

    [Fact]
    public void What_passes_through_needs_nothing_else()
    {
        var view = new ReadCounter(FourPixels.View("a", "b"));
        var marked = Mark(view, ForgetRequest.Class("a"));
        view.Opened.Clear();
        Assert.Equal(["row 0", "row 1"], FourPixels.Ids(marked));
        Assert.Equal([["Id"]], view.Opened);
    }

    [Fact]
    public void The_column_brings_in_the_label_without_showing_it()
    {
        var marked = Mark(FourPixels.View("a", "b"), ForgetRequest.Class("a"));
        using var cursor = marked.GetRowCursor([marked.Schema["Forget"]]);
        Assert.True(cursor.IsColumnActive(marked.Schema["Forget"]));
        Assert.False(cursor.IsColumnActive(marked.Schema["Label"]));
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<uint>(marked.Schema["Label"]));
    }

    [Fact]
    public void Other_columns_keep_type_and_annotations()
    {
        var marked = Mark(FourPixels.View("a", "b"), ForgetRequest.Class("a"));
        Assert.Equal(BooleanDataViewType.Instance, marked.Schema["Forget"].Type);
        Assert.Equal(["a", "b"], LabelKeys.Read(marked.Schema["Label"]).Names);
        Assert.Equal([1f, 1, 1, 1], marked.Vectors("Features")[1]);
    }

    [Fact]
    public void A_new_request_hides_the_old_one()
    {
        var first = Mark(FourPixels.View("a", "b", "b"), ForgetRequest.Class("a"));
        var second = Mark(first, ForgetRequest.Class("b"));
        Assert.Equal([false, true, true], second.GetColumn<bool>("Forget"));
        Assert.Equal([true, false, false], first.GetColumn<bool>("Forget"));
    }

    [Fact]
    public void Shuffled_rows_keep_their_marks()
    {
        var marked = Mark(FourPixels.Many(50), ForgetRequest.Random(0.2, seed: 3));
        var shuffled = new MLContext(seed: 1).Data.ShuffleRows(marked, seed: 5);
        Assert.NotEqual(FourPixels.Ids(marked), FourPixels.Ids(shuffled));
        Assert.Equal(MarkedIds(marked), MarkedIds(shuffled));
    }

    [Fact]
    public void Marking_a_shuffled_view_holds_in_every_pass()
    {
        var shuffled = new MLContext(seed: 1).Data.ShuffleRows(FourPixels.Many(50), seed: 5);
        var marked = Mark(shuffled, ForgetRequest.Random(0.2));
        Assert.Equal(10, MarkedIds(marked).Count());
        Assert.Equal(MarkedIds(marked), MarkedIds(marked));
    }

    [Fact]
    public void Parallel_cursors_see_the_same_marks()
    {
        var marked = Mark(FourPixels.Many(50), ForgetRequest.Random(0.2));
        var seen = new List<string>();
        foreach (var cursor in marked.GetRowCursorSet([marked.Schema["Id"], marked.Schema["Forget"]], 3))
            using (cursor)
            {
                var getId = cursor.GetGetter<ReadOnlyMemory<char>>(marked.Schema["Id"]);
                var getMark = cursor.GetGetter<bool>(marked.Schema["Forget"]);
                ReadOnlyMemory<char> id = default;
                var mark = false;
                while (cursor.MoveNext())
                {
                    getId(ref id);
                    getMark(ref mark);
                    if (mark) seen.Add(id.ToString());
                }
            }
        Assert.Equal(MarkedIds(marked), seen.Order());
    }

    [Fact]
    public void The_row_count_is_the_views_own() =>
        Assert.Equal(10, Mark(new MLContext().LoadSyntheticImages(1), ForgetRequest.Class("disc")).GetRowCount());

    [Fact]
    public void Another_name_can_be_given() =>
        Assert.Equal([true], ForgetColumn.Mark(FourPixels.View("a"), ForgetRequest.Class("a"), "Label", "Gone",
            addToEarlierMarks: false).GetColumn<bool>("Gone"));

    private static IDataView Mark(IDataView view, ForgetRequest request) =>
        ForgetColumn.Mark(view, request, "Label", "Forget", addToEarlierMarks: false);

    private static IEnumerable<string> MarkedIds(IDataView marked) =>
        FourPixels.Ids(marked).Zip(marked.GetColumn<bool>("Forget")).Where(row => row.Second).Select(row => row.First).Order();
}

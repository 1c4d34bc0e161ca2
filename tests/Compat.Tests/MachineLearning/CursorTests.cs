using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

public class CursorTests
{
    private readonly IDataView view = new MLContext(seed: 1).Data.LoadFromEnumerable(Flower.Field(3));

    [Fact]
    public void A_cursor_starts_before_the_first_row_and_counts()
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Width"]]);
        Assert.Equal(-1, cursor.Position);

        var positions = new List<long>();
        while (cursor.MoveNext())
            positions.Add(cursor.Position);

        Assert.Equal([0, 1, 2], positions);
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Only_columns_asked_for_can_be_read()
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Width"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["Width"]));
        Assert.False(cursor.IsColumnActive(view.Schema["Name"]));
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Name"]));
    }

    [Fact]
    public void A_getter_of_another_type_is_refused()
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Width"]]);

        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<double>(view.Schema["Width"]));
    }

    [Fact]
    public void Getters_are_live()
    {
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<float> width = cursor.GetGetter<float>(view.Schema["Width"]);
        ValueGetter<ReadOnlyMemory<char>> name = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Name"]);
        float number = 0;
        ReadOnlyMemory<char> text = default;

        cursor.MoveNext();
        cursor.MoveNext();
        width(ref number);
        name(ref text);

        Assert.Equal(1, number);
        Assert.Equal("flower 1", text.ToString());
    }

    [Fact]
    public void Rows_have_different_ids()
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Width"]]);
        ValueGetter<DataViewRowId> getter = cursor.GetIdGetter();
        var ids = new HashSet<DataViewRowId>();
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getter(ref id);
            ids.Add(id);
        }

        Assert.Equal(3, ids.Count);
    }

    [Fact]
    public void A_vector_is_copied_into_the_buffer_it_is_given()
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Petals"]]);
        ValueGetter<VBuffer<float>> petals = cursor.GetGetter<VBuffer<float>>(view.Schema["Petals"]);
        VBuffer<float> buffer = default;

        cursor.MoveNext();
        cursor.MoveNext();
        petals(ref buffer);

        Assert.True(buffer.IsDense);
        Assert.Equal([1f, -1f], buffer.DenseValues());
    }
}

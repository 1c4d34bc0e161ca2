namespace MLNetUnlearning.Tests;

/// <summary>Rows with kept features behave as rows of any transform of ML.NET.</summary>
public sealed class KeptRowsTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();
    private readonly Portraits portraits;
    private readonly ITransformer stage;

    public KeptRowsTests()
    {
        portraits = new Portraits(ml);
        stage = portraits.Kept(folder.File("features")).Fit(portraits.View());
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Columns_are_those_of_the_steps()
    {
        var steps = portraits.Steps().Fit(portraits.View());
        var (rows, expected) = (stage.Transform(portraits.View()), steps.Transform(portraits.View()));
        Assert.Equal(expected.Schema.Select(column => (column.Name, column.Type, column.IsHidden)),
            rows.Schema.Select(column => (column.Name, column.Type, column.IsHidden)));
        var names = stage.GetOutputSchema(portraits.View().Schema).Select(column => column.Name);
        Assert.Equal(expected.Schema.Select(column => column.Name), names);
        Assert.Equal(expected.GetColumn<uint>("Label"), rows.GetColumn<uint>("Label"));
        Assert.Equal((expected.GetRowCount(), expected.CanShuffle), (rows.GetRowCount(), rows.CanShuffle));
        Assert.True(stage.IsRowToRowMapper);
    }

    [Fact]
    public void Other_columns_are_read_without_features()
    {
        var before = portraits.Computed;
        Assert.Equal(24, stage.Transform(portraits.View()).GetColumn<string>("Person").Count());
        Assert.Equal(before, portraits.Computed);
    }

    [Fact]
    public void Shuffled_rows_and_rows_of_several_cursors_have_their_own_features()
    {
        var rows = stage.Transform(portraits.View());
        DataViewSchema.Column[] columns = [rows.Schema["Number"], rows.Schema["Features"]];
        foreach (var cursors in new[] { [rows.GetRowCursor(columns, new Random(3))], rows.GetRowCursorSet(columns, 3) })
        {
            var seen = 0;
            foreach (var cursor in cursors)
            {
                using (cursor)
                {
                    var (number, features) = (cursor.GetGetter<float>(columns[0]), cursor.GetGetter<VBuffer<float>>(columns[1]));
                    var (value, vector) = (0f, default(VBuffer<float>));
                    for (; cursor.MoveNext(); seen++)
                    {
                        number(ref value);
                        features(ref vector);
                        Assert.Equal(value / 100, vector.GetItemOrDefault(4));
                    }
                }
            }
            Assert.Equal(24, seen);
        }
    }

    [Fact]
    public void A_column_that_was_not_asked_for_is_refused()
    {
        var rows = stage.Transform(portraits.View());
        using var cursor = rows.GetRowCursor([rows.Schema["Features"]]);
        Assert.False(cursor.IsColumnActive(rows.Schema["Person"]));
        Refused.With<ArgumentOutOfRangeException>(
            "not active", () => cursor.GetGetter<ReadOnlyMemory<char>>(rows.Schema["Person"]));
        Refused.With<InvalidOperationException>("Invalid TValue", () => cursor.GetGetter<float>(rows.Schema["Features"]));
    }

    [Fact]
    public void Rows_without_an_id_column_are_computed()
    {
        var nameless = ml.Data.LoadFromEnumerable([new Portraits.Pictured { Number = 6 }]);
        Assert.Equal(0.06f, Portraits.Features(stage.Transform(nameless)).Single()[4]);
    }
}

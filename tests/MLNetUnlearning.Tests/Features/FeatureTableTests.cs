using MLNetUnlearning.Features;

namespace MLNetUnlearning.Tests;

/// <summary>Features by id.</summary>
public sealed class FeatureTableTests
{
    private readonly FeatureTable table = FeatureTable.Empty.With(new Dictionary<RowFingerprint, float[]>
    {
        [new(3, 0)] = [5, 6],
        [new(1, 0)] = [1, 2],
        [new(2, 0)] = [3, 4],
    });

    [Fact]
    public void Rows_stand_in_the_order_of_their_ids()
    {
        Assert.Equal([new(1, 0), new(2, 0), new(3, 0)], table.Ids);
        Assert.Equal([1, 2, 3, 4, 5, 6], table.Values.ToArray());
        Assert.Equal([3, 4], table.Find(new(2, 0)).ToArray());
        Assert.True(table.Find(new(4, 0)).IsEmpty);
        Assert.Equal((3, 2), (table.Count, table.Size));
    }

    [Fact]
    public void Forgotten_ids_go_and_do_not_come_back()
    {
        var less = table.Without([new(2, 0), new(9, 0)]);
        Assert.Equal([1, 2, 5, 6], less.Values.ToArray());
        Assert.Equal(2, less.Forgotten.Count);
        var more = less.With(new Dictionary<RowFingerprint, float[]> { [new(2, 0)] = [7, 8], [new(4, 0)] = [9, 9] });
        Assert.Equal([new(1, 0), new(3, 0), new(4, 0)], more.Ids);
        Assert.Same(less, less.With(new Dictionary<RowFingerprint, float[]> { [new(2, 0)] = [7, 8] }));
        Assert.Equal([1, 2, 3, 4, 5, 6], table.Values.ToArray());
    }

    [Fact]
    public void A_forgotten_id_goes_whatever_its_features_are()
    {
        var odd = table.With(new Dictionary<RowFingerprint, float[]> { [new(7, 7)] = [float.NaN, 1] });
        Assert.False(odd.Without([new(7, 7)]).Holds(new(7, 7)));
    }

    [Fact]
    public void The_same_features_under_another_id_go_with_a_forgotten_one()
    {
        var moved = table.With(new Dictionary<RowFingerprint, float[]> { [new(7, 7)] = [3, 4.0001f], [new(8, 8)] = [3, 4.1f] });
        Assert.Equal([new(1, 0), new(3, 0), new(8, 8)], moved.Without([new(2, 0)]).Ids);
        Assert.Equal([new(2, 0)], moved.Without([new(2, 0)]).Forgotten.Hashes);
    }

    [Fact]
    public void The_last_row_leaves_room_for_features_of_another_length()
    {
        var none = table.Without([.. table.Ids]);
        Assert.Equal((0, 0), (none.Count, none.Size));
        Assert.Equal(3, none.With(new Dictionary<RowFingerprint, float[]> { [new(7, 0)] = [1, 2, 3] }).Size);
    }

    [Fact]
    public void More_than_a_file_holds_is_refused()
    {
        var row = new float[1 << 20];
        var rows = Enumerable.Range(0, 513).ToDictionary(i => new RowFingerprint((ulong)i, 0), _ => row);
        Refused.With<InvalidOperationException>("fewer rows in a file", () => FeatureTable.Empty.With(rows));
    }
}

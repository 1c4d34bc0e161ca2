namespace MLNetUnlearning.Tests;

public class BatchesTests
{
    [Fact]
    public void An_epoch_holds_every_row_once_and_the_last_batch_is_shorter()
    {
        using var generator = new Generator(1);
        var batches = Batches.Shuffled(10, 4, generator).Select(batch => batch.data<long>().ToArray()).ToList();
        Assert.Equal([4, 4, 2], batches.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), batches.SelectMany(batch => batch).Order());
    }

    [Theory]
    [InlineData(9, 8, new[] { 9 })]
    [InlineData(17, 8, new[] { 8, 9 })]
    [InlineData(10, 8, new[] { 8, 2 })]
    [InlineData(16, 8, new[] { 8, 8 })]
    [InlineData(1, 8, new[] { 1 })]
    [InlineData(3, 2, new[] { 3 })]
    [InlineData(0, 8, new int[0])]
    [InlineData(3, 1, new[] { 1, 1, 1 })] // asked for
    [InlineData(3, int.MaxValue, new[] { 3 })]
    public void A_lone_last_row_joins_the_batch_before_it(int count, int batchSize, int[] sizes)
    {
        using var generator = new Generator(1);
        var batches = Batches.Shuffled(count, batchSize, generator).Select(batch => batch.data<long>().ToArray()).ToList();
        Assert.Equal(sizes, batches.Select(batch => batch.Length));
        Assert.Equal(sizes.Length, Batches.InEpoch(count, batchSize));
        Assert.Equal(Enumerable.Range(0, count).Select(row => (long)row), batches.SelectMany(batch => batch).Order());
    }

    [Fact]
    public void The_same_seed_shuffles_the_same_way_and_another_seed_and_another_epoch_another_way()
    {
        Assert.Equal(Order(Seeding.Create(3)), Order(Seeding.Create(3)));
        Assert.NotEqual(Order(Seeding.Create(3)), Order(Seeding.Create(4)));
        using var generator = new Generator(1);
        Assert.NotEqual(Order(generator), Order(generator));
    }

    [Fact]
    public void Scopes_opened_and_closed_between_batches_leave_the_epoch_alone()
    {
        using var generator = new Generator(1);
        using var epoch = Batches.Shuffled(4, 2, generator).GetEnumerator();
        for (var step = 0; step < 2; step++)
        {
            using var scope = NewDisposeScope();
            Assert.True(epoch.MoveNext());
            Assert.Equal(2, epoch.Current.data<long>().ToArray().Length);
        }
        Assert.False(epoch.MoveNext());
    }

    [Fact]
    public void Drawn_rows_are_different()
    {
        using var generator = new Generator(1);
        using var drawn = Batches.Draw(20, 15, generator);
        var rows = drawn.data<long>().ToArray();
        Assert.Equal(15, rows.Distinct().Count());
        Assert.All(rows, row => Assert.InRange(row, 0, 19));
    }

    [Fact]
    public void More_rows_than_there_are_and_batches_of_none_cannot_be_drawn()
    {
        using var generator = new Generator(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Batches.Draw(3, 4, generator));
        Assert.Throws<ArgumentOutOfRangeException>(() => Batches.Shuffled(3, 0, generator));
    }

    private static long[] Order(Generator generator) =>
        [.. Batches.Shuffled(50, 7, generator).SelectMany(batch => batch.data<long>().ToArray())];
}

using MLNetUnlearning.Scoring;

namespace MLNetUnlearning.Tests;

/// <summary>A cursor reads a batch of rows ahead of the one that it shows: nobody must notice.</summary>
public sealed class ClassifierRowsTests : IDisposable
{
    private const int Batch = ClassifierCursor.RowsPerBatch;

    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier oracle = new Oracle(1).Classifier();
    private int read; // rows that the source has given

    public void Dispose() => oracle.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Batch - 1)]
    [InlineData(Batch)]
    [InlineData(Batch + 1)]
    [InlineData(3 * Batch)]
    [InlineData(3 * Batch + 7)]
    public void Every_row_comes_once_and_in_its_order(int rows)
    {
        using var cursor = Cursor(rows, out var number, out var predicted);
        for (var row = 0; row < rows; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal((row, row, 2u), (cursor.Position, number(), predicted()));
        }
        Assert.False(cursor.MoveNext());
        Assert.Equal(rows, read);
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_complained_of_when_its_batch_is_asked_for()
    {
        using var cursor = Cursor(3 * Batch, out var number, out _, bad: Batch + 3);
        for (var row = 0; row < Batch; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(row, number());
        }
        Assert.Contains("cannot be read", Assert.Throws<InvalidDataException>(() => cursor.MoveNext()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => number()); // no row of before is shown in its place
    }

    [Fact]
    public void No_more_is_read_than_the_batch_that_is_shown()
    {
        using var cursor = Cursor(100 * Batch, out _, out _);
        Assert.Equal(0, read);
        for (var row = 0; row < Batch; row++) Assert.True(cursor.MoveNext());
        Assert.Equal(Batch, read);
    }

    private DataViewRowCursor Cursor(int rows, out Func<int> number, out Func<uint> predicted, int bad = -1)
    {
        var source = ml.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(row =>
        {
            if (row == bad) throw new InvalidDataException($"Row {row} cannot be read.");
            read++;
            return new Pixels { Number = row, Features = Oracle.Image() };
        }));
        var scored = oracle.Transform(source);
        var cursor = scored.GetRowCursor([scored.Schema["Number"], scored.Schema["PredictedLabel"]]);
        var getNumber = cursor.GetGetter<int>(scored.Schema["Number"]);
        var getLabel = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        number = () =>
        {
            var value = 0;
            getNumber(ref value);
            return value;
        };
        predicted = () =>
        {
            var value = 0u;
            getLabel(ref value);
            return value;
        };
        return cursor;
    }

    private sealed class Pixels
    {
        public int Number { get; set; }

        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}

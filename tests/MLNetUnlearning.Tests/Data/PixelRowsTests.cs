namespace MLNetUnlearning.Tests;

public sealed class PixelRowsTests
{
    private static readonly FeatureShape Shape = FeatureShape.Image(2, 1, 1);

    [Theory, InlineData(null), InlineData(5L), InlineData(3L), InlineData(9L)]
    public void Rows_are_the_same_however_many_were_expected(long? expected)
    {
        using var scope = NewDisposeScope();
        using var rows = Five(expected, lastPixel: 9);
        var all = rows.ToTensor();
        Assert.Equal([5, 1, 1, 2], all.shape);
        Assert.Equal(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, all.data<byte>().ToArray());
    }

    [Theory, InlineData(null), InlineData(5L), InlineData(3L), InlineData(9L)]
    public void A_late_fraction_turns_all_of_them_into_numbers(long? expected)
    {
        using var scope = NewDisposeScope();
        using var rows = Five(expected, lastPixel: 0.5f);
        var all = rows.ToTensor();
        Assert.Equal([.. Enumerable.Range(0, 9).Select(pixel => pixel / 255f), 0.5f / 255], all.data<float>().ToArray());
    }

    [Fact]
    public void Rows_that_nobody_takes_are_freed()
    {
        using var scope = NewDisposeScope();
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Five(expected: 3, lastPixel: 0.5f).Dispose();
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static PixelRows Five(long? expected, float lastPixel)
    {
        var (rows, pixels) = (new PixelRows(Shape), new RowPixels(Shape));
        rows.Expect(expected);
        for (var row = 0; row < 5; row++)
        {
            pixels.Read(new VBuffer<float>(2, [2 * row, row == 4 ? lastPixel : 2 * row + 1]), row);
            rows.Add(pixels);
        }
        return rows;
    }
}

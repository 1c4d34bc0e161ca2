namespace MLNetUnlearning.Tests;

public class FeatureTensorsTests
{
    private static readonly FeatureShape Cifar = FeatureShape.Image(32, 32);

    [Fact]
    public void Pixels_and_labels_come_in_the_order_of_the_view()
    {
        using var read = Read(FourPixels.View("dog", "cat", "dog"));
        Assert.Equal([3, 1, 2, 2], read.Rows.Features.shape);
        Assert.Equal(new byte[] { 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2 }, read.Rows.Features.data<byte>().ToArray());
        Assert.Equal([0L, 1, 0], read.Rows.Labels.data<long>().ToArray());
        Assert.Equal(["dog", "cat"], read.Labels.Names);
        Assert.Null(read.Forget);
    }

    [Fact]
    public void Whole_numbers_are_kept_as_bytes()
    {
        using var read = Read(FourPixels.WithPixels([0, 17, 254, 255]));
        Assert.Equal(ScalarType.Byte, read.Rows.Features.dtype);
        Assert.Equal(new byte[] { 0, 17, 254, 255 }, read.Rows.Features.data<byte>().ToArray());
    }

    [Fact]
    public void Every_255th_is_kept_as_a_byte()
    {
        using var divided = Read(AllBytes(k => k / 255f), FourPixels.Fractions);
        using var multiplied = Read(AllBytes(k => k * (1f / 255f)), FourPixels.Fractions);
        byte[] expected = [.. Enumerable.Range(0, 256).Select(k => (byte)k)];
        Assert.Equal(expected, divided.Rows.Features.data<byte>().ToArray());
        Assert.Equal(expected, multiplied.Rows.Features.data<byte>().ToArray());
    }

    [Fact]
    public void One_other_number_turns_all_rows_into_numbers_of_zero_to_one()
    {
        using var read = Read(FourPixels.WithPixels([0, 51, 255, 2], [0.5f, 1, 2, 3]));
        Assert.Equal(ScalarType.Float32, read.Rows.Features.dtype);
        Assert.Equal([0f, 0.2f, 1f, 2 / 255f, 0.5f / 255f, 1 / 255f, 2 / 255f, 3 / 255f], read.Rows.Features.data<float>().ToArray());
    }

    [Fact]
    public void Fractions_that_are_no_bytes_stay_what_they_are()
    {
        using var read = Read(FourPixels.WithPixels([0.1f, 0.25f, 0, 1]), FourPixels.Fractions);
        Assert.Equal([0.1f, 0.25f, 0, 1], read.Rows.Features.data<float>().ToArray());
    }

    [Fact]
    public void An_image_of_cifar_takes_3072_bytes()
    {
        using var read = Read(new MLContext().LoadSyntheticImages(1), Cifar);
        Assert.Equal(10 * 3072, read.Rows.Features.bytes.Length); // 50,000 rows: 154 MB
    }

    [Fact]
    public void Rows_beyond_a_chunk_keep_their_places()
    {
        // 5,462 rows of 3 x 32 x 32 bytes fill a chunk.
        var ml = new MLContext();
        using var read = Read(ml.LoadSyntheticImages(560), Cifar);
        using var last = Read(ml.Data.SkipRows(ml.LoadSyntheticImages(560), 5_590), Cifar);
        Assert.Equal(5_600, read.Rows.Count);
        Assert.Equal(last.Rows.Features.data<byte>().ToArray(), read.Rows.Features.narrow(0, 5_590, 10).data<byte>().ToArray());
    }

    [Fact]
    public void Marks_are_read_where_they_are_asked_for()
    {
        using var read = OneView.Read(FourPixels.View("a", "a", "b"), FourPixels.Bytes, "Forget");
        Assert.Equal([false, true, false], read.Forget!);
    }

    [Fact]
    public void Only_the_columns_in_use_are_active()
    {
        var view = new ReadCounter(FourPixels.View("a", "b"));
        Read(view).Dispose();
        Assert.Equal([["Features", "Label"]], view.Opened);
    }

    [Fact]
    public void Labels_are_counted_by_the_classes_given()
    {
        var known = new LabelKeys(["cat", "fox", "dog"], TextDataViewType.Instance);
        using var read = OneView.Read(FourPixels.View("dog", "cat"), FourPixels.Bytes, classes: known);
        Assert.Equal([2L, 0], read.Rows.Labels.data<long>().ToArray());
        Assert.Same(known, read.Labels);
    }

    [Fact]
    public void Unknown_classes_are_refused_by_name()
    {
        var known = new LabelKeys(["cat"], TextDataViewType.Instance);
        var view = FourPixels.View("dog", "cat");
        Refused.With<InvalidOperationException>("'dog'", () => OneView.Read(view, FourPixels.Bytes, classes: known));
    }

    [Fact]
    public void Every_row_has_a_fingerprint()
    {
        using var read = Read(FourPixels.WithPixels([1, 2, 3, 4], [4, 3, 2, 1], [1, 2, 3, 4]));
        Assert.Equal(read.Fingerprints[0], read.Fingerprints[2]);
        Assert.NotEqual(read.Fingerprints[0], read.Fingerprints[1]);
    }

    [Fact]
    public void Nothing_but_the_rows_stays_alive()
    {
        using var scope = NewDisposeScope();
        using var read = Read(FourPixels.View("a", "b"));
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Reading_can_be_cancelled() =>
        Assert.Throws<OperationCanceledException>(() => OneView.Read(FourPixels.View("a"), FourPixels.Bytes, cancelled: true));

    private static OneView Read(IDataView view, FeatureShape? shape = null) => OneView.Read(view, shape ?? FourPixels.Bytes);

    private static IDataView AllBytes(Func<int, float> toPixel) =>
        FourPixels.WithPixels([.. Enumerable.Range(0, 256).Select(toPixel).Chunk(4)]);
}

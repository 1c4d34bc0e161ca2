namespace MLNetUnlearning.Tests;

public class FeatureTensorsErrorTests
{
    [Theory]
    [InlineData("Klass", "Features", "Could not find label column 'Klass'")]
    [InlineData("Label", "Pixels", "Could not find feature column 'Pixels'")]
    [InlineData("Id", "Features", "Schema mismatch for label column 'Id': expected Key or Boolean, got String")]
    [InlineData("Label", "Id", "Schema mismatch for feature column 'Id': expected Vector<Single>, got String")]
    public void Missing_and_wrong_columns_are_refused_in_ml_nets_words(string label, string features, string message) =>
        Refused.With<ArgumentOutOfRangeException>(message, () => Read(FourPixels.View("a"), new ClassifierColumns(label, features)));

    [Theory]
    [InlineData("Marks", "Could not find forget column 'Marks'")]
    [InlineData("Id", "Schema mismatch for forget column 'Id': expected Boolean, got String")]
    public void The_marks_are_a_boolean_column(string name, string message) =>
        Refused.With<ArgumentOutOfRangeException>(message, () => Read(FourPixels.View("a"), forget: name));

    [Fact]
    public void A_vector_of_unknown_size_is_told_how_to_get_one()
    {
        var schema = new MLContext().Data.LoadFromEnumerable([new Sizeless([1, 2, 3])]).Schema;
        Refused.With<ArgumentOutOfRangeException>(
            "of known size, as [VectorType(3072)] gives one", () => schema.RequireFeatures("Features"));
    }

    private sealed record Sizeless(float[] Features);

    [Fact]
    public void A_vector_of_another_size_is_refused() => Refused.With<ArgumentOutOfRangeException>(
        "Schema mismatch for feature column 'Features': expected Vector<Single, 12> for images of 3 x 2 x 2",
        () => Read(FourPixels.View("a"), shape: FeatureShape.Image(2, 2)));

    [Theory]
    [InlineData(float.NaN, PixelRange.ZeroTo255, "of the training rows has a pixel of NaN; the image shape says 0 to 255.")]
    [InlineData(-1f, PixelRange.ZeroTo255, "of the training rows has a pixel of -1; the image shape says 0 to 255.")]
    [InlineData(256f, PixelRange.ZeroTo255, "of the training rows has a pixel of 256; the image shape says 0 to 255.")]
    [InlineData(float.PositiveInfinity, PixelRange.ZeroToOne,
        "of the training rows has a pixel of Infinity; the image shape says 0 to 1. ")]
    [InlineData(2f, PixelRange.ZeroToOne, "For pixels of 0 to 255 state PixelRange.ZeroTo255.")]
    public void A_pixel_out_of_range_is_refused_with_its_row(float pixel, PixelRange range, string message)
    {
        var view = FourPixels.WithPixels([0, 1, 0, 1], [0, 0, 0, pixel]);
        Refused.With<InvalidOperationException>(message, () => Read(view, shape: FeatureShape.Image(2, 2, 1, range)));
    }

    [Fact]
    public void Fractions_where_bytes_were_said_are_refused() => Refused.With<InvalidOperationException>(
        ["No pixel of column 'Features' is above 1", "PixelRange.ZeroToOne"], () => Read(FourPixels.WithPixels([0, 0.5f, 1, 0.25f])));

    [Fact]
    public void Rows_of_fractions_among_rows_of_bytes_are_refused() => Refused.With<InvalidOperationException>(
        ["2 of 3 training rows have fractions of 0 to 1", "counted from 0: 0, 2", "Multiply them by 255"],
        () => Read(FourPixels.WithPixels([0, 0.5f, 1, 0.25f], [0, 200, 1, 3], [0.1f, 0, 0, 0])));

    [Fact]
    public void Dark_rows_of_whole_numbers_are_taken() => Read(FourPixels.WithPixels([0, 0, 1, 0], [0, 200, 1.5f, 3], [0, 0, 0, 0]));

    [Fact]
    public void Rows_without_a_label_are_counted_and_named()
    {
        var ml = new MLContext();
        var rows = FourPixels.TextView(FourPixels.Rows("a", "x", "b", "y", "a"));
        var keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(FourPixels.TextView(FourPixels.Rows("a", "b")));
        var error = Assert.Throws<InvalidOperationException>(() => Read(keys.Transform(rows)));
        Assert.Equal("2 of 5 training rows have no label in column 'Label'. Rows, counted from 0: 1, 3. "
            + "Their classes are not among those of the model: 'x', 'y'.", error.Message);
    }

    [Fact]
    public void A_view_without_rows_is_refused()
    {
        var none = new MLContext().Data.SkipRows(FourPixels.View("a"), 1);
        Assert.Equal("There are no training rows: the view is empty.", Assert.Throws<InvalidOperationException>(() => Read(none)).Message);
    }

    private static void Read(IDataView view, ClassifierColumns? columns = null, FeatureShape? shape = null, string? forget = null) =>
        OneView.Read(view, shape ?? FourPixels.Bytes, forget, columns: columns).Dispose();
}

namespace MLNetUnlearning.Tests;

public class SyntheticImagesTests
{
    [Fact]
    public void Classes_are_named_and_take_turns()
    {
        var view = new MLContext().LoadSyntheticImages(2);
        Assert.Equal(SyntheticImages.ClassNames, LabelKeys.Read(view.Schema["Label"]).Names);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (uint)(i % 10) + 1), view.GetColumn<uint>("Label"));
        Assert.Equal(20, view.GetRowCount());
        Assert.Equal("train:19", FourPixels.Ids(view)[19]);
    }

    [Fact]
    public void Pixels_are_whole_numbers_of_zero_to_255()
    {
        var view = new MLContext().LoadSyntheticImages(1);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32), view.Schema["Features"].Type);
        using var read = OneView.Read(view, FeatureShape.Image(32, 32));
        Assert.Equal(ScalarType.Byte, read.Rows.Features.dtype);
    }

    [Fact]
    public void The_same_seed_draws_the_same_pictures() => Assert.Equal(Images(2, seed: 1), Images(2, seed: 1));

    [Fact]
    public void Fewer_rows_are_the_beginning_of_more() => Assert.Equal(Images(1), Images(3).Take(10));

    [Fact]
    public void No_picture_occurs_twice_in_training_in_test_or_under_another_seed()
    {
        string[] train = [.. Images(5), .. Images(5, seed: 1)];
        string[] test = [.. Images(5, part: DataSetPart.Test), .. Images(5, seed: -1, part: DataSetPart.Test)];
        Assert.Equal(200, train.Concat(test).Distinct().Count());
    }

    [Fact]
    public void There_is_at_least_one_row_per_class() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MLContext().LoadSyntheticImages(0, part: DataSetPart.Test));

    private static IEnumerable<string> Images(int rowsPerClass, int seed = 0, DataSetPart part = DataSetPart.Train) => new MLContext()
        .LoadSyntheticImages(rowsPerClass, seed, part).Vectors("Features").Select(pixels => RowFingerprint.Of(pixels).ToString());
}

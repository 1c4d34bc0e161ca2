using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tests;

public class SyntheticImagesTests
{
    [Fact]
    public void Classes_are_named_and_take_turns()
    {
        var view = new MLContext().LoadSyntheticImages(2);
        Assert.Equal(SyntheticImages.ClassNames, LabelKeys.Read(view.Schema["Label"]).Names);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (uint)(i % 10) + 1), FourPixels.Column<uint>(view, "Label"));
        Assert.Equal(20, view.GetRowCount());
        Assert.Equal("train:19", FourPixels.Ids(view)[19]);
    }

    [Fact]
    public void Pixels_are_whole_numbers_of_zero_to_255()
    {
        var view = new MLContext().LoadSyntheticImages(1);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32), view.Schema["Features"].Type);
        using var read = OneView.Read(view, new ClassifierColumns(), FeatureShape.Image(32, 32), null, default);
        Assert.Equal(TorchSharp.torch.ScalarType.Byte, read.Rows.Features.dtype);
    }

    [Fact]
    public void The_same_seed_draws_the_same_pictures() => Assert.Equal(Images(new MLContext().LoadSyntheticImages(2, seed: 1)), Images(new MLContext().LoadSyntheticImages(2, seed: 1)));

    [Fact]
    public void Fewer_rows_are_the_beginning_of_more() => Assert.Equal(Images(new MLContext().LoadSyntheticImages(1)), Images(new MLContext().LoadSyntheticImages(3)).Take(10));

    [Fact]
    public void No_picture_occurs_twice_in_training_in_test_or_under_another_seed()
    {
        IDataView[] views = [new MLContext().LoadSyntheticImages(5), new MLContext().LoadSyntheticImages(5, part: DataSetPart.Test), new MLContext().LoadSyntheticImages(5, seed: 1), new MLContext().LoadSyntheticImages(5, seed: -1, part: DataSetPart.Test)];
        Assert.Equal(200, views.SelectMany(Images).Distinct().Count());
    }

    [Fact]
    public void There_is_at_least_one_row_per_class() => Assert.Throws<ArgumentOutOfRangeException>(() => new MLContext().LoadSyntheticImages(0, part: DataSetPart.Test));

    private static string[] Images(IDataView view) => FourPixels.Column<float[]>(view, "Features").Select(pixels => RowFingerprint.Of(pixels).ToString()).ToArray();
}

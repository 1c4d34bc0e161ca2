using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Tests;

public class LabelKeysTests
{
    [Fact]
    public void TextValuesAreTheNames()
    {
        var keys = LabelKeys.Read(FourPixels.View("dog", "cat", "dog").Schema["Label"]);
        Assert.Equal(["dog", "cat"], keys.Names);
        Assert.Same(TextDataViewType.Instance, keys.ValueType);
    }

    [Fact]
    public void NumbersAreNamedAsTheInvariantCultureWritesThem()
    {
        var ml = new MLContext();
        var view = FourPixels.TextView(FourPixels.Rows("a", "b", "c"));
        var keyed = ml.Transforms.Conversion.MapValueToKey("Number").Fit(view).Transform(view);
        var keys = LabelKeys.Read(keyed.Schema["Number"]);
        Assert.Equal(["0", "1", "2"], keys.Names);
        Assert.Same(NumberDataViewType.Single, keys.ValueType);
    }

    [Fact]
    public void KeysWithoutValuesAreNamedByTheirIndex()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", new KeyDataViewType(typeof(uint), 3));
        var keys = LabelKeys.Read(builder.ToSchema()["Label"]);
        Assert.Equal(["0", "1", "2"], keys.Names);
        Assert.Null(keys.ValueType);
    }

    [Fact]
    public void AColumnThatIsNoKeyIsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => LabelKeys.Read(FourPixels.TextView(FourPixels.Rows("a")).Schema["Label"]));
        Assert.Contains("Schema mismatch for label column 'Label': expected Key, got String", error.Message);
    }

    [Fact]
    public void ClassesAreMatchedByValue()
    {
        var known = new LabelKeys(["cat", "dog", "bird"], TextDataViewType.Instance);
        var other = new LabelKeys(["bird", "cat"], TextDataViewType.Instance);
        Assert.Equal([2, 0], known.MapFrom(other));
    }

    [Fact]
    public void UnknownClassesAreNamed()
    {
        var known = new LabelKeys(["cat", "dog"], TextDataViewType.Instance);
        var error = Assert.Throws<InvalidOperationException>(() => known.MapFrom(new LabelKeys(["fox", "cat", "owl"], TextDataViewType.Instance)));
        Assert.Equal("Unknown classes: 'fox', 'owl'. The classifier knows: 'cat', 'dog'.", error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WrittenAsAnnotationsTheyAreReadBackTheSame(bool text)
    {
        var keys = new LabelKeys(["2.5", "-1"], text ? TextDataViewType.Instance : NumberDataViewType.Single);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("PredictedLabel", keys.KeyType, keys.Annotations);
        var back = LabelKeys.Read(builder.ToSchema()["PredictedLabel"]);
        Assert.Equal(keys.Names, back.Names);
        Assert.Same(keys.ValueType, back.ValueType);
    }

    [Fact]
    public void AClassIsNamedOnce() => Assert.Throws<ArgumentException>(() => new LabelKeys(["a", "a"], TextDataViewType.Instance));

    [Fact]
    public void ATypeIsFoundAgainByName() => Assert.Same(NumberDataViewType.Double, KeyValueKind.TypeNamed("Double"));
}

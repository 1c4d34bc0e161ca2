namespace MLNetUnlearning.Tests;

public class LabelKeysTests
{
    [Fact]
    public void Text_values_are_the_names()
    {
        var keys = LabelKeys.Read(FourPixels.View("dog", "cat", "dog").Schema["Label"]);
        Assert.Equal(["dog", "cat"], keys.Names);
        Assert.Same(TextDataViewType.Instance, keys.ValueType);
    }

    [Fact]
    public void Numbers_are_named_as_the_invariant_culture_writes_them()
    {
        var ml = new MLContext();
        var view = FourPixels.TextView(FourPixels.Rows("a", "b", "c"));
        var keyed = ml.Transforms.Conversion.MapValueToKey("Number").Fit(view).Transform(view);
        var keys = LabelKeys.Read(keyed.Schema["Number"]);
        Assert.Equal(["0", "1", "2"], keys.Names);
        Assert.Same(NumberDataViewType.Single, keys.ValueType);
    }

    [Fact]
    public void Keys_without_values_are_named_by_their_index()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", new KeyDataViewType(typeof(uint), 3));
        var keys = LabelKeys.Read(builder.ToSchema()["Label"]);
        Assert.Equal(["0", "1", "2"], keys.Names);
        Assert.Null(keys.ValueType);
    }

    [Fact]
    public void A_column_that_is_no_key_is_refused()
    {
        var text = FourPixels.TextView(FourPixels.Rows("a")).Schema["Label"];
        Refused.With<ArgumentOutOfRangeException>(
            "Schema mismatch for label column 'Label': expected Key or Boolean, got String", () => LabelKeys.Read(text));
    }

    [Fact]
    public void Classes_are_matched_by_value()
    {
        var known = new LabelKeys(["cat", "dog", "bird"], TextDataViewType.Instance);
        var other = new LabelKeys(["bird", "cat"], TextDataViewType.Instance);
        Assert.Equal([2, 0], known.MapFrom(other));
    }

    [Fact]
    public void Unknown_classes_are_named()
    {
        var known = new LabelKeys(["cat", "dog"], TextDataViewType.Instance);
        var other = new LabelKeys(["fox", "cat", "owl"], TextDataViewType.Instance);
        var error = Assert.Throws<InvalidOperationException>(() => known.MapFrom(other));
        Assert.Equal("Unknown classes: 'fox', 'owl'. The classifier knows: 'cat', 'dog'.", error.Message);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Written_as_annotations_they_are_read_back_the_same(bool text)
    {
        var keys = new LabelKeys(["2.5", "-1"], text ? TextDataViewType.Instance : NumberDataViewType.Single);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("PredictedLabel", keys.KeyType, keys.Annotations);
        var back = LabelKeys.Read(builder.ToSchema()["PredictedLabel"]);
        Assert.Equal(keys.Names, back.Names);
        Assert.Same(keys.ValueType, back.ValueType);
    }

    [Fact]
    public void A_class_is_named_once() => Assert.Throws<ArgumentException>(() => new LabelKeys(["a", "a"], TextDataViewType.Instance));

    [Fact]
    public void A_type_is_found_again_by_name() => Assert.Same(NumberDataViewType.Double, KeyValueKind.TypeNamed("Double"));
}

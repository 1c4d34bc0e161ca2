using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

public class TransformTests
{
    private readonly MLContext context = new(seed: 1);

    private IDataView Flowers(int count = 6) => context.Data.LoadFromEnumerable(Flower.Field(count));

    [Fact]
    public void Text_becomes_keys_in_the_order_of_its_first_rows_and_back()
    {
        IDataView view = context.Data.LoadFromEnumerable(new[] { "dog", "cat", "dog", "bird" }.Select(name => new Flower { Name = name, Petals = [0, 0] }));

        IDataView keyed = context.Transforms.Conversion.MapValueToKey("Key", "Name").Append(context.Transforms.Conversion.MapKeyToValue("Back", "Key")).Fit(view).Transform(view);
        VBuffer<ReadOnlyMemory<char>> names = default;
        keyed.Schema["Key"].GetKeyValues(ref names);

        Assert.Equal([1u, 2u, 1u, 3u], keyed.GetColumn<uint>("Key"));
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), keyed.Schema["Key"].Type);
        Assert.Equal(["dog", "cat", "bird"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal(["dog", "cat", "dog", "bird"], keyed.GetColumn<string>("Back"));
    }

    [Fact]
    public void Keys_can_be_ordered_by_value_and_unknown_values_have_none()
    {
        IDataView view = Flowers();

        ITransformer keys = context.Transforms.Conversion.MapValueToKey("Key", "Width", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(context.Data.LoadFromEnumerable(new[] { 5f, 3f, 4f }.Select(width => new Flower { Width = width, Petals = [0, 0] })));

        Assert.Equal([0u, 0u, 0u, 1u, 2u, 3u], keys.Transform(view).GetColumn<uint>("Key"));
    }

    [Fact]
    public void Columns_are_put_side_by_side()
    {
        IDataView view = Flowers(3);

        IDataView joined = context.Transforms.Concatenate("All", "Width", "Petals").Fit(view).Transform(view);
        VBuffer<ReadOnlyMemory<char>> slots = default;
        joined.Schema["All"].GetSlotNames(ref slots);

        Assert.Equal([2f, 2f, -2f], joined.GetColumn<float[]>("All").Last());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), joined.Schema["All"].Type);
        Assert.Equal("Width", slots.GetItemOrDefault(0).ToString());
    }

    [Fact]
    public void Key_values_that_are_numbers_count_only_where_their_type_is_asked_for()
    {
        IDataView shown = context.Transforms.Conversion.MapValueToKey("Key", "Width").Fit(Flowers()).Transform(Flowers());

        Assert.False(shown.Schema["Key"].HasKeyValues());
        Assert.True(shown.Schema["Key"].HasKeyValues(NumberDataViewType.Single));
    }

    [Fact]
    public void Copied_columns_keep_their_key_values_and_dropped_ones_are_gone()
    {
        IDataView view = Flowers();

        IDataView shown = context.Transforms.Conversion.MapValueToKey("Label", "Name")
            .Append(context.Transforms.CopyColumns("Copy", "Label"))
            .Append(context.Transforms.DropColumns("Label", "Petals"))
            .Fit(view).Transform(view);

        Assert.Equal(["Name", "Width", "IsRed", "Kind", "Copy"], shown.Schema.Where(column => !column.IsHidden).Select(column => column.Name));
        Assert.True(shown.Schema["Copy"].HasKeyValues());
        Assert.Equal(["Width", "Name"], context.Transforms.SelectColumns("Width", "Name").Fit(view).Transform(view).Schema.Select(column => column.Name));
    }

    [Fact]
    public void Only_what_is_asked_for_is_read()
    {
        int read = 0;
        IDataView view = context.Data.LoadFromEnumerable(Flower.Field(4).Select(flower => { read++; return flower; }));

        IDataView copied = context.Transforms.CopyColumns("Copy", "Width").Fit(view).Transform(view);

        Assert.Equal(0, read);
        using DataViewRowCursor cursor = copied.GetRowCursor([copied.Schema["Copy"]]);
        Assert.True(cursor.IsColumnActive(copied.Schema["Copy"]));
        Assert.False(cursor.IsColumnActive(copied.Schema["Name"]));
    }

    [Fact]
    public void A_missing_column_is_named_before_any_row_is_read()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => context.Transforms.CopyColumns("Copy", "Depth").Fit(Flowers()));

        Assert.Contains("Could not find input column 'Depth'", error.Message);
    }

    [Fact]
    public void A_column_that_is_no_key_has_no_values()
    {
        var error = Assert.Throws<InvalidOperationException>(() => context.Transforms.Conversion.MapKeyToValue("Back", "Width").Fit(Flowers()));

        Assert.Contains("Metadata KeyValues does not exist", error.Message);
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

public class ValueMappingTests
{
    private static readonly Dictionary<string, float> Prices = new() { ["flower 0"] = 1.5f, ["flower 2"] = 2.5f };
    private readonly MLContext context = new(seed: 1);
    private readonly IDataView view;

    public ValueMappingTests() => view = context.Data.LoadFromEnumerable(Flower.Field(3));

    private TransformsCatalog.ConversionTransforms Conversion => context.Transforms.Conversion;

    [Fact]
    public void Values_are_looked_up_and_what_is_not_in_the_table_is_zero()
    {
        IDataView mapped = Conversion.MapValue("Price", Prices, "Name").Fit(view).Transform(view);

        Assert.Same(NumberDataViewType.Single, mapped.Schema["Price"].Type);
        Assert.Equal([1.5f, 0, 2.5f], mapped.GetColumn<float>("Price"));
    }

    [Fact]
    public void Text_that_is_not_in_the_table_is_empty_and_a_boolean_is_false()
    {
        Assert.Equal(["", "one", ""], Mapped<float, string, string>(new() { [1] = "one" }, "Width"));
        Assert.Equal([false, true, false], Mapped<float, bool, bool>(new() { [1] = true }, "Width"));
    }

    [Fact]
    public void Every_slot_of_a_vector_is_looked_up_and_its_size_is_no_longer_known()
    {
        IDataView mapped = Conversion.MapValue("Words", new Dictionary<float, string> { [1] = "one", [-2] = "minus two" }, "Petals").Fit(view).Transform(view);

        Assert.False(Assert.IsType<VectorDataViewType>(mapped.Schema["Words"].Type).IsKnownSize);
        Assert.Equal([["", ""], ["one", ""], ["", "minus two"]], mapped.GetColumn<string[]>("Words"));
    }

    [Fact]
    public void A_raw_key_is_looked_up_as_its_number()
    {
        Assert.Equal(["one", "two", ""], Mapped<uint, string, string>(new() { [1] = "one", [2] = "two" }, "Kind"));
    }

    [Fact]
    public void Values_treated_as_keys_count_from_one_in_the_order_of_the_table_and_show_what_they_stand_for()
    {
        var table = new Dictionary<string, string> { ["flower 0"] = "tall", ["flower 1"] = "small", ["flower 2"] = "tall" };
        IDataView mapped = Conversion.MapValue("Size", table, "Name", treatValuesAsKeyType: true).Fit(view).Transform(view);

        Assert.Equal(new KeyDataViewType(typeof(uint), 2), mapped.Schema["Size"].Type);
        Assert.Equal([1u, 2u, 1u], mapped.GetColumn<uint>("Size"));
        Assert.Equal(["tall", "small", "tall"], Conversion.MapKeyToValue("Text", "Size").Fit(mapped).Transform(mapped).GetColumn<string>("Text"));
    }

    [Fact]
    public void Numbers_treated_as_keys_are_raw_keys_already()
    {
        IDataView mapped = Conversion.MapValue("Key", new Dictionary<string, uint> { ["flower 0"] = 2, ["flower 1"] = 1 }, "Name", true).Fit(view).Transform(view);

        Assert.Equal(new KeyDataViewType(typeof(uint), 2), mapped.Schema["Key"].Type);
        Assert.Equal([2u, 1u, 0u], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void A_table_may_be_two_columns_of_a_view()
    {
        IDataView table = context.Data.LoadFromEnumerable(Flower.Field(2));
        IDataView mapped = Conversion.MapValue("Found", table, table.Schema["Name"], table.Schema["Width"], "Name").Fit(view).Transform(view);

        Assert.Equal([0f, 1f, 0f], mapped.GetColumn<float>("Found"));
    }

    [Fact]
    public void Keys_from_a_view_keep_their_values()
    {
        IDataView table = Conversion.MapValueToKey("Number", "Name").Fit(view).Transform(view);
        IDataView mapped = Conversion.MapValue("Found", table, table.Schema["Name"], table.Schema["Number"], "Name").Fit(view).Transform(view);

        Assert.Equal([1u, 2u, 3u], mapped.GetColumn<uint>("Found"));
        VBuffer<ReadOnlyMemory<char>> texts = default;
        mapped.Schema["Found"].GetKeyValues(ref texts);
        Assert.Equal(["flower 0", "flower 1", "flower 2"], texts.DenseValues().Select(text => text.ToString()));
    }

    [Fact]
    public void Key_values_that_are_numbers_stay_numbers_in_a_saved_model()
    {
        IDataView table = Conversion.MapValueToKey("Number", "Width").Fit(view).Transform(view);
        ITransformer model = Conversion.MapValue("Found", table, table.Schema["Name"], table.Schema["Number"], "Name").Fit(view);
        using var file = new MemoryStream();
        context.Model.Save(model, view.Schema, file);
        file.Position = 0;

        IDataView mapped = new MLContext().Model.Load(file, out _).Transform(view);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), mapped.Schema["Found"].Annotations.Schema["KeyValues"].Type);
        Assert.Equal([0f, 1f, 2f], Conversion.MapKeyToValue("Value", "Found").Fit(mapped).Transform(mapped).GetColumn<float>("Value"));
    }

    [Fact]
    public void Keys_that_occur_twice_are_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Conversion.MapValue("Price", new KeyValuePair<string, float>[] { new("a", 1), new("a", 2) }, "Name"));

        Assert.Equal("Duplicate keys in data 'a'", error.Message);
    }

    [Fact]
    public void Columns_that_are_not_there_and_types_that_cannot_be_columns_are_named()
    {
        Assert.StartsWith("Could not find input column 'Nope'", Assert.Throws<ArgumentOutOfRangeException>(
            () => Conversion.MapValue("Price", Prices, "Nope").Fit(view)).Message);
        Assert.Equal("Unsupported type System.Guid used in mapping.", Assert.Throws<InvalidOperationException>(
            () => Conversion.MapValue("Price", new Dictionary<string, Guid> { ["a"] = Guid.Empty }, "Name")).Message);
        IDataView other = context.Data.LoadFromEnumerable([new { Label = "x" }]);
        Assert.Contains("keyColumn is not included", Assert.Throws<InvalidOperationException>(
            () => Conversion.MapValue("Price", view, other.Schema["Label"], view.Schema["Width"], "Name")).Message);
    }

    [Fact]
    public void An_input_of_another_type_is_refused_when_a_row_is_read()
    {
        IDataView mapped = Conversion.MapValue("Price", Prices, "Width").Fit(view).Transform(view);

        Assert.Throws<InvalidOperationException>(() => mapped.GetColumn<float>("Price").ToArray());
    }

    [Fact]
    public void A_table_is_saved_with_the_model()
    {
        var table = new Dictionary<string, string> { ["flower 0"] = "tall", ["flower 1"] = new string('s', 100_000) };
        ITransformer model = Conversion.MapValue("Size", table, "Name", true).Append(Conversion.MapValue("Price", Prices, "Name")).Fit(view);
        using var file = new MemoryStream();
        context.Model.Save(model, view.Schema, file);
        file.Position = 0;

        IDataView mapped = new MLContext().Model.Load(file, out _).Transform(view);

        Assert.Equal([1u, 2u, 0u], mapped.GetColumn<uint>("Size"));
        Assert.Equal([1.5f, 0, 2.5f], mapped.GetColumn<float>("Price"));
        IDataView texts = Conversion.MapKeyToValue("Text", "Size").Fit(mapped).Transform(mapped);
        Assert.Equal(["tall", new string('s', 100_000), ""], texts.GetColumn<string>("Text"));
    }

    [Fact]
    public void Only_the_input_of_the_table_is_read()
    {
        IRowToRowMapper mapper = ((ITransformer)Conversion.MapValue("Price", Prices, "Name").Fit(view)).GetRowToRowMapper(view.Schema);

        Assert.Equal(["Name"], mapper.GetDependencies([mapper.OutputSchema["Price"]]).Select(column => column.Name));
    }

    private IEnumerable<TRead> Mapped<TKey, TValue, TRead>(Dictionary<TKey, TValue> table, string input) where TKey : notnull =>
        Conversion.MapValue("Out", table, input).Fit(view).Transform(view).GetColumn<TRead>("Out");
}

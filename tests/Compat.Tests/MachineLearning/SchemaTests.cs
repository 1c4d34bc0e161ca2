using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

public class SchemaTests
{
    [Fact]
    public void A_later_column_hides_an_earlier_one_of_its_name()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("A", TextDataViewType.Instance);
        DataViewSchema schema = builder.ToSchema();

        Assert.Equal(2, schema.Count);
        Assert.True(schema[0].IsHidden);
        Assert.Same(TextDataViewType.Instance, schema["A"].Type);
        Assert.Equal(1, schema.GetColumnOrNull("A")!.Value.Index);
        Assert.Null(schema.GetColumnOrNull("B"));
        Assert.ThrowsAny<ArgumentException>(() => schema["B"]);
    }

    [Fact]
    public void Annotations_are_values_by_name()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("Seconds", NumberDataViewType.Double, (ref double value) => value = 2.5);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Score", NumberDataViewType.Single, annotations.ToAnnotations());
        DataViewSchema.Annotations read = builder.ToSchema()["Score"].Annotations;

        double seconds = 0;
        read.GetValue("Seconds", ref seconds);

        Assert.Equal(2.5, seconds);
        Assert.Equal("Seconds", Assert.Single(read.Schema).Name);
    }

    [Fact]
    public void Key_values_and_slot_names_are_vectors_of_text()
    {
        VBuffer<ReadOnlyMemory<char>> names = new(2, ["cat".AsMemory(), "dog".AsMemory()]);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", new KeyDataViewType(typeof(uint), 2), annotations.ToAnnotations());
        DataViewSchema.Column column = builder.ToSchema()["Label"];

        VBuffer<ReadOnlyMemory<char>> values = default, slots = default;
        column.GetKeyValues(ref values);
        column.GetSlotNames(ref slots);

        Assert.Equal(["cat", "dog"], values.DenseValues().Select(value => value.ToString()));
        Assert.Equal(["cat", "dog"], slots.DenseValues().Select(value => value.ToString()));
    }

    [Fact]
    public void Types_are_equal_by_what_they_say()
    {
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32), new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 3072), new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32));
        Assert.Equal(3072, new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32).Size);
        Assert.Equal([3, 32, 32], new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32).Dimensions.ToArray());
        Assert.Equal(new KeyDataViewType(typeof(uint), 10), new KeyDataViewType(typeof(uint), 10));
        Assert.NotEqual<DataViewType>(new KeyDataViewType(typeof(uint), 10), NumberDataViewType.UInt32);
    }

    [Theory]
    [InlineData("Single", typeof(float))]
    [InlineData("Double", typeof(double))]
    [InlineData("UInt32", typeof(uint))]
    [InlineData("Int64", typeof(long))]
    public void Number_types_print_as_their_names(string name, Type raw)
    {
        NumberDataViewType type = new[] { NumberDataViewType.Single, NumberDataViewType.Double, NumberDataViewType.UInt32, NumberDataViewType.Int64 }.Single(one => one.RawType == raw);

        Assert.Equal(name, type.ToString());
    }

    [Fact]
    public void Compound_types_print_their_parts()
    {
        Assert.Equal("Vector<Single, 3, 32, 32>", new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32).ToString());
        Assert.Equal("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
        Assert.Equal("Key<UInt32, 0-9>", new KeyDataViewType(typeof(uint), 10).ToString());
        Assert.Equal("String", TextDataViewType.Instance.ToString());
        Assert.Equal("Boolean", BooleanDataViewType.Instance.ToString());
    }
}

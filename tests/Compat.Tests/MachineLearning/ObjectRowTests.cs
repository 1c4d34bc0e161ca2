using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

public class ObjectRowTests
{
    private readonly MLContext context = new(seed: 1);

    [Fact]
    public void Properties_become_columns_of_their_types()
    {
        DataViewSchema schema = context.Data.LoadFromEnumerable(Flower.Field(3)).Schema;

        Assert.Equal(["Name", "Width", "IsRed", "Petals", "Kind"], schema.Select(column => column.Name));
        Assert.Same(TextDataViewType.Instance, schema["Name"].Type);
        Assert.Same(NumberDataViewType.Single, schema["Width"].Type);
        Assert.Same(BooleanDataViewType.Instance, schema["IsRed"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), schema["Petals"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), schema["Kind"].Type);
    }

    [Fact]
    public void Rows_come_back_as_they_went_in()
    {
        IDataView view = context.Data.LoadFromEnumerable(Flower.Field(5));

        Flower[] back = context.Data.CreateEnumerable<Flower>(view, reuseRowObject: false).ToArray();

        Assert.Equal(["flower 0", "flower 1", "flower 2", "flower 3", "flower 4"], back.Select(flower => flower.Name));
        Assert.Equal([3f, -3f], back[3].Petals);
        Assert.All(back, flower => Assert.Equal("", flower.Secret));
    }

    [Fact]
    public void A_key_counts_from_zero_going_in_and_from_one_coming_out()
    {
        IDataView view = context.Data.LoadFromEnumerable(Flower.Field(5)); // Kind 0, 1, 2, 3, 0; of three kinds, so 3 is none of them

        Assert.Equal([1u, 2u, 3u, 0u, 1u], view.GetColumn<uint>("Kind"));
        Assert.Equal([1u, 2u, 3u, 0u, 1u], context.Data.CreateEnumerable<Flower>(view, reuseRowObject: false).Select(flower => flower.KindKey));
    }

    [Fact]
    public void A_reused_row_object_is_one_object()
    {
        IDataView view = context.Data.LoadFromEnumerable(Flower.Field(3));

        Assert.Single(context.Data.CreateEnumerable<Flower>(view, reuseRowObject: true).Distinct(ReferenceEqualityComparer.Instance));
        Assert.Equal(3, context.Data.CreateEnumerable<Flower>(view, reuseRowObject: false).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void A_column_that_is_not_there_is_named()
    {
        IDataView view = context.Data.LoadFromEnumerable(Flower.Field(3));

        var error = Assert.ThrowsAny<Exception>(() => context.Data.CreateEnumerable<WithDepth>(view, reuseRowObject: false).ToArray());

        Assert.Contains("Depth", error.Message);
        Assert.Equal([0f, 1f, 2f], context.Data.CreateEnumerable<WithDepth>(view, false, ignoreMissingColumns: true).Select(row => row.Width));
    }

    [Fact]
    public void Rows_are_read_anew_by_each_cursor()
    {
        int read = 0;
        IDataView view = context.Data.LoadFromEnumerable(Flower.Field(4).Select(flower => { read++; return flower; }));
        Assert.Equal(0, read);

        view.Widths();
        view.Widths();

        Assert.Equal(8, read);
    }

    [Fact]
    public void The_size_of_a_vector_can_be_said_at_run_time()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Loose));
        definition["Numbers"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 3);

        IDataView view = context.Data.LoadFromEnumerable([new Loose { Numbers = [1, 2, 3] }], definition);

        Assert.Equal(3, ((VectorDataViewType)view.Schema["Numbers"].Type).Size);
        Assert.Equal([1f, 2f, 3f], view.GetColumn<float[]>("Numbers").Single());
    }

    [Fact]
    public void A_vector_without_a_size_has_an_unknown_one()
    {
        IDataView view = context.Data.LoadFromEnumerable([new Loose { Numbers = [1, 2, 3] }]);

        Assert.False(((VectorDataViewType)view.Schema["Numbers"].Type).IsKnownSize);
    }

    private sealed class WithDepth
    {
        public float Width { get; set; }

        public float Depth { get; set; }
    }

    private sealed class Loose
    {
        public float[] Numbers { get; set; } = [];
    }
}

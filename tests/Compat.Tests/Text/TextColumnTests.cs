using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.Text;

/// <summary>Which columns a text file becomes.</summary>
public sealed class TextColumnTests : IDisposable
{
    private const string Flowers = "kind,width,height,depth,name\n1,2,3,4,rose\n5,6,7,8,lily\n";
    private readonly MLContext context = new(seed: 1);
    private readonly TextFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Members_say_which_fields_they_are()
    {
        IDataView view = context.Data.LoadFromTextFile<Measured>(folder.Write(Flowers), ',', hasHeader: true);

        Assert.Equal(["Label", "Sizes", "Name"], view.Schema.Select(column => column.Name));
        Assert.Same(NumberDataViewType.Single, view.Schema["Label"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), view.Schema["Sizes"].Type);
        Assert.Same(TextDataViewType.Instance, view.Schema["Name"].Type);
        Measured lily = context.Data.CreateEnumerable<Measured>(view, reuseRowObject: false).Last();
        Assert.Equal(5f, lily.Kind);
        Assert.Equal([6f, 7f, 8f], lily.Sizes);
        Assert.Equal("lily", lily.Name);
    }

    [Fact]
    public void Columns_can_be_named_by_hand()
    {
        IDataView view = context.Data.LoadFromTextFile(
            folder.Write(Flowers),
            [new TextLoader.Column("Name", DataKind.String, 4), new TextLoader.Column("Sizes", DataKind.Double, 1, 2)],
            ',',
            hasHeader: true);

        Assert.Equal(["rose", "lily"], view.GetColumn<string>("Name"));
        Assert.Equal([6d, 7d], view.GetColumn<double[]>("Sizes").Last());
    }

    [Fact]
    public void Several_ranges_are_one_vector_in_their_order()
    {
        var sizes = new TextLoader.Column("Sizes", DataKind.Int32, [new TextLoader.Range(3), new TextLoader.Range(0, 1)]);

        IDataView view = context.Data.LoadFromTextFile(folder.Write(Flowers), [sizes], ',', hasHeader: true);

        Assert.Equal([4, 1, 2], view.GetColumn<int[]>("Sizes").First());
    }

    [Fact]
    public void A_range_of_one_field_is_a_vector_and_an_index_is_not()
    {
        TextLoader.Column[] columns = [new("Vector", DataKind.Single, 1, 1), new("Scalar", DataKind.Single, 1)];

        DataViewSchema schema = context.Data.LoadFromTextFile(folder.Write(Flowers), columns, ',').Schema;

        Assert.Equal(1, Assert.IsType<VectorDataViewType>(schema["Vector"].Type).Size);
        Assert.Same(NumberDataViewType.Single, schema["Scalar"].Type);
    }

    [Fact]
    public void Keys_count_from_zero_in_the_file_and_from_one_in_the_column()
    {
        IDataView view = context.Data.LoadFromTextFile<Keyed>(folder.Write("0\n1\n2\n3\n\"\"\nx\n"), ',', allowQuoting: true);

        Assert.Equal(new KeyDataViewType(typeof(uint), 3), view.Schema["Kind"].Type);
        Assert.Equal([1u, 2u, 3u, 0u, 0u, 0u], view.GetColumn<uint>("Kind")); // 3 is none of the three kinds
    }

    [Fact]
    public void Slots_are_named_by_the_header_where_options_are_given()
    {
        var options = new TextLoader.Options
        {
            Separators = [','],
            HasHeader = true,
            Columns = [new TextLoader.Column("Sizes", DataKind.Single, 1, 3)],
        };
        VBuffer<ReadOnlyMemory<char>> names = default;

        context.Data.LoadFromTextFile(folder.Write(Flowers), options).Schema["Sizes"].GetSlotNames(ref names);

        Assert.Equal(["width", "height", "depth"], names.DenseValues().Select(name => name.ToString()));
        Assert.False(context.Data.LoadFromTextFile<Measured>(folder.Write(Flowers), ',', hasHeader: true).Schema["Sizes"].HasSlotNames());
    }

    [Fact]
    public void A_member_without_fields_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => context.Data.LoadFromTextFile<Unmarked>(folder.Write(Flowers)));

        Assert.Equal("Property 'Width' is missing the LoadColumnAttribute attribute", error.Message);
    }

    [Fact]
    public void A_member_of_a_type_that_no_text_is_read_as_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => context.Data.LoadFromTextFile<Unreadable>(folder.Write(Flowers)));

        Assert.Equal("Property Initial is of unsupported type.", error.Message);
    }

    [Fact]
    public void Columns_that_make_no_sense_are_refused()
    {
        AssertRefused("Must be non-negative", () => new TextLoader.Column("A", DataKind.Single, -1));
        AssertRefused("If specified, must be greater than or equal to min", () => new TextLoader.Column("A", DataKind.Single, 2, 1));
        AssertRefused("Name cannot be null or white space", () => Load(new TextLoader.Column(" ", DataKind.Single, 1)));
        AssertRefused("Must specify some source column indices", () => Load(new TextLoader.Column("A", DataKind.Single, [])));
        AssertRefused("Bad item type for Key", () => Load(new TextLoader.Column("A", DataKind.Single, [new TextLoader.Range(0)], new KeyCount(2))));
        AssertRefused(
            "Intervals specified for column 'A' overlap",
            () => Load(new TextLoader.Column("A", DataKind.Single, [new TextLoader.Range(0, 2), new TextLoader.Range(1)])));
    }

    private IDataView Load(TextLoader.Column column) => context.Data.LoadFromTextFile(folder.Write(Flowers), [column], ',');

    private static void AssertRefused(string why, Func<object> make) =>
        Assert.Contains(why, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);

    private sealed class Measured
    {
        [LoadColumn(0)]
        [ColumnName("Label")]
        public float Kind { get; set; }

        [LoadColumn(1, 3)]
        public float[] Sizes { get; set; } = [];

        [LoadColumn(4)]
        public string Name { get; set; } = "";
    }

    private sealed class Keyed
    {
        [LoadColumn(0)]
        [KeyType(3)]
        public uint Kind { get; set; }
    }

    private sealed class Unmarked
    {
        public float Width { get; set; }
    }

    private sealed class Unreadable
    {
        [LoadColumn(0)]
        public char Initial { get; set; }
    }
}

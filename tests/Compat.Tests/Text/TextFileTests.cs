using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.Text;

/// <summary>When files are opened, which, and how much is read of them.</summary>
public sealed class TextFileTests : IDisposable
{
    private static readonly TextLoader.Column[] TwoColumns = [new("A", DataKind.String, 0), new("B", DataKind.Int32, 1)];
    private readonly MLContext context = new(seed: 1);
    private readonly TextFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_that_is_not_there_is_named_at_once()
    {
        string missing = Path.Combine(folder.Path, "missing.csv");

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => context.Data.LoadFromTextFile(missing, TwoColumns));

        Assert.StartsWith($"File or directory does not exist at path: {missing}", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => context.Data.LoadFromTextFile(Path.Combine(folder.Path, "*.csv"), TwoColumns));
        Assert.Throws<ArgumentOutOfRangeException>(() => context.Data.LoadFromTextFile(folder.Path, TwoColumns));
        Assert.Contains(
            "path cannot be null or empty",
            Assert.Throws<ArgumentOutOfRangeException>(() => context.Data.LoadFromTextFile("", TwoColumns)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_has_gone_is_an_error_when_it_is_read()
    {
        string file = folder.Write("a,1\n");
        IDataView view = context.Data.LoadFromTextFile(file, TwoColumns, ',');
        File.Delete(file);

        var error = Assert.Throws<FormatException>(() => view.GetColumn<string>("A").ToArray());

        Assert.Equal("Parsing failed with an exception: Stream reading encountered exception", error.Message);
        Assert.IsType<FileNotFoundException>(error.GetBaseException());
    }

    [Fact]
    public void Every_cursor_reads_the_file_anew()
    {
        string file = folder.Write("a,1\n");
        IDataView view = context.Data.LoadFromTextFile(file, TwoColumns, ',');
        Assert.Equal(["a"], view.GetColumn<string>("A"));

        File.AppendAllText(file, "b,2\n");

        Assert.Equal(["a", "b"], view.GetColumn<string>("A"));
        Assert.Null(view.GetRowCount());
        Assert.False(view.CanShuffle);
    }

    [Fact]
    public void Columns_that_nobody_asks_for_are_not_looked_at()
    {
        IDataView view = context.Data.LoadFromTextFile(folder.Write("a,1\nb,no number\n"), TwoColumns, ',');

        Assert.Equal(["a", "b"], view.GetColumn<string>("A"));
        Assert.Throws<FormatException>(() => view.GetColumn<int>("B").ToArray());
    }

    [Fact]
    public void A_cursor_gives_out_active_columns_only_and_only_while_it_stands_on_a_row()
    {
        IDataView view = context.Data.LoadFromTextFile(folder.Write("a,1\n"), TwoColumns, ',');
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["A"]]);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema["B"]));
        ValueGetter<ReadOnlyMemory<char>> getter = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["A"]);
        ReadOnlyMemory<char> value = default;

        Assert.Throws<InvalidOperationException>(() => getter(ref value));
        Assert.True(cursor.MoveNext());
        getter(ref value);

        Assert.Equal("a", value.ToString());
        Assert.False(cursor.MoveNext());
        Assert.Throws<InvalidOperationException>(() => getter(ref value));
    }

    [Fact]
    public void Texts_stay_what_they_were_when_the_cursor_moves_on()
    {
        IDataView view = context.Data.LoadFromTextFile(folder.Write(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},\"\"\n"))), TwoColumns, ',');

        ReadOnlyMemory<char>[] kept = view.GetColumn<ReadOnlyMemory<char>>("A").ToArray();

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), kept.Select(text => text.ToString()));
    }

    [Fact]
    public void A_pattern_names_several_files_each_with_its_header()
    {
        folder.Write("name,number\nb,1\n", "b.csv");
        folder.Write("name,number\na,1\na,2\n", "a.csv");
        folder.Write("c,1\n", "c.txt");

        IDataView view = context.Data.LoadFromTextFile(Path.Combine(folder.Path, "*.csv"), TwoColumns, ',', hasHeader: true);

        Assert.Equal(["a", "a", "b"], view.GetColumn<string>("A"));
    }

    [Fact]
    public void A_loader_reads_files_of_one_kind_in_the_order_given()
    {
        string b = folder.Write("name,number\nb,1\n"), a = folder.Write("name,number\na,1\n");

        TextLoader loader = context.Data.CreateTextLoader(TwoColumns, ',', hasHeader: true);

        Assert.Equal(["A", "B"], loader.GetOutputSchema().Select(column => column.Name));
        Assert.Equal(["b", "a"], loader.Load(b, a).GetColumn<string>("A"));
        Assert.Equal(["a"], loader.Load(new MultiFileSource(a)).GetColumn<string>("A"));
        Assert.Empty(loader.Load(new MultiFileSource()).GetColumn<string>("A"));
    }

    [Fact]
    public void Reading_can_stop_after_a_number_of_rows()
    {
        var options = new TextLoader.Options { Separators = [','], HasHeader = true, MaxRows = 2, Columns = TwoColumns };

        Assert.Equal(["a", "b"], context.Data.LoadFromTextFile(folder.Write("name\na\nb\nc\n"), options).GetColumn<string>("A"));
    }
}

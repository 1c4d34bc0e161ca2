using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.Text;

/// <summary>What is a row of a text file, and what is a field.</summary>
public sealed class TextFormatTests : IDisposable
{
    private readonly MLContext context = new(seed: 1);
    private readonly TextFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a,b\nc,d\n", "a|b", "c|d")]
    [InlineData("a,b\r\nc,d", "a|b", "c|d")]
    [InlineData("\uFEFFa,b\n\n\nc,d\n", "a|b", "c|d")] // empty lines are no rows
    [InlineData("a\nb,c,d,e\n", "a|", "b|c")] // too few fields, too many
    [InlineData(",b\nc,\n,\n", "|b", "c|", "|")]
    [InlineData("  a  ,  b  \n", "a  |b  ")] // spaces before a field are not part of it
    [InlineData("\"a,b\",c\n", "\"a|b\"")] // a quote is a character like any other
    [InlineData("")]
    public void Fields_stand_between_separators(string text, params string[] rows) => Assert.Equal(rows, Rows(text));

    [Theory]
    [InlineData("# made by hand\n// in May\na,b\n", "a|b")]
    [InlineData("a,b\n// in May\n#c,d\n", "a|b", "#c|d")] // '#' only above the first row
    public void Comments_are_no_rows(string text, params string[] rows) => Assert.Equal(rows, Rows(text));

    [Theory]
    [InlineData("name,kind\na,b\n", "a|b")]
    [InlineData("# made by hand\n\nname,kind\n#a,b\n", "#a|b")]
    [InlineData("name,kind")]
    public void A_header_is_no_row(string text, params string[] rows) => Assert.Equal(rows, Rows(text, new() { HasHeader = true }));

    [Theory]
    [InlineData("\"a,b\",c\n", "a,b|c")]
    [InlineData("\"a \"\"b\"\"\",\"\"\n", "a \"b\"|")]
    [InlineData("  \"a\"  ,\" b \"\n", "a| b ")]
    [InlineData("a\"b,c\"\n", "a\"b|c\"")] // only at the beginning of a field does a quote open one
    public void Quoted_fields_may_hold_separators(string text, params string[] rows) =>
        Assert.Equal(rows, Rows(text, new() { AllowQuoting = true }));

    [Fact]
    public void Quoted_fields_may_go_on_in_the_next_line_where_that_is_allowed()
    {
        const string Text = "\"a\r\n\n//b\",c\nd,e\n";

        Assert.Equal(["a\n\n//b|c", "d|e"], Rows(Text, new() { AllowQuoting = true, ReadMultilines = true }));
        Assert.Equal(["|", "b\"|c", "d|e"], Rows(Text.Replace("//", "", StringComparison.Ordinal), new() { AllowQuoting = true }));
    }

    [Fact]
    public void A_field_that_is_never_closed_is_an_error_where_it_may_go_on()
    {
        var error = Assert.Throws<FormatException>(() => Rows("\"a\nb,c\n", new() { AllowQuoting = true, ReadMultilines = true }));

        Assert.IsType<EndOfStreamException>(error.GetBaseException());
        Assert.Contains("never closed", error.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrongly_quoted_field_is_empty_and_the_log_says_where()
    {
        var heard = new List<string>();
        context.Log += (_, line) => heard.Add(line.RawMessage);
        string file = folder.Write("a,b\nc,  \"d\"e\n\"f,g\n");

        Assert.Equal(["a|b", "c|", "|"], RowsOf(file, new() { AllowQuoting = true }));

        Assert.Contains($"Format error at {file}(2,5)-(2,9): Illegal quoting", heard);
        Assert.Contains($"Format error at {file}(3,1)-(3,5): Illegal quoting", heard);
    }

    [Fact]
    public void The_log_hears_of_ten_errors()
    {
        int heard = 0;
        context.Log += (_, line) => heard += line.RawMessage.StartsWith("Format error", StringComparison.Ordinal) ? 1 : 0;

        var options = new TextLoader.Options { AllowQuoting = true, Columns = [new("A", DataKind.String, 0)] };

        context.Data.LoadFromTextFile(folder.Write(string.Concat(Enumerable.Repeat("\"a\n", 30))), options).GetColumn<string>("A").ToArray();

        Assert.Equal(10, heard);
    }

    [Fact]
    public void White_space_at_the_end_of_a_line_can_be_cut_off() =>
        Assert.Equal(["a  |b"], Rows("  a  ,  b \t \n", new() { TrimWhitespace = true }));

    [Fact]
    public void There_can_be_several_separators() =>
        Assert.Equal(["a|b", "c|d"], Rows("a;b\nc,d\n", new() { Separators = [',', ';'] }));

    [Fact]
    public void Spaces_separate_where_they_are_separators() =>
        Assert.Equal(["|a", "b|c"], Rows(" a\nb c\n", new() { Separators = [' '] }));

    [Theory]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('0')]
    public void What_cannot_separate_is_refused(char separator)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Rows("a\n", new() { Separators = [separator] }));

        Assert.Contains($"Illegal separator: '{separator}'", error.Message, StringComparison.Ordinal);
    }

    private string[] Rows(string text, TextLoader.Options? options = null) => RowsOf(folder.Write(text), options ?? new());

    private string[] RowsOf(string file, TextLoader.Options options)
    {
        options.Columns = [new("A", DataKind.String, 0), new("B", DataKind.String, 1)];
        options.Separators = options.Separators is ['\t'] ? [','] : options.Separators;
        IDataView view = context.Data.LoadFromTextFile(file, options);
        return [.. view.GetColumn<string>("A").Zip(view.GetColumn<string>("B"), (a, b) => $"{a}|{b}")];
    }
}

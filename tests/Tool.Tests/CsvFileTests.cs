using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Tables of comma-separated values.</summary>
public sealed class CsvFileTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    [Theory]
    [InlineData("a,b\n1,2\n", "1|2")]
    [InlineData("a,b\r\n1,2\r\n\r\n3,4", "1|2", "3|4")]
    [InlineData("a,b\n\"1,\n2\",\"say \"\"x\"\"\"\n", "1,\n2|say \"x\"")]
    [InlineData("\uFEFFa,b\n,\n", "|")]
    [InlineData("a;b\n\"1;\n2\";3,4\n", "1;\n2|3,4")]
    [InlineData("a\tb\n1\t2\n", "1|2")]
    [InlineData(" a , b\n1,2\n  \n", "1|2")]
    public void Rows_are_read(string text, params string[] rows)
    {
        File.WriteAllText(file, text);
        var table = CsvFile.Read(file);
        Assert.Equal(["a", "b"], table.Header);
        Assert.Equal(rows, table.Rows.Select(row => string.Join('|', row)));
    }

    [Theory, InlineData("a,b;c\n1,2\n", ','), InlineData("a;b\n1,5;2\n", ';'), InlineData("a\tb\n1\t2\n", '\t')]
    public void What_separates_is_known(string text, char separator)
    {
        File.WriteAllText(file, text);
        Assert.Equal(separator, CsvFile.Read(file).Separator);
    }

    [Theory]
    [InlineData("", "has no rows")]
    [InlineData("a,b\n", "has no rows")]
    [InlineData("a,a\n1,2\n", "names a column twice")]
    [InlineData("a,\n1,2\n", "names a column twice or not at all")]
    [InlineData("a,b\n1,2\n1,2,3\n", "Line 3 of")]
    [InlineData("a,b\n\"1\n\",2\n1\n", "Line 4 of")]
    [InlineData("a,b\n\"1,2\n", "Line 2 of")]
    public void What_is_no_table_is_refused_with_the_line(string text, string message)
    {
        File.WriteAllText(file, text);
        var error = Assert.Throws<ToolException>(() => { CsvFile.Read(file); });
        Assert.Contains(message, error.Message);
        Assert.Equal(ExitCode.Data, error.ExitCode);
    }

    [Fact]
    public void Letters_are_not_guessed()
    {
        File.WriteAllText(file, "a,b\nÉmile,2\n", System.Text.Encoding.Latin1);
        Assert.Contains("is no text in UTF-8", Assert.Throws<ToolException>(() => { CsvFile.Read(file); }).Message);
        File.WriteAllText(file, "a,b\nÉmile,2\n", System.Text.Encoding.Unicode); // with its mark
        Assert.Equal("Émile", CsvFile.Read(file).Rows[0][0]);
    }

    [Fact]
    public void Rows_know_their_lines()
    {
        File.WriteAllText(file, "a,b\n\"1\n\",2\n\n3,4\n");
        Assert.Equal([2, 5], CsvFile.Read(file).Lines);
    }

    public void Dispose() => File.Delete(file);
}

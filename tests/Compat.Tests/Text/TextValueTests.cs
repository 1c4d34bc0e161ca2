using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.Text;

/// <summary>What the text of a field is as a value.</summary>
public sealed class TextValueTests : IDisposable
{
    private readonly MLContext context = new(seed: 1);
    private readonly TextFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData(" -2e3\t", -2000)]
    [InlineData("+.5", 0.5)]
    [InlineData("7.", 7)]
    [InlineData("", 0)]
    [InlineData("  ", 0)]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("-∞", double.NegativeInfinity)]
    [InlineData("?", double.NaN)]
    [InlineData("NaN", double.NaN)]
    [InlineData("abc", double.NaN)]
    [InlineData("1;5", double.NaN)]
    [InlineData("0x10", double.NaN)]
    [InlineData("+Infinity", double.NaN)]
    public void What_is_no_number_is_not_a_number_and_what_is_not_there_is_zero(string text, double value)
    {
        Assert.Equal(value, Values<double>(DataKind.Double, text));
        Assert.Equal((float)value, Values<float>(DataKind.Single, text));
    }

    [Fact]
    public void Missing_numbers_can_be_not_a_number()
    {
        var options = new TextLoader.Options { Separators = [','], MissingRealsAsNaNs = true, Columns = [new("A", DataKind.Single, 0, 2)] };

        Assert.Equal([1f, float.NaN, float.NaN], context.Data.LoadFromTextFile(folder.Write("1,\n"), options).GetColumn<float[]>("A").Single());
    }

    [Theory]
    [InlineData("12", 12)]
    [InlineData("-012", -12)]
    [InlineData("", 0)]
    public void Whole_numbers_are_digits(string text, int value)
    {
        Assert.Equal(value, Values<int>(DataKind.Int32, text));
        Assert.Equal(value, Values<sbyte>(DataKind.SByte, text));
        Assert.Equal(value, Values<long>(DataKind.Int64, text));
    }

    [Theory]
    [InlineData(DataKind.Int32, "1.5")]
    [InlineData(DataKind.Int32, "+1")]
    [InlineData(DataKind.Int32, "1 ")]
    [InlineData(DataKind.Int32, "?")]
    [InlineData(DataKind.Int32, "2147483648")]
    [InlineData(DataKind.Byte, "256")]
    [InlineData(DataKind.UInt32, "-1")]
    [InlineData(DataKind.Boolean, "perhaps")]
    [InlineData(DataKind.Boolean, "2")]
    public void What_is_no_value_is_an_error_that_says_where(DataKind kind, string text)
    {
        string file = folder.Write($"head\n0\n\n{text},\n");
        IDataView view = context.Data.LoadFromTextFile(file, [new TextLoader.Column("A", kind, 0)], ',', hasHeader: true);

        var error = Assert.Throws<FormatException>(() => ReadAll(view));

        Assert.Equal($"Parsing failed with an exception: Could not parse value {text} in line 4, column A", error.Message);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public void An_error_in_a_vector_names_the_slot()
    {
        IDataView view = context.Data.LoadFromTextFile(folder.Write("1,2\n3,x\n"), [new TextLoader.Column("A", DataKind.Int32, 0, 1)], ',');

        var error = Assert.Throws<FormatException>(() => ReadAll(view));

        Assert.Equal("Parsing failed with an exception: Could not parse value x in slot 1 of column A in line 2", error.Message);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("+1", true)]
    [InlineData("True", true)]
    [InlineData("YES", true)]
    [InlineData("t", true)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("false", false)]
    [InlineData("n", false)]
    [InlineData("", false)]
    public void Truth_has_many_names(string text, bool value) => Assert.Equal(value, Values<bool>(DataKind.Boolean, text));

    private T Values<T>(DataKind kind, string text)
    {
        string file = folder.Write($"{text},second\n");
        return context.Data.LoadFromTextFile(file, [new TextLoader.Column("A", kind, 0)], ',').GetColumn<T>("A").Single();
    }

    private static void ReadAll(IDataView view)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        while (cursor.MoveNext())
        {
        }
    }
}

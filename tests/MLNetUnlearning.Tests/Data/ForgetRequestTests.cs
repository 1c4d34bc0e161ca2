using Microsoft.ML;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Tests;

public class ForgetRequestTests
{
    [Fact]
    public void A_class_is_marked_whole() =>
        Assert.Equal([true, false, true], Marks(FourPixels.View("cat", "dog", "cat"), ForgetRequest.Class("cat")));

    [Fact]
    public void A_class_of_a_text_column_is_marked() =>
        Assert.Equal([false, true], Marks(FourPixels.TextView(FourPixels.Rows("cat", "dog")), ForgetRequest.Class("dog")));

    [Fact]
    public void A_class_of_a_number_column_is_marked() =>
        Assert.Equal([false, true, false, false, true], Marks(FourPixels.TextView(FourPixels.Rows("a", "a", "a", "a", "a")), ForgetRequest.Class(1), "Number"));

    [Fact]
    public void An_unknown_class_is_answered_with_the_known_ones()
    {
        var byKey = Assert.Throws<InvalidOperationException>(() => Marks(FourPixels.View("dog", "cat"), ForgetRequest.Class("fox")));
        Assert.Equal("Column 'Label' has no class 'fox'. Its classes are: 'dog', 'cat'.", byKey.Message);
        var byText = Assert.Throws<InvalidOperationException>(() => Marks(FourPixels.TextView(FourPixels.Rows("dog", "cat")), ForgetRequest.Class("fox")));
        Assert.Equal("Column 'Label' has no class 'fox'. Its classes are: 'cat', 'dog'.", byText.Message);
    }

    [Fact]
    public void A_known_class_without_rows_is_refused()
    {
        var dogs = new MLContext().Data.TakeRows(FourPixels.View("dog", "cat"), 1);
        var error = Assert.Throws<InvalidOperationException>(() => Marks(dogs, ForgetRequest.Class("cat")));
        Assert.Equal("Nothing to forget: no row is of class 'cat'.", error.Message);
    }

    [Theory]
    [InlineData(0.1, 20, 2)]
    [InlineData(0.3, 5, 2)] // 1.5 rows
    [InlineData(0.5, 3, 2)]
    [InlineData(0.99, 10, 10)]
    public void AShareIsExactToTheRow(double fraction, int rows, int expected) =>
        Assert.Equal(expected, Marks(Many(rows), ForgetRequest.Random(fraction)).Count(mark => mark));

    [Fact]
    public void The_same_seed_draws_the_same_rows_and_another_seed_others()
    {
        Assert.Equal(Marks(Many(100), ForgetRequest.Random(0.5, seed: 1)), Marks(Many(100), ForgetRequest.Random(0.5, seed: 1)));
        Assert.NotEqual(Marks(Many(100), ForgetRequest.Random(0.5, seed: 1)), Marks(Many(100), ForgetRequest.Random(0.5, seed: 2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    public void A_share_lies_between_zero_and_one(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ForgetRequest.Random(fraction));

    [Fact]
    public void A_share_that_is_no_row_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Marks(Many(4), ForgetRequest.Random(0.1)));
        Assert.Equal("Nothing to forget: a share of 0.1 of 4 rows is no row.", error.Message);
    }

    [Fact]
    public void Listed_rows_are_marked() =>
        Assert.Equal([false, true, false, true], Marks(Many(4), ForgetRequest.Rows("Id", ["row 3", "row 1"])));

    [Fact]
    public void Rows_are_listed_by_number_too() =>
        Assert.Equal([false, false, true, false], Marks(Many(4), ForgetRequest.Rows("Number", ["2"])));

    [Fact]
    public void Missing_ids_are_listed()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Marks(Many(2), ForgetRequest.Rows("Id", ["row 7", "row 1", "row 5"])));
        Assert.Equal("2 of 3 ids are not in column 'Id': 'row 5', 'row 7'.", error.Message);
    }

    [Fact]
    public void No_ids_are_no_request() => Assert.Throws<ArgumentException>(() => ForgetRequest.Rows("Id", []));

    [Fact]
    public void A_missing_column_is_named()
    {
        var byId = Assert.Throws<ArgumentOutOfRangeException>(() => Marks(Many(2), ForgetRequest.Rows("Person", ["1"])));
        Assert.Contains("Could not find id column 'Person'", byId.Message);
        var byLabel = Assert.Throws<ArgumentOutOfRangeException>(() => Marks(Many(2), ForgetRequest.Class("a"), "Klass"));
        Assert.Contains("Could not find label column 'Klass'", byLabel.Message);
    }

    [Fact]
    public void An_image_column_is_no_label()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Marks(Many(2), ForgetRequest.Class("a"), "Features"));
        Assert.Contains("Schema mismatch for label column 'Features': expected Key, Text or a number", error.Message);
    }

    [Theory]
    [InlineData("class:cat")]
    [InlineData("class:a:b")]
    [InlineData("random:0.1")]
    public void A_request_is_read_as_it_is_written(string text) => Assert.Equal(text, ForgetRequest.Parse(text).ToString());

    [Theory]
    [InlineData("cat")]
    [InlineData("class:")]
    [InlineData("random:many")]
    public void Other_texts_are_refused(string text) => Assert.Throws<FormatException>(() => ForgetRequest.Parse(text));

    private static IDataView Many(int rows) => FourPixels.View(Enumerable.Repeat("a", rows).ToArray());

    private static bool[] Marks(IDataView view, ForgetRequest request, string label = "Label") =>
        FourPixels.Column<bool>(ForgetColumn.Mark(view, request, label, "Forget"), "Forget");
}

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
        Assert.Equal([false, true, false, false, true], Marks(FourPixels.Many(5), ForgetRequest.Class(1), "Number"));

    [Fact]
    public void An_unknown_class_is_answered_with_the_known_ones()
    {
        var (byKey, byText) = (FourPixels.View("dog", "cat"), FourPixels.TextView(FourPixels.Rows("dog", "cat")));
        Refuses("Column 'Label' has no class 'fox'. Its classes are: 'dog', 'cat'.", byKey, ForgetRequest.Class("fox"));
        Refuses("Column 'Label' has no class 'fox'. Its classes are: 'cat', 'dog'.", byText, ForgetRequest.Class("fox"));
    }

    [Fact]
    public void A_known_class_without_rows_is_refused() => Refuses(
        "Nothing to forget: no row is of class 'cat'.",
        new MLContext().Data.TakeRows(FourPixels.View("dog", "cat"), 1), ForgetRequest.Class("cat"));

    [Theory]
    [InlineData(0.1, 20, 2)]
    [InlineData(0.3, 5, 2)] // 1.5 rows
    [InlineData(0.5, 3, 2)]
    [InlineData(0.99, 10, 10)]
    public void A_share_is_exact_to_the_row(double fraction, int rows, int expected) =>
        Assert.Equal(expected, Marks(FourPixels.Many(rows), ForgetRequest.Random(fraction)).Count(mark => mark));

    [Fact]
    public void The_same_seed_draws_the_same_rows_and_another_seed_others()
    {
        bool[] Drawn(int seed) => Marks(FourPixels.Many(100), ForgetRequest.Random(0.5, seed));
        Assert.Equal(Drawn(seed: 1), Drawn(seed: 1));
        Assert.NotEqual(Drawn(seed: 1), Drawn(seed: 2));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(-0.5), InlineData(double.NaN)]
    public void A_share_lies_between_zero_and_one(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ForgetRequest.Random(fraction));

    [Fact]
    public void A_share_that_is_no_row_is_refused() =>
        Refuses("Nothing to forget: a share of 0.1 of 4 rows is no row.", FourPixels.Many(4), ForgetRequest.Random(0.1));

    [Fact]
    public void Listed_rows_are_marked() =>
        Assert.Equal([false, true, false, true], Marks(FourPixels.Many(4), ForgetRequest.Rows("Id", ["row 3", "row 1"])));

    [Fact]
    public void Rows_are_listed_by_number_too() =>
        Assert.Equal([false, false, true, false], Marks(FourPixels.Many(4), ForgetRequest.Rows("Number", ["2"])));

    [Fact]
    public void Missing_ids_are_listed() => Refuses(
        "2 of 3 ids are not in column 'Id': 'row 5', 'row 7'.", FourPixels.Many(2), ForgetRequest.Rows("Id", ["row 7", "row 1", "row 5"]));

    [Fact]
    public void No_ids_are_no_request() => Assert.Throws<ArgumentException>(() => ForgetRequest.Rows("Id", []));

    [Fact]
    public void A_missing_column_is_named()
    {
        var rows = FourPixels.Many(2);
        Refused.With<ArgumentOutOfRangeException>(
            "Could not find id column 'Person'", () => Marks(rows, ForgetRequest.Rows("Person", ["1"])));
        Refused.With<ArgumentOutOfRangeException>(
            "Could not find label column 'Klass'", () => Marks(rows, ForgetRequest.Class("a"), "Klass"));
    }

    [Fact]
    public void An_image_column_is_no_label() => Refused.With<ArgumentOutOfRangeException>(
        "Schema mismatch for label column 'Features': expected Key, Text or a number",
        () => Marks(FourPixels.Many(2), ForgetRequest.Class("a"), "Features"));

    [Theory, InlineData("class:cat"), InlineData("class:a:b"), InlineData("random:0.1")]
    public void A_request_is_read_as_it_is_written(string text) => Assert.Equal(text, ForgetRequest.Parse(text).ToString());

    [Theory, InlineData("cat"), InlineData("class:"), InlineData("random:many")]
    public void Other_texts_are_refused(string text) => Assert.Throws<FormatException>(() => ForgetRequest.Parse(text));

    private static void Refuses(string message, IDataView view, ForgetRequest request) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Marks(view, request)).Message);

    private static bool[] Marks(IDataView view, ForgetRequest request, string label = "Label") =>
        [.. ForgetColumn.Mark(view, request, label, "Forget", addToEarlierMarks: false).GetColumn<bool>("Forget")];
}

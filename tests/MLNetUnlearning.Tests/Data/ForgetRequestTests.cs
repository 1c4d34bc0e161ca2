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
    public void A_number_names_its_class_in_any_type()
    {
        var rows = new WrittenView()
            .With("Single", NumberDataViewType.Single, (float[])[0.1f, 1f, 1e16f])
            .With("Double", NumberDataViewType.Double, (double[])[0.1, 1, 1e16])
            .With("Long", NumberDataViewType.Int64, (long[])[9007199254740993, 1, 10_000_000_000_000_000])
            .With("Unsigned", NumberDataViewType.UInt64, (ulong[])[ulong.MaxValue, 1, 10_000_000_000_000_000]);
        void MarksRow(int row, string column, params ForgetRequest[] requests) => Assert.All(
            requests, request => Assert.Equal(row, Marks(rows, request, column).Index().Single(mark => mark.Item).Index));
        MarksRow(0, "Single", ForgetRequest.Class(0.1f), ForgetRequest.Class(0.1), ForgetRequest.Class("0.10"));
        MarksRow(0, "Single", ForgetRequest.Class((double)0.1f));
        MarksRow(0, "Double", ForgetRequest.Class(0.1f), ForgetRequest.Class(0.1), ForgetRequest.Class(0.1m));
        MarksRow(0, "Double", ForgetRequest.Parse("class:1e-1"));
        MarksRow(0, "Long", ForgetRequest.Class(9007199254740993), ForgetRequest.Class("9007199254740993"));
        MarksRow(0, "Unsigned", ForgetRequest.Class(ulong.MaxValue));
        foreach (var column in new[] { "Single", "Double", "Long", "Unsigned" })
        {
            MarksRow(1, column, ForgetRequest.Class(1), ForgetRequest.Class(1.0), ForgetRequest.Class(1L), ForgetRequest.Class("1.0"));
            MarksRow(2, column, ForgetRequest.Class(1e16), ForgetRequest.Class(10_000_000_000_000_000));
        }
    }

    [Fact]
    public void A_number_names_its_class_in_a_key_too()
    {
        var ml = new MLContext(seed: 1);
        var rows = new WrittenView().With("Label", NumberDataViewType.Single, [0.1f, 0.2f]);
        var keyed = ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        Assert.Equal([true, false], Marks(keyed, ForgetRequest.Class(0.1f)));
    }

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
        "Schema mismatch for label column 'Features': expected Key, Text, a number or Boolean",
        () => Marks(FourPixels.Many(2), ForgetRequest.Class("a"), "Features"));

    [Theory, InlineData("class:cat"), InlineData("class:a:b"), InlineData("random:0.1")]
    public void A_request_is_read_as_it_is_written(string text) => Assert.Equal(text, ForgetRequest.Parse(text).ToString());

    [Fact]
    public void A_draw_has_the_seed_that_it_states()
    {
        var rows = FourPixels.Many(20);
        bool[] Marked(string text, int seed) => Marks(rows, ForgetRequest.Parse(text, seed));
        Assert.Equal(Marks(rows, ForgetRequest.Random(0.3, 7)), Marked("random:0.3:7", 1));
        Assert.Equal(Marks(rows, ForgetRequest.Random(0.3, -7)), Marked("random:0.3:-7", 1));
        Assert.Equal(Marks(rows, ForgetRequest.Random(0.3, 1)), Marked("random:0.3", 1));
        Assert.NotEqual(Marked("random:0.3:7", 1), Marked("random:0.3", 1));
    }

    [Theory, InlineData("cat"), InlineData("class:"), InlineData("random:many"), InlineData("random:0.1:x"), InlineData("random:0.1:"),
     InlineData("random:0.1:1:2"), InlineData("random"), InlineData("random:0.1:99999999999")]
    public void Other_texts_are_refused(string text) => Assert.Throws<FormatException>(() => ForgetRequest.Parse(text));

    private static void Refuses(string message, IDataView view, ForgetRequest request) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Marks(view, request)).Message);

    private static bool[] Marks(IDataView view, ForgetRequest request, string label = "Label") =>
        [.. ForgetColumn.Mark(view, request, label, "Forget", addToEarlierMarks: false).GetColumn<bool>("Forget")];
}

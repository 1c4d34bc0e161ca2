using System.Globalization;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Tables as people have them: wide ones, with a test part of their own, and with the numbers of their country.</summary>
[Collection(ToolTests.Name)]
public sealed class TableTests(Workplace place)
{
    private const string Progress = " s] "; // behind the time, in each line of it

    private static readonly string[] Short = ["--epochs", "2", "--threads", "1", "--json"];

    [Fact]
    public void A_table_of_as_many_columns_as_a_small_picture_has_pixels_is_trained_on_and_scored()
    {
        var random = new Random(1);
        string[] header = [.. Enumerable.Range(0, 784).Select(number => $"pixel{number}")];
        string[] rows = [.. Enumerable.Range(0, 40).Select(_ => string.Join(',', header.Select(column => random.Next(256))))];
        Write("wide.csv", [string.Join(',', header.Prepend("label")), .. rows.Select((row, at) => $"{at % 2},{row}")]);
        place.Run(["train", "wide.csv", .. Short, "--output", "wide.zip"]).ThrowIfFailed();
        Assert.Equal("a vector of 1296 numbers", (string?)place.Run("inspect", "wide.zip", "--json").Json["features"]);
        Write("wide-new.csv", [string.Join(',', header), .. rows.Take(2)]);
        Assert.Equal(2, Probabilities("wide-new.csv", "wide.zip").Length);
    }

    [Fact]
    public void More_columns_than_a_file_keeps_are_refused_before_the_training()
    {
        var header = Enumerable.Range(0, 70).Select(number => $"{number:D3}".PadRight(900, 'x'));
        var rows = Enumerable.Range(0, 40).Select(row => $"{row % 2},{string.Join(',', Enumerable.Range(row, 70))}");
        Write("long.csv", [string.Join(',', header.Prepend("label")), .. rows]);
        var ended = place.Run(["train", "long.csv", .. Short, "--output", "long.zip"]);
        Assert.Contains("leave columns out, or shorten their names", ended.ErrorLine(ExitCode.Data));
        Assert.DoesNotContain(Progress, ended.Error);
        Assert.False(place.Has("long.zip"));
    }

    [Fact]
    public void A_test_part_that_lacks_a_class_is_measured_as_evaluate_does()
    {
        WriteHalves("halves.csv");
        Write("only-yes.csv", ["A,label", .. Enumerable.Range(60, 40).Select(row => $"{row}.5,yes")]);
        string[] data = ["--data", "halves.csv", "--test-data", "only-yes.csv", "--threads", "1", "--json"];
        var trained = (double)place.Run(["train", .. data, "--epochs", "30", "--output", "halves.zip"]).Json["testAccuracy"]!;
        Assert.InRange(trained, 60, 100);
        Assert.Equal(
            (double)place.Run(["evaluate", "halves.zip", .. data, "--forget", "random:0.1"]).Json["testAccuracy"]!, trained);
    }

    [Fact]
    public void Test_rows_of_a_class_that_is_not_trained_on_are_refused_before_the_training()
    {
        WriteHalves("halves.csv");
        Write("other.csv", ["A,label", "1.5,maybe", "70.5,yes"]);
        var ended = place.Run(["train", "halves.csv", "--test-data", "other.csv", .. Short, "--output", "other.zip"]);
        Assert.Contains(
            "The test part has rows of class 'maybe', of which the training part has none", ended.ErrorLine(ExitCode.Data));
        Assert.DoesNotContain(Progress, ended.Error);
        Assert.False(place.Has("other.zip"));
    }

    /// <summary>The same table as a German spreadsheet and an English one write it gives the same classifier.</summary>
    [Fact]
    public void Numbers_with_a_decimal_comma_and_without_a_value_are_read_as_those_with_a_point_are()
    {
        string[] missing = ["NaN", "nan", "None", "Null", "NONE", ""];
        string[] Cells(int row, string none) =>
        [
            (row * 37 % 120 / 10.0).ToString("0.0", CultureInfo.InvariantCulture),
            row % 5 == 0 ? none : (row % 7 / 4.0).ToString("0.00", CultureInfo.InvariantCulture), $"{row % 11}",
            row * 37 % 120 < 60 ? "no" : "yes",
        ];
        string[] header = ["Price", "Weight", "Count", "label"];
        var all = Enumerable.Range(0, 120);
        Write("english.csv", [string.Join(',', header), .. all.Select(row => string.Join(',', Cells(row, "")))]);
        Write("german.csv", [string.Join(';', header), .. all.Select(row => string.Join(
            ';', Cells(row, missing[row / 5 % missing.Length]).Select(cell => cell.Replace('.', ','))))]);
        place.Run(["train", "english.csv", .. Short, "--output", "english.zip"]).ThrowIfFailed();
        var trained = place.Run(["train", "german.csv", .. Short, "--output", "german.zip"]).Succeeded;
        Assert.Contains("decimal comma are read from column 'Price' and 1 more", trained.Error);
        var notes = place.Run("inspect", "german.zip", "--json").Json["notes"]!;
        Assert.Equal("[\"Price\",\"Weight\",\"Count\"]", (string?)notes["data.commaColumns"]); // whole numbers go with the others
        Assert.Equal("[]", (string?)notes["data.numberColumns"]);
        Assert.Equal(Probabilities("english.csv", "english.zip"), Probabilities("german.csv", "german.zip"));

        Write("points.csv", ["Price;Weight;Count", "5.1;1;1"]);
        Assert.Contains(
            "'5.1' in column 'Price' is no number with a decimal comma",
            place.Run("score", "points.csv", "--model", "german.zip").ErrorLine(ExitCode.Data));
    }

    [Fact]
    public void A_column_with_both_signs_is_one_of_words()
    {
        var rows = Enumerable.Range(0, 40).Select(row => $"{row},5;{(row % 4 < 2 ? "1,5" : "1.5")};{(row % 2 == 0 ? "no" : "yes")}");
        Write("signs.csv", ["A;Mixed;label", .. rows]);
        place.Run(["train", "signs.csv", .. Short, "--output", "signs.zip"]).ThrowIfFailed();
        var notes = place.Run("inspect", "signs.zip", "--json").Json["notes"]!;
        Assert.Equal("[\"A\"]", (string?)notes["data.commaColumns"]);
        Assert.Equal("[\"Mixed\"]", (string?)notes["data.wordColumns"]);
    }

    /// <summary>A comma before three digits may group thousands: another number of the table must show that it is a decimal sign.</summary>
    [Theory]
    [InlineData("12.5", false)]
    [InlineData("2,345", false)]
    [InlineData("0,345", true)]
    [InlineData("12,5", true)]
    public void Commas_that_may_group_thousands_are_read_only_where_another_shows_what_commas_are(string other, bool isRead)
    {
        var rows = Enumerable.Range(0, 60).Select(row => $"{row % 9 + 1},{row + 100};{other};{row};{(row < 30 ? "no" : "yes")}");
        Write("commas.csv", ["Salary;Other;Count;label", .. rows]);
        var trained = place.Run(["train", "commas.csv", .. Short, "--output", "commas.zip", "--force"]).Succeeded;
        var notes = place.Run("inspect", "commas.zip", "--json").Json["notes"]!;
        Assert.Equal(isRead, ((string?)notes["data.commaColumns"] ?? "").Contains("Salary"));
        Assert.DoesNotContain("Salary", (string?)notes["data.numberColumns"]);
        Assert.DoesNotContain("Salary", (string?)notes["data.wordColumns"]);
        Assert.Equal(isRead, !trained.Error.Contains("the comma of '1,100' in column 'Salary' may group thousands"));
    }

    private double[] Probabilities(string file, string model) =>
        [.. place.Run("score", file, "--model", model, "--threads", "1", "--json").Json["scores"]!.AsArray()
            .Select(score => (double)score!["probability"]!)];

    private void Write(string file, IEnumerable<string> lines) => File.WriteAllLines(place.PathOf(file), lines);

    /// <summary>A table whose lower half is one class and whose upper half is the other.</summary>
    private void WriteHalves(string file) =>
        Write(file, ["A,label", .. Enumerable.Range(0, 120).Select(row => $"{row},{(row < 60 ? "no" : "yes")}")]);
}

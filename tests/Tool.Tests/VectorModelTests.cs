using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Models of vectors: of a CSV file whose columns are features, and those that the library makes.</summary>
[Collection(ToolTests.Name)]
public sealed class VectorModelTests(Workplace place)
{
    [Fact]
    public void One_that_the_library_made_is_inspected_and_refused_where_rows_are_needed()
    {
        var ml = new MLContext(seed: 1);
        var rows = Enumerable.Range(0, 20).Select(row => new Row { Label = row % 2 == 0, Features = [row, -row, row * row, 1] });
        using (var model = ml.Unlearning().TrainClassifier(numberOfEpochs: 1).Fit(ml.Data.LoadFromEnumerable(rows)))
            model.Save(place.PathOf("vectors.zip"));
        var inspected = place.Run("inspect", "vectors.zip", "--json").Json;
        Assert.Equal("a vector of 4 numbers", (string?)inspected["features"]);
        Assert.Null(inspected["images"]);
        Assert.Contains("Mlp of 256 and 128, dropout 0.3, a vector of 4 numbers", place.Run("inspect", "vectors.zip").Succeeded.Output);

        File.WriteAllText(place.PathOf("picture.png"), "");
        Assert.Contains(
            "pictures have three colours", place.Run("score", "picture.png", "--model", "vectors.zip").ErrorLine(ExitCode.Data));
        Assert.Contains(
            "this tool did not train it", place.Run("evaluate", "vectors.zip", "--data", "synthetic").ErrorLine(ExitCode.Data));
    }

    [Fact]
    public void A_table_of_numbers_and_words_is_trained_on_forgotten_from_evaluated_recorded_and_scored()
    {
        WriteTable("customers.csv", 240);
        string[] data = ["--data", "customers.csv", "--threads", "1"];
        var trained = place.Run(["train", .. data, "--label-column", "Left", "--epochs", "30", "--output", "customers.zip", "--json"]).Json;
        Assert.StartsWith("Mlp", (string)trained["network"]!);
        Assert.True((double)trained["testAccuracy"]! > 85, trained.ToJsonString());
        var notes = place.Run("inspect", "customers.zip", "--json").Json["notes"]!;
        Assert.Equal("[\"Age\",\"Spent\"]", (string)notes["data.numberColumns"]!);
        Assert.Equal("[\"Plan\"]", (string)notes["data.wordColumns"]!); // each name differs: it is no feature

        Directory.CreateDirectory(place.PathOf("customers"));
        File.WriteAllLines(place.PathOf("three.txt"), ["c3", "c5", "c8"]);
        var forgotten = place.Run(["unlearn", "customers.zip", .. data, "--forget", "ids:three.txt", "--method", "FineTune", "--set",
            "NumberOfSteps=3", "--record", "customers/r.json", "--report", "customers.html", "--output", "customers2.zip",
            "--maximum-retain-accuracy-loss", "100"]).Succeeded;
        Assert.DoesNotContain("small pictures", forgotten.Output);
        Assert.Contains("signed record", forgotten.Output);
        place.Run("record", "verify", "customers/r.json", "--key", "customers/public.pem").ThrowIfFailed();
        var figures = place.Run(["evaluate", "customers2.zip", .. data, "--forget", "Plan=yearly", "--json"]).Json;
        Assert.InRange((double)figures["testAccuracy"]!, 50, 100);
        place.Run(["export", "customers2.zip", "--output", "customers.onnx"]).ThrowIfFailed();

        WriteTable("new.csv", 3, withClass: false);
        var scores = place.Run("score", "new.csv", "--model", "customers2.zip", "--json").Json["scores"]!.AsArray();
        Assert.Equal(["new.csv:c0", "new.csv:c1", "new.csv:c2"], scores.Select(score => (string)score!["file"]!));
        Assert.All(scores, score => Assert.Contains((string)score!["predictedLabel"]!, new[] { "no", "yes" }));
    }

    [Theory]
    [InlineData("has no column of classes", "A,B\n1,2\n")]
    [InlineData("has no column of features", "label,Id\na,1\nb,2\n")]
    [InlineData("too few different rows", "label,A\na,1\nb,2\n")]
    public void A_table_that_cannot_be_trained_on_is_said(string message, string table)
    {
        File.WriteAllText(place.PathOf("odd.csv"), table);
        Assert.Contains(message, place.Run("train", "odd.csv", "--output", "odd.zip").ErrorLine(ExitCode.Data));
    }

    [Fact]
    public void A_table_without_a_column_of_the_training_or_with_a_word_for_a_number_is_said()
    {
        WriteTable("few-customers.csv", 60);
        place.Run("train", "few-customers.csv", "--label-column", "Left", "--epochs", "1", "--output", "few-customers.zip").ThrowIfFailed();
        File.WriteAllText(place.PathOf("less.csv"), "Id,Age\nx,3\n");
        Assert.Contains(
            "has no column 'Spent', 'Plan'", place.Run("score", "less.csv", "--model", "few-customers.zip").ErrorLine(ExitCode.Data));
        File.WriteAllText(place.PathOf("words.csv"), "Id,Age,Spent,Plan\nx,old,1,yearly\n");
        Assert.Contains(
            "Line 2 of 'words.csv': 'old' in column 'Age' is no number",
            place.Run("score", "words.csv", "--model", "few-customers.zip").ErrorLine(ExitCode.Data));
        Assert.Contains("--image-size is for pictures", place.Run(
            "train", "few-customers.csv", "--label-column", "Left", "--image-size", "16", "--output", "x.zip").ErrorLine(ExitCode.Usage));
    }

    /// <summary>Customers who leave if they spend little, or pay monthly and are young. Some ages are missing.</summary>
    private void WriteTable(string file, int rows, bool withClass = true)
    {
        var random = new Random(5);
        var lines = Enumerable.Range(0, rows).Select(row =>
        {
            var (age, spent, monthly) = (random.Next(18, 80), random.Next(0, 100), random.Next(2) == 0);
            var leaves = spent < 30 || (monthly && age < 40);
            return string.Create(CultureInfo.InvariantCulture,
                $"c{row},name {random.Next()},{(row % 20 == 7 ? "" : age)},{spent},{(monthly ? "monthly" : "yearly")}")
                + (withClass ? leaves ? ",yes" : ",no" : "");
        });
        File.WriteAllLines(place.PathOf(file), lines.Prepend("Id,Name,Age,Spent,Plan" + (withClass ? ",Left" : "")));
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}

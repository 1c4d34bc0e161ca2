using System.Globalization;

namespace MLNetUnlearning.Tests;

public sealed class UnlearningSizeTests
{
    private static readonly TrainingRecipe Recipe = new() { NumberOfEpochs = 2, BatchSize = 2, LearningRate = 0.1 };

    [Fact]
    public void It_counts_the_rows_of_a_request()
    {
        using var scope = NewDisposeScope();
        var rows = new LabeledRows(zeros(7, 1, 1, 1), tensor(new long[] { 0, 0, 0, 1, 1, 2, 2 })).All;
        var some = new ForgetSplit(rows.Select([1, 2, 3, 4, 5]), rows.Select([0]), rows.Select([6]));
        Assert.Equal(new UnlearningSize(5, 1, 1, 4, IsWholeClass: false, Recipe), UnlearningSize.Of(some, 4, Recipe));
        var whole = new ForgetSplit(rows.Select([3, 4]), rows.Select([0, 1, 2]), null);
        Assert.Equal(new UnlearningSize(2, 3, 0, 3, IsWholeClass: true, Recipe), UnlearningSize.Of(whole, 3, Recipe));
    }

    [Fact]
    public void Retraining_is_the_recipe_on_the_retained_rows()
    {
        var size = new UnlearningSize(Retained: 10, Forgotten: 4, Unseen: 0, Classes: 3, IsWholeClass: false, Recipe);
        Assert.Equal((2, 10), (size.Retraining.BatchSize, size.Retraining.NumberOfSteps)); // two epochs of five batches
        Assert.Equal(new TrainingPlan(Recipe, new(10, 3)).ToString(), size.Retraining.ToString());
    }

    [Fact]
    public void It_is_said_in_words_whatever_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberGroupSeparator = "." } };
            Assert.Equal(
                "1,900 rows to keep, 100 to forget, 0 unseen",
                new UnlearningSize(1900, 100, 0, 10, IsWholeClass: true, Recipe).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

namespace MLNetUnlearning.Tests;

/// <summary>What retraining cannot do.</summary>
public sealed class RetrainTests
{
    [Theory, InlineData(100, 900, true), InlineData(900, 100, false)]
    public void It_says_that_a_new_classifier_would_be_trained_for_longer_where_most_rows_go(int retained, int forgotten, bool says)
    {
        var recipe = new TrainingRecipe { NumberOfEpochs = 79, BatchSize = 32, LearningRate = 0.1 }; // as of 1,000 pictures
        var limits = new Retrain().Limits(new(retained, forgotten, 100, 10, IsWholeClass: false, recipe)).ToList();
        if (says) Assert.Contains("makes 316 steps; a new classifier of so few rows is trained for 1,500", Assert.Single(limits));
        else Assert.Empty(limits);
    }

    [Fact]
    public void It_says_nothing_of_so_long_a_recipe() => Assert.Empty(
        new Retrain().Limits(new(100, 900, 100, 10, IsWholeClass: false, new TrainingRecipe { NumberOfSteps = 2000 })));
}

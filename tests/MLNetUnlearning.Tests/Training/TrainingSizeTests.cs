namespace MLNetUnlearning.Tests;

/// <summary>What is chosen from the rows. Every number here is a promise of the documentation.</summary>
public sealed class TrainingSizeTests
{
    [Theory]
    [InlineData(1, 2, 1500)]
    [InlineData(3, 2, 1500)] // one batch of three: none has one row
    [InlineData(20, 10, 750)]
    [InlineData(96, 32, 500)]
    [InlineData(600, 32, 79)] // 1,500 steps, the least
    [InlineData(800, 32, 80)] // 2.5 a row
    [InlineData(1_000, 32, 79)] // 2,500 steps, the most up to 2,000 rows
    [InlineData(2_000, 32, 40)]
    [InlineData(2_001, 64, 47)]
    [InlineData(8_000, 64, 24)] // 3,000 steps
    [InlineData(20_000, 64, 16)]
    [InlineData(20_001, 128, 31)]
    [InlineData(50_000, 128, 20)]
    [InlineData(1_000_000, 128, 8)]
    public void Batch_and_passes_follow_from_the_rows(int rows, int batch, int epochs)
    {
        var chosen = new TrainingRecipe().ChosenFor(new(rows, Classes: 10));
        Assert.Equal((batch, epochs, null, 0.1), (chosen.BatchSize, chosen.NumberOfEpochs, chosen.NumberOfSteps, chosen.LearningRate));
    }

    [Theory]
    [InlineData(96, 500), InlineData(1_000, 47), InlineData(2_000, 24), InlineData(8_000, 24)]
    public void Few_rows_that_are_not_augmented_are_seen_less_often(int rows, int epochs)
    {
        Assert.Equal(epochs, new TrainingRecipe().ChosenFor(new(rows, Classes: 2, FeatureShape.Vector(30))).NumberOfEpochs);
        Assert.Equal(epochs, new TrainingRecipe { Augmentation = null }.ChosenFor(new(rows, Classes: 2)).NumberOfEpochs);
    }

    [Theory]
    [InlineData(2_000, 8), InlineData(2_001, 16), InlineData(20_000, 16), InlineData(20_001, 32), InlineData(40_000, 32)]
    [InlineData(40_001, 64)]
    public void The_network_is_a_ResNet_as_wide_as_the_rows_can_teach(int rows, int width) =>
        Assert.Equal(KnownNetworks.ResNet18(width), new TrainingSize(rows, 10).Network);

    [Theory]
    [InlineData(2_000, 129, 64), InlineData(20_000, 129, 128), InlineData(40_000, 129, 256), InlineData(40_001, 129, 512)]
    [InlineData(100, 512, 128), InlineData(100, 100_000, 512)]
    public void That_of_vectors_is_an_Mlp_wide_enough_for_the_rows_and_for_a_quarter_of_the_features(int rows, int size, int width) =>
        Assert.Equal(KnownNetworks.Mlp([width, width / 2]), new TrainingSize(rows, 10, FeatureShape.Vector(size)).Network);

    [Theory]
    [InlineData(100, 1, 256), InlineData(2_000, 30, 256), InlineData(2_001, 30, 512), InlineData(50_000, 128, 512)]
    public void That_of_tables_is_wide_and_leaves_outputs_out(int rows, int size, int width) => Assert.Equal(
        KnownNetworks.Mlp([width, width / 2], dropout: 0.3), new TrainingSize(rows, 10, FeatureShape.Vector(size)).Network);

    [Fact]
    public void Vectors_are_never_augmented_and_images_as_the_recipe_says()
    {
        Assert.Null(new TrainingRecipe().ChosenFor(new(100, 2, FeatureShape.Vector(3))).Augmentation);
        Assert.Null((Tiny.Recipe with { Augmentation = new() }).ChosenFor(new(100, 2, FeatureShape.Vector(3))).Augmentation);
        Assert.Equal(1, new TrainingRecipe().ChosenFor(new(100, 2, FeatureShape.Image(3, 3))).Augmentation!.Padding);
        var pinned = Tiny.Recipe with { Augmentation = new() };
        Assert.Equal(4, pinned.ChosenFor(new(100, 2, FeatureShape.Image(32, 32))).Augmentation!.Padding);
    }

    [Fact]
    public void It_is_said_in_words() => Assert.Equal("1,000 rows of 10 classes", new TrainingSize(1000, 10).ToString());
}

namespace MLNetUnlearning.Tests;

/// <summary>Settings are API: those of the paper (arXiv 2402.06864) and of its published configuration.</summary>
public sealed class AdversarialMinMaxTests
{
    private static readonly AdversarialMinMax Default = new();

    [Fact]
    public void The_defaults_are_the_published_ones_of_dense_networks_on_cifar_10()
    {
        Assert.Equal(new GameSchedule(), Default.RandomRows); // three epochs at 0.01, as pinned below
        Assert.Equal(
            new() { LearningRate = 0.02, LearningRateAfter = 0.01, AdversarialIterations = 30, AugmentForgotten = true },
            Default.WholeClass);
        Assert.Equal((256, null), (Default.BatchSize, Default.AdversarialBatchSize));
        Assert.Equal((0.9, 0.001), (Default.AdversarialWeight, Default.SelfSupervisedWeight));
        Assert.Equal((10, 1e-3), (Default.NumberOfNoiseCopies, Default.Noise));
        Assert.Equal((1e-3, 0.2, 1000), (Default.AttackerLearningRate, Default.AttackerDropout, Default.AttackerPreTrainingIterations));
        Assert.Equal((0.9, 5e-4), (Default.Momentum, Default.WeightDecay));
        Assert.Equal(Default.ToString(), AdversarialMinMax.Cifar10Dense.ToString());
    }

    [Fact]
    public void The_one_default_that_is_not_published_augments_unseen_rows_too() => Assert.False(Default.AugmentMembersOnly);

    [Fact]
    public void A_schedule_by_default_plays_to_the_end_at_one_rate_against_all_unseen_rows()
    {
        var schedule = new GameSchedule();
        Assert.Equal((3, 0.01, 1.0), (schedule.NumberOfEpochs, schedule.LearningRate, schedule.AdversarialStrength));
        Assert.Equal((null, null), (schedule.AdversarialIterations, schedule.LearningRateAfter));
        Assert.Equal((false, false, UnseenRows.AllClasses), (schedule.DecayAfter, schedule.AugmentForgotten, schedule.UnseenRows));
    }

    [Fact]
    public void The_other_published_recipes_differ_from_it_in_rates_epochs_and_length()
    {
        static string Settings(AdversarialMinMax method) => SettingsText.OtherThanDefault(method);
        Assert.Equal(
            "RandomRows = (LearningRate = 0.03), WholeClass = (AdversarialIterations = 20)", Settings(AdversarialMinMax.Cifar10Sparse));
        Assert.Equal(
            "RandomRows = (NumberOfEpochs = 5), WholeClass = (NumberOfEpochs = 5, LearningRateAfter = 0.02)",
            Settings(AdversarialMinMax.Cifar100Dense));
        Assert.Equal(
            "RandomRows = (NumberOfEpochs = 5), WholeClass = (NumberOfEpochs = 5, AdversarialIterations = 20, LearningRateAfter = 0.02)",
            Settings(AdversarialMinMax.Cifar100Sparse));
    }
}

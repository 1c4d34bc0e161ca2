namespace MLNetUnlearning.Tests;

/// <summary>Settings are API: the defaults, and those of the paper (arXiv 2402.06864) and of its published configuration.</summary>
public sealed class AdversarialMinMaxTests
{
    private static readonly AdversarialMinMax Default = new(), Published = AdversarialMinMax.Cifar10Dense;

    [Fact]
    public void By_default_a_small_attacker_pulls_gently_for_a_share_of_the_training()
    {
        Assert.Equal(
            new() { LearningRateShare = 0.3, Attackers = [AttackerInputs.Confidence | AttackerInputs.Probabilities] }, Default.RandomRows);
        Assert.Equal(new() { AdversarialBatchShare = 0.5 }, Default.WholeClass);
        Assert.Equal((0.9, 0.0, 0.0), (Default.AdversarialWeight, Default.SelfSupervisedWeight, Default.ConfidenceMatchingWeight));
        Assert.Equal((1.0, true, 0), (Default.MaximumPull, Default.JointBatches, Default.AttackerPreTrainingIterations));
        Assert.Equal((1.0, 0.2), (Default.RetainedWeight, Default.UnseenAnswersWeight));
    }

    [Fact]
    public void A_schedule_by_default_plays_to_the_end_at_a_falling_rate_against_unseen_rows_of_classes_that_stay()
    {
        var schedule = new GameSchedule();
        Assert.Equal((0.1, 0.2, true, 1.0), (
            schedule.TrainingShare, schedule.LearningRateShare, schedule.DecayToZero, schedule.AdversarialStrength));
        Assert.Equal((null, null, null), (schedule.AdversarialIterations, schedule.LearningRateAfter, schedule.AdversarialBatchSize));
        Assert.Equal((false, UnseenRows.StayingClasses), (schedule.AugmentForgotten, schedule.UnseenRows));
    }

    [Fact]
    public void The_published_game_on_cifar_10()
    {
        var random = new GameSchedule
        {
            NumberOfEpochs = 3,
            BatchSize = 256,
            LearningRate = 0.01,
            DecayToZero = false,
            UnseenRows = UnseenRows.AllClasses,
            Attackers = [AttackerInputs.All],
        };
        Assert.Equal(random, Published.RandomRows);
        Assert.Equal(
            random with { LearningRate = 0.02, LearningRateAfter = 0.01, AdversarialIterations = 30, AugmentForgotten = true },
            Published.WholeClass);
        Assert.Equal((0.9, 0.001), (Published.AdversarialWeight, Published.SelfSupervisedWeight));
        Assert.Equal((10, 1e-3), (Published.NumberOfNoiseCopies, Published.Noise));
        Assert.Equal(
            (1e-3, 0.2, 1000), (Published.AttackerLearningRate, Published.AttackerDropout, Published.AttackerPreTrainingIterations));
        Assert.Equal((null, false), (Published.MaximumPull, Published.JointBatches));
        Assert.Equal((1.0, 0.0), (Published.RetainedWeight, Published.UnseenAnswersWeight));
        Assert.Equal((0.9, 5e-4), (Published.RandomRows.Momentum, Published.RandomRows.WeightDecay));
    }

    [Fact]
    public void The_one_published_setting_that_differs_augments_unseen_rows_too() => Assert.False(Published.AugmentMembersOnly);

    [Fact]
    public void The_other_published_recipes_differ_from_it_in_rates_epochs_and_length()
    {
        Assert.Equal(
            Published with
            {
                RandomRows = Published.RandomRows with { LearningRate = 0.03 },
                WholeClass = Published.WholeClass with { AdversarialIterations = 20 },
            },
            AdversarialMinMax.Cifar10Sparse);
        Assert.Equal(
            Published with
            {
                RandomRows = Published.RandomRows with { NumberOfEpochs = 5 },
                WholeClass = Published.WholeClass with { NumberOfEpochs = 5, LearningRateAfter = 0.02 },
            },
            AdversarialMinMax.Cifar100Dense);
        Assert.Equal(
            AdversarialMinMax.Cifar100Dense.WholeClass with { AdversarialIterations = 20 },
            AdversarialMinMax.Cifar100Sparse.WholeClass);
    }

    [Fact]
    public void Tables_tell_the_published_game_from_its_ablation()
    {
        Assert.Equal("adversarial min-max", Published.Name);
        Assert.Equal("adversarial min-max without self-supervision", Published.WithoutSelfSupervision().Name);
        Assert.Equal("adversarial min-max", Default.Name);
    }

    [Fact]
    public void A_game_that_may_end_early_leaves_work_to_what_comes_after_it()
    {
        var size = new UnlearningSize(180, 20, 20, 10, IsWholeClass: false, new TrainingRecipe());
        var game = Default with { RandomRows = Default.RandomRows with { StopAtAttackerAccuracy = 0.6 } };
        var stages = game.Stages(size);
        Assert.Equal(["game", "after the game"], stages.Select(stage => stage.Name));
        Assert.All(stages, stage => Assert.True(stage.TrainingSteps > 0));
        Assert.Equal((stages[0].To, 1), (stages[1].From, stages[1].To));
        var whole = Assert.Single(Default.Stages(size), stage => stage.TrainingSteps > 0);
        Assert.InRange(stages.Sum(stage => stage.TrainingSteps), 0.9 * whole.TrainingSteps, whole.TrainingSteps);
    }

    [Theory, InlineData(20, false, "by up to 22 points"), InlineData(100, false, "by up to 10 points"), InlineData(400, false, null)]
    [InlineData(20, true, null)]
    public void It_says_what_so_few_unseen_rows_cannot_tell(int unseen, bool isWholeClass, string? words)
    {
        var limits = new AdversarialMinMax().Limits(new(180, 20, unseen, 10, isWholeClass, new TrainingRecipe())).ToList();
        if (words is null) Assert.Empty(limits);
        else Assert.Contains(words, Assert.Single(limits));
    }
}

namespace MLNetUnlearning.Tests;

public sealed class UnlearningEstimatorTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier original = trained.Classifier;

    [Fact]
    public void The_given_classifier_is_untouched()
    {
        var before = Tiny.Weights(original);
        using var unlearned = Tiny.Unlearned(ml, original);
        Assert.Equal(before, Tiny.Weights(original));
        Assert.NotEqual(before, Tiny.Weights(unlearned));
        Assert.Single(original.History);
    }

    [Fact]
    public void The_history_grows_by_a_step()
    {
        using var once = Tiny.Unlearned(ml, original);
        using var twice = ml.Unlearn(once, new Retrain(), seed: 3).Fit(Tiny.Rows(forget: row => row == 5));
        Assert.Equal(["train", Tiny.Game.Name, "retrain"], twice.History.Select(step => step.Name));
        Assert.Equal([0, 8, 1], twice.History.Select(step => step.NumberOfForgottenRows));
        Assert.Contains("BatchSize = 8", twice.History[1].Settings);
        Assert.Equal(3, twice.History[2].Seed);
    }

    [Fact]
    public void A_forgotten_class_keeps_its_output()
    {
        using var retrained = ml.Unlearn(original, new Retrain()).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Classes, retrained.Labels.Names);
        Assert.DoesNotContain(1u, retrained.Transform(Tiny.Rows()).GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void Classes_keyed_in_another_order_are_matched_by_value()
    {
        using var expected = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows());
        using var actual = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows(keys: ["blue", "red", "green"]));
        Assert.Equal(Tiny.Weights(expected), Tiny.Weights(actual));
    }

    [Fact]
    public void An_unknown_class_is_refused_by_name()
    {
        var rows = Tiny.Rows(keys: ["red", "green", "blue", "violet"]);
        Refused.With<InvalidOperationException>("'violet'", () => ml.Unlearn(original, new Retrain()).Fit(rows));
    }

    [Theory, InlineData(false, "No row is to be forgotten"), InlineData(true, "No row would remain")]
    public void Nothing_to_forget_and_nothing_to_retain_are_refused(bool forget, string message) => Refused.With<InvalidOperationException>(
        message, () => ml.Unlearn(original, new Retrain()).Fit(Tiny.Rows(forget: _ => forget)));

    [Fact]
    public void A_method_that_needs_unseen_rows_says_so_at_the_call() =>
        Refused.With<ArgumentException>("unseen", () => ml.Unlearn(original, Tiny.Game));

    [Fact]
    public void All_wrong_settings_are_told_at_once()
    {
        var wrong = new AdversarialMinMax { RandomRows = new() { BatchSize = 0 }, AdversarialWeight = -1 };
        Refused.With<ArgumentException>(
            ["RandomRows.BatchSize is 0", "AdversarialWeight is -1", "labelColumnName is empty"],
            () => ml.Unlearn(original, wrong, labelColumnName: "", unseen: Tiny.Unseen));
    }

    [Fact]
    public void Training_rows_among_the_unseen_are_refused_with_their_number_and_places()
    {
        var estimator = ml.Unlearn(original, Tiny.Game, unseen: Tiny.Rows(numberOfRows: 2));
        Refused.With<InvalidOperationException>(
            ["2 of 2 unseen rows are training rows", "counted from 0: 0, 1."], () => estimator.Fit(Tiny.Rows()));
    }

    [Fact]
    public void Training_rows_among_the_unseen_can_be_dropped()
    {
        var mixed = ml.Unlearning().Subsets(Tiny.Rows(), unseen: Tiny.Unseen); // all training rows and the unseen ones
        using var expected = Tiny.Unlearned(ml, original, seed: 4);
        using var actual = ml.Unlearn(original, Tiny.Game, unseen: mixed, dropOverlappingRows: true, seed: 4).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Weights(expected), Tiny.Weights(actual));
    }

    [Fact]
    public void Rows_once_trained_on_never_count_as_unseen_again()
    {
        using var unlearned = ml.Unlearn(original, new Retrain()).Fit(Tiny.Rows());
        var estimator = ml.Unlearn(unlearned, Tiny.Game, unseen: Tiny.Rows(numberOfRows: 1));
        Assert.Throws<InvalidOperationException>(() => estimator.Fit(Tiny.Rows()));
    }

    [Fact]
    public void Unseen_rows_may_come_scored_by_the_classifier()
    {
        using var plain = Tiny.Unlearned(ml, original, seed: 4);
        using var scored = ml.Unlearn(original, Tiny.Game, unseen: original.Transform(Tiny.Unseen), seed: 4).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Weights(plain), Tiny.Weights(scored));
    }

    [Fact]
    public void The_attacker_is_prepared_once_for_a_classifier_and_its_unseen_rows()
    {
        using var classifier = Tiny.Trained(new MLContext(seed: 8));
        var attackerSteps = () =>
        {
            var reports = new Reports();
            using var unlearned = ml.Unlearn(
                classifier, Tiny.Game, unseen: Tiny.Unseen, maximumRetainAccuracyLoss: double.PositiveInfinity, progress: reports)
                .Fit(Tiny.Rows());
            var steps = reports.Stages.CountBy(stage => stage).ToDictionary();
            return ((steps.GetValueOrDefault("what the attacker sees"), steps.GetValueOrDefault("attacker")),
                unlearned.History[^1].PreparationTime);
        };
        var (first, firstTime) = attackerSteps();
        var (second, secondTime) = attackerSteps();
        Assert.Equal(((4, 3), (0, 0)), (first, second)); // the beginning and three batches, then three iterations
        Assert.Equal(firstTime, secondTime);
    }

    [Fact]
    public void A_method_that_leaves_numbers_that_are_none_ends_in_a_typed_error()
    {
        var before = Tiny.Weights(original);
        Assert.Throws<UnlearningException>(() => ml.Unlearn(original, new Spoiling()).Fit(Tiny.Rows()));
        Assert.Equal(before, Tiny.Weights(original));
    }

    [Fact]
    public void The_log_hears_of_it()
    {
        var messages = new List<string>();
        ml.Log += (_, e) => messages.Add(e.Message);
        ml.Unlearn(original, new Retrain()).Fit(Tiny.Rows()).Dispose();
        Assert.Contains(messages, message => message.Contains("retraining: step 16 of 16, loss"));
        Tiny.Unlearned(ml, Tiny.Trained(ml)).Dispose();
        Assert.Contains(messages, message => message.Contains("what the attacker sees: step 0 of 3, prepared once")); // before any is done
    }
}

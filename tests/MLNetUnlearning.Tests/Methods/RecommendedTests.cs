namespace MLNetUnlearning.Tests;

/// <summary>What is chosen, by made-up times of a training step, and that the whole path works.</summary>
public sealed class RecommendedTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private const double Quick = 0.001, Slow = 1; // seconds of a step; retraining has about 2,300
    private readonly MLContext ml = new(seed: 1);

    [Theory, InlineData(true), InlineData(false)]
    public void Retraining_within_a_minute_is_chosen(bool isWholeClass)
    {
        var choice = new Recommended().Choose(Size(Quick, isWholeClass, unseen: 100));
        Assert.IsType<Retrain>(choice.Method);
        Assert.Equal("Retraining takes about 2.3 s, no more than 1 min, and is exact: chosen retrain", choice.Why);
    }

    [Fact]
    public void Retraining_of_minutes_is_chosen_where_chance_would_move_the_yardstick_of_other_methods()
    {
        var minutes = Size(0.1, isWholeClass: false, unseen: 100); // 3.8 minutes
        var choice = new Recommended().Choose(minutes);
        Assert.IsType<Retrain>(choice.Method);
        Assert.Equal(
            "Retraining takes about 3.8 min, no more than 10 min, and is exact; chance moves what 100 unseen rows tell of an accuracy by "
            + "up to 10 points: chosen retrain", choice.Why);
        Assert.IsType<Retrain>(new Recommended().ChosenFor(minutes with { UnseenToCompareWith = 0, UnseenOfTheirClasses = 0 }));
        var many = minutes with { Unseen = 400, UnseenToCompareWith = 400, UnseenOfTheirClasses = 400 };
        Assert.IsType<AdversarialMinMax>(new Recommended().ChosenFor(many));
        Assert.IsType<Retrain>(new Recommended().ChosenFor(many with { UnseenOfTheirClasses = 99 }));
        Assert.IsType<AdversarialMinMax>(new Recommended().ChosenFor(minutes with { IsWholeClass = true }));
        Assert.IsType<AdversarialMinMax>(new Recommended().ChosenFor(minutes with { StepTime = TimeSpan.FromSeconds(1) }));
        Assert.IsType<AdversarialMinMax>(new Recommended { TimeLimit = TimeSpan.FromMinutes(3) }.ChosenFor(minutes));
        Assert.IsType<AdversarialMinMax>(new Recommended { RetrainWithin = TimeSpan.Zero }.ChosenFor(minutes));
        Assert.IsType<Retrain>(new Recommended { RetrainWithin = TimeSpan.MaxValue }.ChosenFor(minutes));
    }

    [Theory, InlineData(10, true), InlineData(11, false)]
    public void What_other_rows_taught_is_not_lost_by_retraining_on_those_at_hand(int absent, bool retrains)
    {
        var size = Size(Quick, isWholeClass: true, unseen: 100) with { Absent = absent }; // beside 1,000
        var choice = new Recommended().Choose(size);
        Assert.Equal(retrains, choice.Method is Retrain);
        Assert.Equal(!retrains, choice.Why.Contains(
            "and would lose what 11 rows taught that are not at hand; whole classes go", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_view_holds_a_part_of_the_training_rows_the_weights_are_kept()
    {
        var messages = new List<string>();
        ml.Log += (_, message) => messages.Add(message.Message);
        using var model = ml.Unlearn(trained.Classifier, unseen: Tiny.Unseen, maximumRetainAccuracyLoss: double.PositiveInfinity)
            .Fit(Tiny.Rows(numberOfRows: Tiny.NumberOfRows / 2));
        Assert.NotEqual("retrain", model.History[^1].Name);
        Assert.Contains("taught that are not at hand", model.History[^1].Choice);
        Assert.Contains(messages, message => message.Contains("are not in this view", StringComparison.Ordinal));
    }

    [Fact]
    public void The_bound_of_retraining_can_be_set()
    {
        Assert.IsNotType<Retrain>(new Recommended { RetrainWithin = TimeSpan.Zero }.ChosenFor(Size(Quick, true, unseen: 0)));
        Assert.IsType<Retrain>(new Recommended { RetrainWithin = TimeSpan.FromHours(1) }.ChosenFor(Size(Slow, true, unseen: 0)));
    }

    [Fact]
    public void Retraining_that_takes_no_longer_than_the_method_is_chosen()
    {
        // 60 steps of retraining; the attacker's preparation alone takes longer.
        var size = Size(Slow * 10, isWholeClass: true, unseen: 100, recipe: new TrainingRecipe { NumberOfSteps = 60 });
        var choice = new Recommended().Choose(size);
        Assert.IsType<Retrain>(choice.Method);
        Assert.Contains("no longer than adversarial min-max, and is exact", choice.Why);
    }

    [Theory]
    [InlineData(true, 0, typeof(BoundaryShrink)), InlineData(true, 1, typeof(BoundaryShrink)), InlineData(false, 0, typeof(NegGradPlus))]
    [InlineData(true, 15, typeof(BoundaryShrink)), InlineData(false, 15, typeof(NegGradPlus))]
    [InlineData(true, 16, typeof(AdversarialMinMax)), InlineData(false, 16, typeof(AdversarialMinMax))]
    public void Otherwise_request_and_unseen_rows_decide(bool isWholeClass, int unseen, Type expected)
    {
        // So long a training that even the preparation of an attacker is shorter.
        var size = Size(Slow, isWholeClass, unseen, new TrainingRecipe { NumberOfSteps = 1_000_000 });
        var choice = new Recommended().Choose(size);
        Assert.IsType(expected, choice.Method);
        Assert.Contains($"there are {unseen} unseen rows of classes that stay to compare with", choice.Why);
        Assert.Equal(unseen < 16, choice.Why.Contains(", fewer than 16", StringComparison.Ordinal));
        Assert.Contains(isWholeClass ? "whole classes go" : "rows go of classes of which others stay", choice.Why);
        Assert.StartsWith("Retraining takes about 277.8 h; ", choice.Why);
    }

    [Fact]
    public void Unseen_rows_of_the_forgotten_class_alone_do_not_count()
    {
        var size = Size(Slow, isWholeClass: true, unseen: 50, new TrainingRecipe { NumberOfSteps = 1_000_000 });
        Assert.IsType<BoundaryShrink>(new Recommended().ChosenFor(size with { UnseenToCompareWith = 0 }));
    }

    [Fact]
    public void What_is_chosen_is_chosen_whole()
    {
        var chosen = Assert.IsType<BoundaryShrink>(new Recommended().ChosenFor(Size(Slow, true, unseen: 0)));
        Assert.NotNull(chosen.WholeClass.NumberOfSteps);
    }

    [Fact]
    public void Of_methods_within_the_limit_the_first_of_the_list_is_taken()
    {
        var size = Size(Slow, isWholeClass: false, unseen: 0);
        TimeSpan Time(UnlearningMethod method) => size.TimeOf(method.ChosenFor(size).Stages(size))!.Value;
        TimeSpan ascent = Time(new NegGradPlus()), shrink = Time(new BoundaryShrink());
        Assert.True(shrink < ascent);
        Assert.IsType<NegGradPlus>(new Recommended { TimeLimit = ascent }.ChosenFor(size));
        var choice = new Recommended { TimeLimit = (ascent + shrink) / 2 }.Choose(size);
        Assert.IsType<BoundaryShrink>(choice.Method);
        Assert.Contains("beyond the limit", choice.Why);
    }

    [Fact]
    public void If_nothing_fits_the_limit_the_quickest_is_named()
    {
        var recommended = new Recommended { TimeLimit = TimeSpan.FromSeconds(1) };
        Refused.With<UnlearningException>(
            ["the limit of 1 s", "the quickest, gradient ascent, takes about"], () => recommended.Choose(Size(Slow, true, unseen: 0)));
        Refused.With<UnlearningException>(
            "is not known", () => recommended.Choose(Size(Slow, true, unseen: 0) with { StepTime = null }));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Without_a_method_the_call_works_with_and_without_unseen_rows(bool hasUnseenRows)
    {
        var messages = new List<string>();
        ml.Log += (_, message) => messages.Add(message.Message);
        using var model = ml.Unlearn(trained.Classifier, unseen: hasUnseenRows ? Tiny.Unseen : null).Fit(Tiny.Rows());
        var step = model.History[^1];
        Assert.Equal("retrain", step.Name);
        Assert.EndsWith("and is exact: chosen retrain", step.Choice);
        Assert.Contains(messages, message => message.Contains(step.Choice!, StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains("This takes about", StringComparison.Ordinal));
        using var loaded = Saved.Load(Saved.Bytes(model));
        Assert.Equal(step, loaded.History[^1]);
        Assert.Null(model.History[0].Choice);
    }

    [Fact]
    public void A_limit_that_nothing_keeps_ends_before_anything_is_trained()
    {
        var reports = new Reports();
        var estimator = ml.Unlearn(
            trained.Classifier, new Recommended { TimeLimit = TimeSpan.FromTicks(1) }, unseen: Tiny.Unseen, progress: reports);
        Refused.With<UnlearningException>("Raise TimeLimit", () => estimator.Fit(Tiny.Rows()));
        Assert.Empty(reports);
    }

    [Fact]
    public void Settings_out_of_range_are_named() => Assert.Equal(
        2, new Recommended { RetrainWithin = TimeSpan.FromSeconds(-1), TimeLimit = TimeSpan.Zero }.Violations().Count());

    private static UnlearningSize Size(double stepTime, bool isWholeClass, int unseen, TrainingRecipe? recipe = null) =>
        new(900, 100, unseen, 10, isWholeClass, recipe ?? new TrainingRecipe()) { StepTime = TimeSpan.FromSeconds(stepTime) };
}

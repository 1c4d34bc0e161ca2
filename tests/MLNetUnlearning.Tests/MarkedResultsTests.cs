namespace MLNetUnlearning.Tests;

/// <summary>A result that costs retained rows more than it should is refused, or says so wherever it goes.</summary>
public sealed class MarkedResultsTests
{
    private const double Ruinous = 1e6;

    /// <summary>The methods that search for a strength, with the name of the setting and its strongest values.</summary>
    public static TheoryData<string> ThatSearch => [.. EstimatorContract.Methods.Where(method => Strengths(method.Value) is not null)
        .Select(method => method.Key)];

    [Fact]
    public void Methods_that_search_are_found() => Assert.Equal(3, ThatSearch.Count);

    [Theory, MemberData(nameof(ThatSearch))]
    public void Several_strengths_that_all_ruin_retained_rows_are_refused_and_a_single_one_is_marked(string name)
    {
        using var classifier = Learnt();
        var method = EstimatorContract.Methods[name];
        double[] ruinous = method is SelectiveSynapticDampening ? [2 / Ruinous, 1 / Ruinous] : [Ruinous, 2 * Ruinous];
        Refused.With<UnlearningException>(
            "costs retained rows more than", () => Unlearning(new(1), classifier, With(method, ruinous)).Fit(Tiny.Rows()));
        using var marked = Unlearning(new(1), classifier, With(method, [ruinous[0]]), double.PositiveInfinity).Fit(Tiny.Rows());
        Assert.InRange(marked.History[^1].RetainAccuracyLost!.Value, 15, 100);
    }

    [Fact]
    public void The_mark_is_in_history_log_file_metrics_and_report()
    {
        var ml = new MLContext(seed: 1);
        var warnings = new List<string>();
        ml.Log += (_, message) =>
        {
            if (message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) warnings.Add(message.Message);
        };
        using var classifier = Learnt();
        var ruin = With(EstimatorContract.Methods["FisherForgetting"], [Ruinous]);
        using var marked = Unlearning(ml, classifier, ruin, double.PositiveInfinity).Fit(Tiny.Rows());
        var lost = marked.History[^1].RetainAccuracyLost!.Value;
        Assert.Single(warnings, warning => warning.Contains("cost retained rows "));
        using var file = new TemporaryFolder();
        marked.Save(file.File("marked.zip"));
        using var loaded = ml.Unlearning().LoadClassifier(file.File("marked.zip"));
        Assert.Equal(lost, loaded.History[^1].RetainAccuracyLost);
        var metrics = ml.Unlearning().Evaluate(loaded, Tiny.Rows(), null, Tiny.Rows(seed: 3));
        Assert.Equal(lost, metrics.RetainAccuracyLost);
        Assert.Contains(
            "unlearned: unlearning cost retained rows ", new UnlearningReport("class:red", [new("unlearned", metrics)]).ToTable());
    }

    [Fact]
    public void A_run_that_costs_more_than_its_bound_is_refused_and_says_what_helps()
    {
        using var classifier = Learnt();
        Refused.With<UnlearningException>(
            ["'gradient ascent' cost retained rows ", "fell from 100.0 to ", "at most 15 are allowed", "raise maximumRetainAccuracyLoss"],
            () => Unlearning(new(1), classifier, FarTooStrong).Fit(Tiny.Rows()));
        using var accepted = Unlearning(new(1), classifier, FarTooStrong, most: 100).Fit(Tiny.Rows());
        Assert.InRange(accepted.History[^1].RetainAccuracyLost!.Value, 15, 100);
        Assert.Equal(accepted.History[^1].RetainAccuracyLost, accepted.History[^1].Judgement!.RetainAccuracyLost);
        Refused.With<UnlearningException>(
            "at most 0.5 are allowed", () => Unlearning(new(1), classifier, FarTooStrong, most: 0.5).Fit(Tiny.Rows()));
    }

    [Fact]
    public void Retraining_is_never_refused()
    {
        // Retraining follows the recipe of the first training, by which nothing is learnt here.
        var ml = new MLContext(seed: 1);
        using var unlearnt = ml.Unlearning()
            .TrainClassifier(Tiny.Recipe with { LearningRate = 1e-9 }, network: Tiny.Network).Fit(Tiny.Rows());
        var learning = new FineTune { WholeClass = new() { NumberOfEpochs = 8, BatchSize = 8, LearningRate = 0.05 } };
        using var learnt = ml.Unlearn(unlearnt, learning).Fit(Tiny.Rows());
        using var retrained = ml.Unlearn(learnt, new Retrain()).Fit(Tiny.Rows(forget: row => row == 1));
        Assert.InRange(retrained.History[^1].RetainAccuracyLost!.Value, 15, 100);
    }

    [Theory, InlineData(-1), InlineData(double.NaN)]
    public void A_bound_that_is_none_is_refused(double most)
    {
        using var classifier = Learnt();
        Refused.With<ArgumentException>("maximumRetainAccuracyLoss is ", () => Unlearning(new(1), classifier, new FineTune(), most));
    }

    [Fact]
    public void A_comparison_marks_what_is_ruined_and_goes_on()
    {
        var ml = new MLContext(seed: 1);
        using var classifier = Learnt();
        var comparison = ml.Unlearning().Compare(
            classifier, Tiny.Rows(), Tiny.Unseen, Tiny.Rows(seed: 8), [FarTooStrong, new Nothing()], seeds: [1]);
        ComparedRun Run(string method) => comparison.Runs.Single(run => run.Method == method);
        Assert.InRange(Run("gradient ascent").RetainAccuracyLost!.Value, 15, 100);
        Assert.Equal((null, 0), (Run("nothing").RetainAccuracyLost, Run("nothing").Judgement!.RetainAccuracyLost));
        Assert.Null(Run(ComparedRun.Original).Judgement);
        Assert.Contains("gradient ascent cost retained rows up to ", comparison.ToMarkdown());
        Assert.DoesNotContain("nothing cost ", comparison.ToMarkdown());
        var back = UnlearningComparison.Parse(comparison.ToJsonLines().Split('\n'));
        Assert.Equal(comparison.Runs.Select(run => run.Judgement), back.Runs.Select(run => run.Judgement));
    }

    [Fact]
    public void What_costs_little_has_no_mark()
    {
        using var classifier = Learnt();
        using var unlearned = Unlearning(new(1), classifier, new FineTune()).Fit(Tiny.Rows());
        Assert.Null(unlearned.History[^1].RetainAccuracyLost);
        var ml = new MLContext(seed: 1);
        Assert.Null(ml.Unlearning().Evaluate(unlearned, Tiny.Rows(), null, Tiny.Rows(seed: 3)).RetainAccuracyLost);
    }

    private static NeuralClassifier Learnt() => Tiny.Trained(new(1));

    /// <summary>Gradient ascent that spares nothing.</summary>
    private static GradientAscent FarTooStrong { get; } = new()
    {
        WholeClass = new() { NumberOfEpochs = 10, BatchSize = 8, LearningRate = 0.5, DecayToZero = false },
        LossLimit = null,
        StopWhenReached = false,
    };

    private static UnlearningEstimator Unlearning(
        MLContext ml, NeuralClassifier classifier, UnlearningMethod method, double most = 15) =>
        ml.Unlearn(classifier, method, unseen: Tiny.Unseen, maximumRetainAccuracyLoss: most);

    private static System.Reflection.PropertyInfo? Strengths(UnlearningMethod method) =>
        method.GetType().GetProperties().FirstOrDefault(property => property.PropertyType == typeof(IReadOnlyList<double>));

    private static UnlearningMethod With(UnlearningMethod method, double[] strengths)
    {
        // Damped by a ratio of two importances, tiny networks survive every strength; damped to nothing, they do not.
        var changed = method is SelectiveSynapticDampening dampening ? dampening with { DampeningConstant = 1 / Ruinous } : method with { };
        Strengths(method)!.SetValue(changed, strengths);
        return changed;
    }
}

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
        using var marked = Unlearning(new(1), classifier, With(method, [ruinous[0]])).Fit(Tiny.Rows());
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
        using var marked = Unlearning(ml, classifier, With(EstimatorContract.Methods["FisherForgetting"], [Ruinous])).Fit(Tiny.Rows());
        var lost = marked.History[^1].RetainAccuracyLost!.Value;
        Assert.Contains("cost retained rows ", Assert.Single(warnings));
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
    public void What_costs_little_has_no_mark()
    {
        using var classifier = Learnt();
        using var unlearned = Unlearning(new(1), classifier, new FineTune()).Fit(Tiny.Rows());
        Assert.Null(unlearned.History[^1].RetainAccuracyLost);
        var ml = new MLContext(seed: 1);
        Assert.Null(ml.Unlearning().Evaluate(unlearned, Tiny.Rows(), null, Tiny.Rows(seed: 3)).RetainAccuracyLost);
    }

    private static NeuralClassifier Learnt() => Tiny.Trained(new(1));

    private static UnlearningEstimator Unlearning(MLContext ml, NeuralClassifier classifier, UnlearningMethod method) =>
        ml.Unlearn(classifier, method, unseen: Tiny.Unseen);

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

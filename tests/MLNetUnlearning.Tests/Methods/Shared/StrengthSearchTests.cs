namespace MLNetUnlearning.Tests;

/// <summary>The strength is the one weight of a network.</summary>
public sealed class StrengthSearchTests
{
    private static readonly double[] Strengths = [0.1, 0.2, 0.5, 0.9, 2];

    [Fact]
    public void For_a_class_the_best_forgets_it_and_keeps_the_others() =>
        Assert.InRange(Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 0), unseen: null), 0.9, 1);

    [Fact]
    public void For_single_rows_without_unseen_ones_the_strongest_that_kept_rows_bear_is_taken() =>
        Assert.InRange(Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 1), unseen: null), 0.9, 1);

    [Fact]
    public void Rows_are_forgotten_as_far_as_unseen_rows_are_misjudged()
    {
        // A row of 0.4 and label 1 is misjudged from the start: a network that never saw those to forget would misjudge them too.
        double BestAgainst(float unseen) =>
            Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 0, 0), unseen: OneWeight.Rows(unseen, 1, 1), oneMoreOfTheClass: true);
        Assert.Equal(0.5, BestAgainst(0.4f)); // as sure of it, too
        Assert.Equal(0.1, BestAgainst(0.2f));
    }

    [Fact]
    public void Where_every_strength_costs_kept_rows_too_much_the_run_fails_and_says_what_was_tried()
    {
        var error = Assert.Throws<UnlearningException>(
            () => Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 0), unseen: null, strengths: [2, 3]));
        Assert.StartsWith("Each of the 2 strengths of ", error.Message);
        Assert.Contains("that were tried, from the weakest, 2, on, costs retained rows more than 15 points of accuracy", error.Message);
    }

    [Fact]
    public void A_strength_that_makes_the_answers_no_numbers_is_not_taken() =>
        Assert.Equal(0.5, Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 0), unseen: null, strengths: [0.5, double.NaN]));

    [Fact]
    public void After_two_that_kept_rows_do_not_bear_stronger_ones_are_not_tried()
    {
        var tried = new List<double>();
        Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 0), unseen: null, tried, strengths: [0.5, 2, 3, 4, 5]);
        Assert.Equal([0.5, 2, 3], tried.Take(3));
        Assert.All(tried, strength => Assert.InRange(strength, 0.5, 3));
    }

    [Fact]
    public void Between_the_best_and_its_neighbours_it_is_searched_more_finely()
    {
        var tried = new List<double>();
        Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 0), unseen: null, tried);
        Assert.Equal(Strengths, tried.Take(5));
        Assert.All(tried.Skip(5), strength => Assert.InRange(strength, 0.5, 2));
        Assert.Equal(tried.Count, tried.Distinct().Count() + 1); // and the best at last
    }

    [Fact]
    public void Where_nothing_tells_what_to_expect_the_strongest_that_kept_rows_bear_is_found_by_halving()
    {
        var tried = new List<double>();
        Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 1), unseen: null, tried);
        Assert.Equal([2, 0.5, 0.9], tried.Take(3));
        Assert.Equal(Math.Sqrt(0.9 * 2), tried[3]);
        Assert.Equal(7, tried.Count); // three rounds, and the best at last
    }

    [Fact]
    public void If_kept_rows_bear_the_strongest_nothing_else_is_tried()
    {
        var tried = new List<double>();
        Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 1), unseen: null, tried, strengths: [0.1, 0.2, 0.5, 0.9]);
        Assert.Equal([0.9, 0.9], tried); // and at last
    }

    [Theory, InlineData(0, "points from retraining"), InlineData(1, ": retained rows bear it")]
    public void The_run_tells_which_strength_it_took(long classOfSecond, string end)
    {
        var choices = new List<string>();
        Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, classOfSecond), unseen: null, choices: choices);
        var choice = Assert.Single(choices);
        Assert.Contains(" it took 0.9", choice);
        Assert.EndsWith(end, choice);
    }

    [Fact]
    public void The_only_strength_is_taken_untried()
    {
        var tried = new List<double>();
        Assert.Equal(7, Best(OneWeight.Rows(0.2f, 1, 1), OneWeight.Rows(0.4f, 0, 0), unseen: null, tried, strengths: [7]));
        Assert.Equal([7], tried);
    }

    /// <summary>The strength that the network is left with, after those that were tried.</summary>
    private static double Best(
        RowSubset retain, RowSubset forget, RowSubset? unseen, List<double>? tried = null, bool oneMoreOfTheClass = false,
        double[]? strengths = null, List<string>? choices = null)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1UL, CPU);
        using var network = OneWeight.Network();
        if (oneMoreOfTheClass) // a kept row of class 0 makes it a request for rows, not for the class
        {
            var labels = cat([retain.AllLabels(), tensor(new[] { 0L })]);
            retain = new LabeledRows(cat([retain.AllFeatures(), full([1, 1, 1, 1], 0.1f)]), labels).All;
        }
        var split = new ForgetSplit(retain, forget, unseen);
        var run = new UnlearningRun(network, split, new TrainingRecipe(), generator);
        var applied = tried ?? [];
        StrengthSearch.ApplyBest(run, strengths ?? Strengths, strength =>
        {
            applied.Add(strength);
            OneWeight.Set(network, strength);
        });
        choices?.AddRange(run.Choices);
        return applied[^1];
    }
}

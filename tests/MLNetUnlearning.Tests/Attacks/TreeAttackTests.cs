using System.Text.Json;
using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

public class TreeAttackTests
{
    /// <summary>Made with scikit-learn 1.2.1 on the rows of attacks.safetensors: signals (and probabilities) as float32; trained on the
    /// members and non-members of even number and asked about those of odd number, and the other way round; the mean of both areas under
    /// the ROC curve, over random_state 0 to 9. GradientBoostingClassifier(n_estimators=100, learning_rate=0.1, max_leaf_nodes=8,
    /// max_depth=None, min_samples_leaf=10).</summary>
    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "boosted-trees.json"))).RootElement;

    public static IEnumerable<object[]> Cases() =>
        from model in AttackFixture.Models from withProbabilities in new[] { false, true } select new object[] { model, withProbabilities };

    [Theory, MemberData(nameof(Cases))]
    public void Tells_members_it_was_not_trained_on_as_well_as_scikit_learn_does(string model, bool withProbabilities)
    {
        var attack = new TreeAttack { WithProbabilities = withProbabilities };
        var (members, nonMembers) = (AttackFixture.Observed(attack, model, "members"), AttackFixture.Observed(attack, model, "nonmembers"));
        double AskedAboutTheOthers(int parity)
        {
            double[][] Half(double[][] rows, int half) => [.. rows.Where((_, row) => row % 2 == half)];
            var score = attack.Train(new MLContext(seed: 1), Half(members, parity), Half(nonMembers, parity));
            double[] Scores(double[][] rows) => [.. Half(rows, 1 - parity).Select(row => score(row))];
            return AreaUnderCurve(Scores(members), Scores(nonMembers));
        }
        var expected = Reference.GetProperty(model).GetProperty(withProbabilities ? "signals_and_probabilities" : "signals").GetDouble();
        Assert.Equal(expected, (AskedAboutTheOthers(0) + AskedAboutTheOthers(1)) / 2, 0.02);
    }

    [Fact]
    public void Finds_members_between_non_members_where_a_threshold_cannot()
    {
        double[][] Rows(Func<int, double> confidence) => [.. Enumerable.Range(0, 60).Select(row => new[] { 1, confidence(row), 0, 0 })];
        var members = Rows(row => 0.4 + 0.002 * row);
        var nonMembers = Rows(row => row % 2 == 0 ? 0.1 + 0.002 * row : 0.8 + 0.002 * row);
        var score = new TreeAttack().Train(new MLContext(seed: 1), members, nonMembers);
        Assert.All(members, row => Assert.True(score(row) > 0));
        Assert.All(nonMembers, row => Assert.True(score(row) < 0));
    }

    [Fact]
    public void Too_few_rows_for_a_leaf_are_all_taken_for_non_members()
    {
        var score = new TreeAttack().Train(new MLContext(seed: 1), [[1, 0.9, 0, 0]], [[1, 0.1, 0, 0]]);
        Assert.Equal(0, score([1, 0.9, 0, 0]));
    }

    [Fact]
    public void Defaults_are_pinned()
    {
        var attack = new TreeAttack();
        Assert.Equal((100, 8, 10), (attack.NumberOfTrees, attack.NumberOfLeaves, attack.MinimumRowsPerLeaf));
        Assert.Equal((0.1, false), (attack.LearningRate, attack.WithProbabilities));
        Assert.Equal("all signals, boosted trees", attack.Name);
        Assert.False(attack.IsPublishedEfficacy);
    }

    [Fact]
    public void Other_settings_show_in_the_name()
    {
        Assert.Equal("all signals and probabilities, boosted trees", new TreeAttack { WithProbabilities = true }.Name);
        var other = new TreeAttack { NumberOfLeaves = 20, LearningRate = 0.2 };
        Assert.Equal("all signals, boosted trees (100 trees, 20 leaves, 10 rows, rate 0.2)", other.Name);
    }

    [Fact]
    public void All_wrong_settings_are_named()
    {
        var wrong = new TreeAttack { NumberOfTrees = 0, NumberOfLeaves = 1, MinimumRowsPerLeaf = 0, LearningRate = 0 };
        Assert.Equal(4, wrong.Violations().Count());
    }

    private static double AreaUnderCurve(double[] members, double[] nonMembers) =>
        members.Average(member => nonMembers.Average(other => member > other ? 1 : member == other ? 0.5 : 0));
}

using MLNetUnlearning.Sharding;

namespace MLNetUnlearning.Tests;

/// <summary>How answers of shards become one, by numbers worked out by hand.</summary>
public sealed class AggregatorTests
{
    private static readonly LabelKeys Both = new(["a", "b"], TextDataViewType.Instance), One = new(["c", "a"], TextDataViewType.Instance);

    [Fact]
    public void Probabilities_are_averaged_and_the_score_is_their_log_odds()
    {
        var joined = Joined(
            ShardTask.Binary, ShardAggregation.MeanProbability, hasProbability: true, [Model(), Model()], [3, 0.9f, -1, 0.3f]);
        Assert.Equal(0.6f, joined.Probability, 6);
        Assert.Equal(Math.Log(0.6 / 0.4), joined.Score, 5);
        Assert.Equal(1, joined.Predicted);
    }

    [Fact]
    public void Scores_are_averaged_and_above_zero_is_true()
    {
        var joined = Joined(ShardTask.Binary, ShardAggregation.MeanScore, hasProbability: true, [Model(), Model()], [3, 0.9f, -4, 0.3f]);
        Assert.Equal((-0.5f, 0), (joined.Score, joined.Predicted));
    }

    [Fact]
    public void Votes_are_counted_and_half_of_them_are_not_enough()
    {
        JoinedAnswer Votes(params float[] scores) =>
            Joined(ShardTask.Binary, ShardAggregation.MajorityVote, hasProbability: false, [Model(), Model(), Model(), Model()], scores);
        Assert.Equal((0.75f, 0.25f, 1), (Votes(1, 2, -9, 3).Probability, Votes(1, 2, -9, 3).Score, Votes(1, 2, -9, 3).Predicted));
        Assert.Equal((0.5f, 0), (Votes(1, 2, -9, -3).Probability, Votes(1, 2, -9, -3).Predicted));
    }

    [Fact]
    public void Classes_are_matched_by_name_and_unknown_ones_count_zero_among_probabilities()
    {
        var joined = Joined(ShardTask.Multiclass, ShardAggregation.MeanScore, false, [Model(Both), Model(One)], [0.25f, 0.75f, 0.5f, 0.5f]);
        Assert.Equal([0.375f, 0.375f, 0.25f], joined.Scores);
        Assert.Equal(0, joined.Predicted); // the first of two that are equal
    }

    [Fact]
    public void An_unknown_class_is_no_likelier_than_the_least_likely_one()
    {
        var joined = Joined(ShardTask.Multiclass, ShardAggregation.MeanScore, false, [Model(Both), Model(One)], [2, -4, 1, 3]);
        Assert.Equal([2.5f, -2f, -1.5f], joined.Scores);
    }

    [Fact]
    public void A_class_that_one_shard_gives_no_chance_at_all_is_left_to_the_others()
    {
        var joined = Joined(
            ShardTask.Multiclass, ShardAggregation.MeanScore, false, [Model(Both), Model(One)], [-1, float.NegativeInfinity, -3, -2]);
        Assert.Equal([-1.5f, -2f, -2f], joined.Scores);
        Assert.Equal(0, joined.Predicted);
    }

    [Fact]
    public void Votes_for_classes_are_counted()
    {
        var joined = Joined(
            ShardTask.Multiclass, ShardAggregation.MajorityVote, false, [Model(Both), Model(One), Model(Both)], [1, 2, 9, 3, 0, 1]);
        Assert.Equal([0f, 2f / 3, 1f / 3], joined.Scores);
        Assert.Equal(1, joined.Predicted);
    }

    [Fact]
    public void One_sided_shards_answer_with_their_class_and_silent_ones_not_at_all()
    {
        var binary = Joined(
            ShardTask.Binary, ShardAggregation.MeanProbability, true,
            [Shard.OneSided(8, "True"), Shard.Silent(0), Shard.OneSided(8, "False"), Model()], [0, 0.5f]);
        Assert.Equal(0.5f, binary.Probability, 6); // 0.9, 0.1 and 0.5
        var classes = Joined(
            ShardTask.Multiclass, ShardAggregation.MeanScore, false, [Shard.OneSided(5, "c"), Model(Both), Shard.Silent(2)],
            [0.25f, 0.75f]);
        Assert.Equal([0.125f, 0.375f, 0.5f], classes.Scores);
    }

    [Fact]
    public void Numbers_are_averaged() =>
        Assert.Equal(2.5f, Joined(ShardTask.Regression, ShardAggregation.MeanScore, false, [Model(), Model()], [1, 4]).Score);

    private static Shard Model(LabelKeys? classes = null) =>
        Shard.Fitted(10, new TransformerChain<ITransformer>(), ShardTraces.None, classes);

    private static JoinedAnswer Joined(
        ShardTask task, ShardAggregation aggregation, bool hasProbability, Shard[] shards, float[] answers)
    {
        string[]? classes = task == ShardTask.Multiclass ? ["a", "b", "c"] : null;
        var aggregator = new Aggregator(task, aggregation, hasProbability, classes, shards);
        Assert.Equal(answers.Length, aggregator.Length);
        var joined = new JoinedAnswer(aggregator.NumberOfClasses);
        aggregator.Join(answers, joined);
        return joined;
    }
}

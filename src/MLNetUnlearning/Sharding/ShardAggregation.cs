namespace MLNetUnlearning;

/// <summary>How the answers of the shards of a <see cref="ShardedModel"/> become one.</summary>
public enum ShardAggregation
{
    /// <summary>The mean of the shards' probabilities. For a binary label <c>Probability</c> is the mean and <c>Score</c> its log-odds; for
    /// several classes <c>Score</c> is the mean of the shards' <c>Score</c>. It needs trainers that give probabilities.</summary>
    MeanProbability,

    /// <summary>The mean of the shards' <c>Score</c>. A binary model then has no <c>Probability</c>. The only one for numbers and
    /// rankings.</summary>
    MeanScore,

    /// <summary>The class that most shards predict. <c>Score</c> of a class is the share of shards that predict it. For a binary label
    /// <c>Probability</c> is the share that predict true, and <c>Score</c> is this share less a half. Shares are coarse: ten shards know
    /// eleven of them, so many rows have the same.</summary>
    MajorityVote,
}

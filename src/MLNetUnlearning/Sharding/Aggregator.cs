namespace MLNetUnlearning.Sharding;

/// <summary>Joins the answers of the shards for one row.</summary>
internal sealed class Aggregator
{
    private readonly ShardTask task;
    private readonly ShardAggregation aggregation;
    private readonly IReadOnlyList<Voice> voices;

    /// <summary>Prepares to join answers.</summary>
    /// <param name="task">What is predicted.</param>
    /// <param name="aggregation">How answers are joined.</param>
    /// <param name="hasProbability">Whether binary shards give a probability after the score.</param>
    /// <param name="classes">The classes by name; null: there are none.</param>
    /// <param name="shards">The shards, in order.</param>
    public Aggregator(
        ShardTask task, ShardAggregation aggregation, bool hasProbability, IReadOnlyList<string>? classes, IReadOnlyList<Shard> shards)
    {
        (this.task, this.aggregation) = (task, aggregation);
        NumberOfClasses = classes?.Count ?? 0;
        var indexOf = Enumerable.Range(0, NumberOfClasses).ToDictionary(index => classes![index]);
        voices = [.. shards.Select(VoiceOf).OfType<Voice>()];
        Length = voices.Where(voice => voice.Fixed is null).Sum(voice => voice.Length);

        Voice? VoiceOf(Shard shard)
        {
            if (shard is { Model: null, OnlyClass: null }) return null;
            int[]? map = task == ShardTask.Multiclass
                ? [.. (shard.Classes?.Names ?? [shard.OnlyClass!]).Select(name => indexOf[name])] : null;
            var length = map?.Length ?? (hasProbability ? 2 : 1);
            return new Voice(length, map, shard.OnlyClass is { } only ? Always(only, shard.NumberOfRows) : null);
        }

        float[] Always(string only, int rows)
        {
            if (task == ShardTask.Multiclass) return [1];
            var isTrue = only is "1" || string.Equals(only, bool.TrueString, StringComparison.OrdinalIgnoreCase);
            var probability = (isTrue ? rows + 1.0 : 1.0) / (rows + 2.0); // Laplace's rule of succession
            var score = (float)LogOdds(probability);
            return hasProbability ? [score, (float)probability] : [score];
        }
    }

    /// <summary>Number of classes; 0 where there are none.</summary>
    public int NumberOfClasses { get; }

    /// <summary>How many numbers the shards with a model give together.</summary>
    public int Length { get; }

    /// <summary>Whether there is a <c>Probability</c>.</summary>
    public bool GivesProbability => task == ShardTask.Binary && aggregation != ShardAggregation.MeanScore;

    /// <summary>Joins answers.</summary>
    /// <param name="answers">The numbers that the shards with a model give, one shard after the other: the scores of the classes, or the
    /// score and, if there is one, the probability.</param>
    /// <param name="joined">Receives the answer.</param>
    public void Join(ReadOnlySpan<float> answers, JoinedAnswer joined)
    {
        if (task == ShardTask.Multiclass)
            JoinClasses(answers, joined);
        else
            JoinNumbers(answers, joined);
    }

    private void JoinNumbers(ReadOnlySpan<float> answers, JoinedAnswer joined)
    {
        var (sum, votes) = (0.0, 0);
        foreach (var voice in voices)
        {
            var answer = voice.Take(ref answers);
            sum += answer[aggregation == ShardAggregation.MeanProbability ? 1 : 0];
            if (answer[0] > 0) votes++;
        }
        var mean = (aggregation == ShardAggregation.MajorityVote ? votes : sum) / voices.Count;
        joined.Probability = (float)mean;
        joined.Score = (float)(aggregation switch
        {
            ShardAggregation.MeanProbability => LogOdds(mean),
            ShardAggregation.MajorityVote => mean - 0.5,
            _ => mean,
        });
        joined.Predicted = joined.Score > 0 ? 1 : 0;
    }

    private void JoinClasses(ReadOnlySpan<float> answers, JoinedAnswer joined)
    {
        var sums = joined.Sums;
        Array.Clear(sums);
        foreach (var voice in voices)
        {
            var answer = voice.Take(ref answers);
            var map = voice.Classes!;
            if (aggregation == ShardAggregation.MajorityVote)
            {
                sums[map[IndexOfLargest(answer)]]++;
                continue;
            }
            // A class that a shard does not know is no more likely to it than the least likely of its own, and 0 among probabilities. The
            // logarithm of a chance of 0 is no number to average: one shard without the class would forbid it to all.
            var unknown = 0f;
            foreach (var score in answer)
                if (float.IsFinite(score)) unknown = Math.Min(unknown, score);
            if (unknown < 0)
                for (var index = 0; index < sums.Length; index++) sums[index] += unknown;
            for (var slot = 0; slot < map.Length; slot++)
                if (!float.IsNegativeInfinity(answer[slot])) sums[map[slot]] += answer[slot] - (double)unknown;
        }
        for (var index = 0; index < sums.Length; index++) joined.Scores[index] = (float)(sums[index] / voices.Count);
        joined.Predicted = IndexOfLargest(joined.Scores);
    }

    private static int IndexOfLargest(ReadOnlySpan<float> scores)
    {
        var largest = 0;
        for (var index = 1; index < scores.Length; index++)
            if (scores[index] > scores[largest]) largest = index;
        return largest;
    }

    private static double LogOdds(double probability)
    {
        var inside = Math.Clamp(probability, 1e-15, 1 - 1e-15);
        return Math.Log(inside / (1 - inside));
    }

    /// <summary>What one shard contributes.</summary>
    /// <param name="Length">How many numbers it gives.</param>
    /// <param name="Classes">For each of them, its class among those of all shards; null: there are no classes.</param>
    /// <param name="Fixed">The numbers that it always gives; null: they come from its model.</param>
    private sealed record Voice(int Length, int[]? Classes, float[]? Fixed)
    {
        public ReadOnlySpan<float> Take(ref ReadOnlySpan<float> answers)
        {
            if (Fixed is not null) return Fixed;
            var own = answers[..Length];
            answers = answers[Length..];
            return own;
        }
    }
}

/// <summary>The joined answer for one row, whose memory is used again for the next.</summary>
internal sealed class JoinedAnswer(int numberOfClasses)
{
    /// <summary>The score, where there are no classes.</summary>
    public float Score { get; set; }

    /// <summary>The probability of true.</summary>
    public float Probability { get; set; }

    /// <summary>The index of the predicted class; of a binary label 1 is true.</summary>
    public int Predicted { get; set; }

    /// <summary>The scores of the classes.</summary>
    public float[] Scores { get; } = new float[numberOfClasses];

    /// <summary>Room for sums.</summary>
    public double[] Sums { get; } = new double[numberOfClasses];
}

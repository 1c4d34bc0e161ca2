using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Transforms;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Sharding;

/// <summary>The columns that the steps of a saved sharded model exchange. The last step drops them.</summary>
internal static class ShardStepColumns
{
    public const string Key = Prefix + nameof(Key), Model = Prefix + nameof(Model), Answers = Prefix + nameof(Answers);
    public const string Score = Prefix + nameof(Score), Probability = Prefix + nameof(Probability);
    public const string PredictedKey = Prefix + nameof(PredictedKey), PredictedTrue = Prefix + nameof(PredictedTrue);
    public const string Label = Prefix + nameof(Label);

    private const string Prefix = "MLNetUnlearning.Shards.";

    /// <summary>The column that keeps one of the rows as it was.</summary>
    public static string Kept(int number) => $"{Prefix}Kept{number}";

    /// <summary>The column with a number or vector that a shard answers.</summary>
    public static string Answer(int number) => $"{Prefix}Answer{number}";
}

/// <summary>The key by which every row finds the description of the model.</summary>
internal sealed class ShardedModelKey
{
    public const uint Only = 1;

    [ColumnName(ShardStepColumns.Key)]
    public uint Key { get; set; }
}

/// <summary>Gives every row the key. ML.NET finds it by its name in a model file.</summary>
[CustomMappingFactoryAttribute(Name)]
internal sealed class ShardedModelKeyContract : CustomMappingFactory<NoColumns, ShardedModelKey>
{
    public const string Name = "MLNetUnlearning.ShardedModelKey.1";

    public override Action<NoColumns, ShardedModelKey> GetMapping() => (_, key) => key.Key = ShardedModelKey.Only;
}

/// <summary>What is joined: the answers of all shards, and the description of the model, which is the same memory in every row.</summary>
internal sealed class ShardAnswers
{
    [ColumnName(ShardStepColumns.Model)]
    public ReadOnlyMemory<char> Model;

    [ColumnName(ShardStepColumns.Answers)]
    public VBuffer<float> Answers;
}

/// <summary>The joined answer as columns.</summary>
internal sealed class ShardedOutput : ScoreParts
{
    [ColumnName(ShardStepColumns.Score)] public float Score;
    [ColumnName(ShardStepColumns.Probability)] public float Probability;
    [ColumnName(ShardStepColumns.PredictedKey)] public uint PredictedKey;
    [ColumnName(ShardStepColumns.PredictedTrue)] public bool PredictedTrue;

    private JoinedAnswer? joined;
    private float[] answers = [];

    /// <summary>Joins the answers of a row.</summary>
    public void Set(Aggregator aggregator, in VBuffer<float> given)
    {
        if (joined?.Scores.Length != aggregator.NumberOfClasses) joined = new JoinedAnswer(aggregator.NumberOfClasses);
        if (answers.Length != given.Length) answers = new float[given.Length];
        if (given.Length != aggregator.Length)
            throw new ModelFileException($"The shards give {given.Length} numbers in place of {aggregator.Length}: the model was altered.");
        given.CopyTo(answers);
        aggregator.Join(answers, joined);
        (Score, Probability, PredictedTrue) = (joined.Score, joined.Probability, joined.Predicted == 1);
        PredictedKey = KeyIndex.ToKey(joined.Predicted);
        SetScores(joined.Scores);
    }
}

/// <summary>Joins the answers of the shards. ML.NET finds it by its name in a model file. It has no state, because the description of the
/// model comes with the row.</summary>
[CustomMappingFactoryAttribute(Name)]
internal sealed class JoiningContract : CustomMappingFactory<ShardAnswers, ShardedOutput>
{
    public const string Name = "MLNetUnlearning.JoinShards.1";

    // Every row has the same text. It is read once, and the result lives as long as the text.
    private static readonly ConditionalWeakTable<string, Lazy<Aggregator>> Aggregators = [];

    public override Action<ShardAnswers, ShardedOutput> GetMapping() =>
        static (row, output) => output.Set(AggregatorOf(row.Model), row.Answers);

    private static Aggregator AggregatorOf(ReadOnlyMemory<char> text)
    {
        var isString = MemoryMarshal.TryGetString(text, out var whole, out var start, out var length);
        var key = isString && start == 0 && length == whole!.Length ? whole : text.ToString();
        return Aggregators.GetValue(key, static own => new Lazy<Aggregator>(() => ShardedChain.Read(own, _ => new NoModel()).Aggregator()))
            .Value;
    }

    /// <summary>Stands for the model of a shard where only its answers are joined.</summary>
    private sealed class NoModel : ITransformer
    {
        private static NotSupportedException Unusable => new("It only stands for a model.");

        public bool IsRowToRowMapper => false;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => throw Unusable;

        public IDataView Transform(IDataView input) => throw Unusable;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw Unusable;

        public void Save(ModelSaveContext ctx) => throw Unusable;
    }
}

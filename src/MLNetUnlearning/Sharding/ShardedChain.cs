using Microsoft.ML.Transforms;
using MLNetUnlearning.Data;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Sharding;

/// <summary>A sharded model as a chain of ML.NET's own transformers, which a model file can store. It gives the same answers.</summary>
/// <remarks>
/// The chain keeps those columns of the rows that shards change, runs one shard after the other, each on the rows as they were, and joins
/// their answers by a mapping that ML.NET finds by its contract, without registration. Further steps give the columns their names and
/// types.
/// </remarks>
internal sealed class ShardedChain
{
    private readonly MLContext ml = new();
    private readonly List<ITransformer> steps = [];
    private readonly HashSet<string> own = [];

    private ShardedChain()
    {
    }

    /// <summary>Makes the chain.</summary>
    /// <exception cref="InvalidOperationException">The model has more classes than a model file can hold, no shard with a model,
    /// or a stage that drops columns that it does not know.</exception>
    public static TransformerChain<ITransformer> Of(ShardedState state)
    {
        if (state.Shards.All(shard => shard.Model is null))
            throw new InvalidOperationException(
                "No shard has a model, since all rows of each are of one class: a model file cannot hold that. "
                + "Save it by itself: model.Save(path).");
        if (state.Shards.Any(shard => shard.Traces.IsSelective))
            throw new InvalidOperationException(
                "The stage drops all columns that it does not name, by SelectColumns perhaps: in a model file the shards follow each other "
                + "and would drop each other's answers. Name what is to be dropped, or save the model by itself: model.Save(path).");
        if (state.Classes?.Count > ScoreParts.MaximumClasses)
            throw new InvalidOperationException(
                $"The model has {state.Classes.Count} classes; a model file holds at most {ScoreParts.MaximumClasses}. "
                + "Save it by itself: model.Save(path).");
        var (chain, places) = (new ShardedChain(), new Dictionary<int, int>());
        const int First = 2; // the two steps with the description come first, once the places are known
        string[] changed = [.. state.Shards.SelectMany(shard => shard.Traces.Changed).Distinct()];
        foreach (var (number, name) in changed.Index()) chain.Copy(ShardStepColumns.Kept(number), name);
        var answers = new List<string>();
        foreach (var (index, shard) in state.Shards.Index().Where(shard => shard.Item.Model is not null))
        {
            if (places.Count > 0) chain.Restore(changed);
            places.Add(index, First + chain.steps.Count);
            chain.steps.Add(shard.Model!);
            foreach (var answer in new[] { state.Columns.Score, state.Columns.Probability }.Take(state.HasProbability ? 2 : 1))
            {
                answers.Add(ShardStepColumns.Answer(answers.Count));
                chain.Copy(answers[^1], answer);
            }
            if (places.Count == 1 && state.Task != ShardTask.Multiclass && changed.Contains(state.Columns.Label))
                chain.Copy(ShardStepColumns.Label, state.Columns.Label);
        }
        chain.Join(state, answers);
        chain.Restore(changed);
        chain.Drop(state.Shards.SelectMany(shard => shard.Traces.Made).Distinct());
        chain.Name(state, isLabelChanged: changed.Contains(state.Columns.Label));
        chain.Drop(chain.own);
        return new TransformerChain<ITransformer>([.. Description(state, places), .. chain.steps]);
    }

    /// <summary>The model in a chain that <see cref="Of"/> made, recognised by the contract it begins with; null for others.</summary>
    /// <exception cref="ModelFileException">A saved model is damaged or was altered.</exception>
    public static ShardedState? ModelIn(ITransformer[] parts)
    {
        if (parts is not [CustomMappingTransformer<NoColumns, ShardedModelKey>, ValueMappingTransformer table, ..]) return null;
        string text;
        try
        {
            var row = new MLContext().Data.LoadFromEnumerable([new ShardedModelKey { Key = ShardedModelKey.Only }]);
            text = table.Transform(row).GetColumn<ReadOnlyMemory<char>>(ShardStepColumns.Model).First().ToString();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new ModelFileException("The sharded model cannot be read: the model file was altered.", error);
        }
        return Read(text, place => place >= 0 && place < parts.Length
            ? parts[place] : throw ShardedManifest.Wrong("shards.place", $"{place}, where the model has {parts.Length} steps"));
    }

    /// <summary>Reads the description of a model.</summary>
    /// <param name="text">The text of the description.</param>
    /// <param name="model">Gives the step of a place.</param>
    /// <exception cref="ModelFileException">The text is no sharded model.</exception>
    public static ShardedState Read(string text, Func<int, ITransformer> model)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count)
            ? ShardedFile.ReadDescription(bytes[..count], model)
            : throw new ModelFileException("The description of the sharded model is no base64: the model file was altered.");
    }

    private static ITransformer[] Description(ShardedState state, Dictionary<int, int> places)
    {
        var ml = new MLContext();
        KeyValuePair<uint, string>[] table =
            [new(ShardedModelKey.Only, Convert.ToBase64String(ShardedFile.Description(state, places)))];
        ITransformer key = ml.Transforms.CustomMapping(new ShardedModelKeyContract().GetMapping(), ShardedModelKeyContract.Name)
            .Fit(Rows());
        return [key, ml.Transforms.Conversion.MapValue(ShardStepColumns.Model, table, ShardStepColumns.Key).Fit(key.Transform(Rows()))];
    }

    /// <summary>Copies to a column that the last step drops.</summary>
    private void Copy(string to, string from)
    {
        Give(to, from);
        own.Add(to);
    }

    /// <summary>Copies. Steps that only copy look at no type, so rows with a column of this name will do.</summary>
    private void Give(string name, string from) =>
        steps.Add(ml.Transforms.CopyColumns(name, from).Fit(Rows((from, NumberDataViewType.Single))));

    private void Restore(string[] changed)
    {
        foreach (var (number, name) in changed.Index()) Give(name, ShardStepColumns.Kept(number));
    }

    private void Join(ShardedState state, List<string> answers)
    {
        var input = new DataViewSchema.Builder();
        input.AddColumn(ShardStepColumns.Model, TextDataViewType.Instance);
        input.AddColumn(ShardStepColumns.Answers, new VectorDataViewType(NumberDataViewType.Single, state.Aggregator().Length));
        steps.Add(ml.Transforms.Concatenate(ShardStepColumns.Answers, [.. answers])
            .Fit(Rows([.. answers.Select(answer => (answer, (DataViewType)NumberDataViewType.Single))])));
        steps.Add(ml.Transforms.CustomMapping(new JoiningContract().GetMapping(), JoiningContract.Name)
            .Fit(new EmptyView(input.ToSchema())));
        own.UnionWith(
        [
            ShardStepColumns.Key, ShardStepColumns.Model, ShardStepColumns.Answers, ShardStepColumns.Score, ShardStepColumns.Probability,
            ShardStepColumns.PredictedKey, ShardStepColumns.PredictedTrue,
            .. Enumerable.Range(0, ScoreParts.NumberOfParts).Select(ModelColumns.PartName),
        ]);
    }

    private void Name(ShardedState state, bool isLabelChanged)
    {
        var columns = state.Columns;
        if (state.Classes is { } classes)
        {
            string[] parts = [.. ScoreParts.PartsOf(classes.Count).Select(ModelColumns.PartName)];
            steps.Add(ml.Transforms.Concatenate(columns.Score, parts)
                .Fit(Rows([.. parts.Select(part => (part, (DataViewType)NumberDataViewType.Single))])));
            steps.Add(ClassTables.FromKeys(ml, classes, ShardStepColumns.PredictedKey, columns.PredictedLabel)
                .Fit(Rows((ShardStepColumns.PredictedKey, NumberDataViewType.UInt32))));
            if (isLabelChanged && classes is { IsKey: true, ValueType: { } type }) NameLabel(state, classes, type);
            return;
        }
        if (isLabelChanged) Give(columns.Label, ShardStepColumns.Label);
        Give(columns.Score, ShardStepColumns.Score);
        if (state.Aggregator().GivesProbability) Give(columns.Probability, ShardStepColumns.Probability);
        if (state.Task == ShardTask.Binary) Give(columns.PredictedLabel, ShardStepColumns.PredictedTrue);
    }

    /// <summary>Gives the label the keys of all classes, as evaluators compare it with the scores.</summary>
    private void NameLabel(ShardedState state, LabelKeys classes, PrimitiveDataViewType type)
    {
        var label = state.Columns.Label;
        if (state.Inputs.Any(input => input.Name == label && input.Type.StartsWith("Key", StringComparison.Ordinal)))
        {
            var keys = new DataViewSchema.Builder();
            keys.AddColumn(label, classes.KeyType, classes.Annotations);
            steps.Add(ml.Transforms.Conversion.MapKeyToValue(label).Fit(new EmptyView(keys.ToSchema())));
        }
        steps.Add(ClassTables.FromValues(ml, classes, label).Fit(Rows((label, type))));
    }

    private void Drop(IEnumerable<string> columns)
    {
        string[] names = [.. columns];
        if (names.Length == 0) return;
        steps.Add(ml.Transforms.DropColumns(names).Fit(Rows([.. names.Select(name => (name, (DataViewType)NumberDataViewType.Single))])));
    }

    private static EmptyView Rows(params (string Name, DataViewType Type)[] columns)
    {
        var schema = new DataViewSchema.Builder();
        foreach (var (name, type) in columns) schema.AddColumn(name, type);
        return new EmptyView(schema.ToSchema());
    }
}

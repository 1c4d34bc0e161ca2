using MLNetUnlearning.Files;

namespace MLNetUnlearning.Scoring;

/// <summary>Finds classifiers in models and restores those that <c>Model.Load</c> returns as ML.NET's own transformers.</summary>
internal static class ClassifierChains
{
    private const string UnseenParameter = "unseen"; // as callers know the rows

    /// <summary>The model with a classifier in each place where one was saved.</summary>
    /// <param name="model">A chain, which may contain chains, or any other transformer. It is not changed.</param>
    /// <param name="read">Reads a classifier from its text.</param>
    /// <param name="keyed">Gives a classifier that is there already its key: it returns it, or a copy with the key.</param>
    /// <exception cref="ModelFileException">A saved classifier is damaged or was altered.</exception>
    public static ITransformer Restored(
        ITransformer model, Func<ReadOnlyMemory<char>, NeuralClassifier> read, Func<NeuralClassifier, NeuralClassifier> keyed)
    {
        if (model is NeuralClassifier classifier) return keyed(classifier);
        if (model is not IEnumerable<ITransformer> chain) return model;
        ITransformer[] parts = [.. chain];
        return ModelParts.ClassifierIn(parts) is { } text ? read(text)
            : new TransformerChain<ITransformer>(RestoredAll(parts, read, keyed));
    }

    /// <summary>Whether a model holds a classifier, restored or as it was saved.</summary>
    /// <exception cref="ModelFileException">A saved classifier is damaged or was altered.</exception>
    public static bool Holds(ITransformer model) => model is NeuralClassifier || (model is IEnumerable<ITransformer> chain
        && chain.ToArray() is var parts && (ModelParts.ClassifierIn(parts) is not null || parts.Any(Holds)));

    /// <summary>All classifiers of a restored model, in order.</summary>
    public static IEnumerable<NeuralClassifier> ClassifiersOf(ITransformer restored) => restored switch
    {
        NeuralClassifier classifier => [classifier],
        IEnumerable<ITransformer> chain => chain.SelectMany(ClassifiersOf),
        _ => [],
    };

    /// <summary>Disposes of the classifiers that restoring a model has made, and of no other.</summary>
    public static void FreeRestored(ITransformer restored, ITransformer model)
    {
        foreach (var made in ClassifiersOf(restored).Except(ClassifiersOf(model))) made.Dispose();
    }

    /// <summary>The steps of a model up to and including its classifier, without later ones such as <c>MapKeyToValue</c>. A model without a
    /// classifier is returned as it is.</summary>
    public static ITransformer UpToClassifier(ITransformer model)
    {
        var parts = Parts(model).ToList();
        var place = parts.FindIndex(part => part is NeuralClassifier);
        return place < 0 ? model : new TransformerChain<ITransformer>([.. parts.Take(place + 1)]);
    }

    /// <summary>Unseen rows in the form that the classifier of a model takes: after the steps before the classifier. Rows that have its
    /// columns and that these steps cannot take have passed through them already.</summary>
    /// <exception cref="ArgumentException">The steps cannot take the rows, which lack a column of the classifier; or the steps change a
    /// column in place, and it cannot be told whether they already did.</exception>
    public static IDataView Prepared(ITransformer model, IDataView rows, ClassifierColumns columns)
    {
        ITransformer[] before = [.. Parts(model).TakeWhile(part => part is not NeuralClassifier)];
        if (before.Length == 0) return rows;
        var steps = new TransformerChain<ITransformer>(before);
        var isReady = rows.Schema.GetColumnOrNull(columns.Features) is not null
            && rows.Schema.GetColumnOrNull(columns.Label)?.Type is KeyDataViewType or BooleanDataViewType;
        try
        {
            steps.GetOutputSchema(rows.Schema);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            if (isReady) return rows;
            throw new ArgumentException(
                $"The unseen rows do not pass through the model's steps before its classifier: {error.Message}", UnseenParameter, error);
        }
        foreach (var name in new[] { columns.Features, columns.Label })
            if (isReady && IsChangedInPlace(rows.Schema, name) && ChangesInPlace(steps, rows.Schema, name))
                throw new ArgumentException(
                    $"The model's steps change column '{name}' in place, and the unseen rows have such a change behind them. Pass them "
                    + "as they were before any step; or, if they have passed through the model's steps, give the classifier alone: "
                    + "ml.Unlearn(ml.Unlearning().FindClassifier(model), ..).", UnseenParameter);
        return steps.Transform(rows);
    }

    /// <summary>Whether a step has replaced the column, so that an older one of the same name is hidden.</summary>
    private static bool IsChangedInPlace(DataViewSchema schema, string name) =>
        schema.Any(column => column.IsHidden && column.Name == name);

    /// <summary>Whether the steps make a column out of the column of the same name.</summary>
    private static bool ChangesInPlace(ITransformer steps, DataViewSchema schema, string name)
    {
        if (!steps.IsRowToRowMapper || schema.GetColumnOrNull(name) is not { } old) return false;
        var mapper = steps.GetRowToRowMapper(schema);
        var made = mapper.OutputSchema[name];
        return made.Index != old.Index && mapper.GetDependencies([made]).Any(column => column.Index == old.Index);
    }

    /// <summary>The transformers of a chain, including those of chains within it, in order.</summary>
    private static IEnumerable<ITransformer> Parts(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Parts) : [model];

    private static ITransformer[] RestoredAll(
        ITransformer[] parts, Func<ReadOnlyMemory<char>, NeuralClassifier> read, Func<NeuralClassifier, NeuralClassifier> keyed)
    {
        var restored = new List<ITransformer>(parts.Length);
        try
        {
            foreach (var part in parts) restored.Add(Restored(part, read, keyed));
            return [.. restored];
        }
        catch
        {
            // Only classifiers that were made here are disposed, not those that the model already held.
            foreach (var made in restored.Except(parts).SelectMany(ClassifiersOf).Except(parts.SelectMany(ClassifiersOf))) made.Dispose();
            throw;
        }
    }
}

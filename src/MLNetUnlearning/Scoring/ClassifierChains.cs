using MLNetUnlearning.Files;

namespace MLNetUnlearning.Scoring;

/// <summary>Finds classifiers in models and restores those that <c>Model.Load</c> returns as ML.NET's own transformers.</summary>
internal static class ClassifierChains
{
    /// <summary>The model with a classifier in each place where one was saved.</summary>
    /// <param name="model">A chain, which may contain chains, or any other transformer. It is not changed.</param>
    /// <param name="read">Reads a classifier from its text.</param>
    /// <exception cref="ModelFileException">A saved classifier is damaged or was altered.</exception>
    public static ITransformer Restored(ITransformer model, Func<ReadOnlyMemory<char>, NeuralClassifier> read)
    {
        if (model is not IEnumerable<ITransformer> chain) return model;
        ITransformer[] parts = [.. chain];
        return ModelParts.ClassifierIn(parts) is { } text ? read(text) : new TransformerChain<ITransformer>(RestoredAll(parts, read));
    }

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

    /// <summary>Rows in the form that the classifier of a model takes. Rows that
    /// lack its columns pass through the steps before the classifier.</summary>
    public static IDataView Prepared(ITransformer model, IDataView rows, ClassifierColumns columns)
    {
        var isReady = rows.Schema.GetColumnOrNull(columns.Features) is not null
            && rows.Schema.GetColumnOrNull(columns.Label)?.Type is KeyDataViewType;
        ITransformer[] before = [.. Parts(model).TakeWhile(part => part is not NeuralClassifier)];
        return isReady || before.Length == 0 ? rows : new TransformerChain<ITransformer>(before).Transform(rows);
    }

    /// <summary>The transformers of a chain, including those of chains within it, in order.</summary>
    private static IEnumerable<ITransformer> Parts(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Parts) : [model];

    private static ITransformer[] RestoredAll(ITransformer[] parts, Func<ReadOnlyMemory<char>, NeuralClassifier> read)
    {
        var restored = new List<ITransformer>(parts.Length);
        try
        {
            foreach (var part in parts) restored.Add(Restored(part, read));
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

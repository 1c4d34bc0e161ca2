using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Scoring;

/// <summary>Finds the classifiers in a model, also in what <c>Model.Load</c> gives back, and makes them what they were.</summary>
internal static class ClassifierChains
{
    /// <summary>The model with a classifier in each place where one was saved.</summary>
    /// <param name="model">A model: a chain, of chains, or any other transformer, which stays as it is.</param>
    /// <param name="read">Reads a classifier from its text.</param>
    /// <exception cref="ModelFileException">What was saved is damaged or altered.</exception>
    public static ITransformer Restored(ITransformer model, Func<ReadOnlyMemory<char>, NeuralClassifier> read)
    {
        if (model is not IEnumerable<ITransformer> chain) return model;
        ITransformer[] parts = [.. chain];
        return ModelParts.ClassifierIn(parts) is { } text ? read(text) : new TransformerChain<ITransformer>(RestoredAll(parts, read));
    }

    /// <summary>All classifiers of a restored model, first to last.</summary>
    public static IEnumerable<NeuralClassifier> ClassifiersOf(ITransformer restored) => restored switch
    {
        NeuralClassifier classifier => [classifier],
        IEnumerable<ITransformer> chain => chain.SelectMany(ClassifiersOf),
        _ => [],
    };

    /// <summary>A model as far as its classifier: what comes after it, such as <c>MapKeyToValue</c>, is left out. The model itself where it
    /// has none.</summary>
    public static ITransformer UpToClassifier(ITransformer model)
    {
        var parts = Parts(model).ToList();
        var place = parts.FindIndex(part => part is NeuralClassifier);
        return place < 0 ? model : new TransformerChain<ITransformer>([.. parts.Take(place + 1)]);
    }

    /// <summary>Rows as the classifier of a model takes them: where they lack its columns they go through what stands before it in the
    /// model.</summary>
    public static IDataView Prepared(ITransformer model, IDataView rows, ClassifierColumns columns)
    {
        var isReady = rows.Schema.GetColumnOrNull(columns.Features) is not null && rows.Schema.GetColumnOrNull(columns.Label)?.Type is KeyDataViewType;
        ITransformer[] before = [.. Parts(model).TakeWhile(part => part is not NeuralClassifier)];
        return isReady || before.Length == 0 ? rows : new TransformerChain<ITransformer>(before).Transform(rows);
    }

    /// <summary>The transformers of a chain and of the chains in it, first to last.</summary>
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
            // A classifier that was alive before stays alive.
            foreach (var made in restored.Except(parts).SelectMany(ClassifiersOf).Except(parts.SelectMany(ClassifiersOf))) made.Dispose();
            throw;
        }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNetUnlearning.Files;

/// <summary>Finds the classifiers in what <c>Model.Load</c> gives back, and makes them what they were.</summary>
internal static class SavedModels
{
    /// <summary>The model with a classifier in each place where one was saved.</summary>
    /// <param name="model">A model: a chain, of chains, or any other transformer, which stays as it is.</param>
    /// <param name="read">Reads a classifier from its text.</param>
    /// <exception cref="ModelFileException">What was saved is damaged or altered.</exception>
    public static ITransformer Restored(ITransformer model, Func<ReadOnlyMemory<char>, NeuralClassifier> read)
    {
        if (model is not IEnumerable<ITransformer> chain) return model;
        ITransformer[] parts = [.. chain];
        return IsClassifier(parts) ? read(TextOf((ValueMappingTransformer)parts[1])) : new TransformerChain<ITransformer>(RestoredAll(parts, read));
    }

    /// <summary>All classifiers of a restored model, first to last.</summary>
    public static IEnumerable<NeuralClassifier> ClassifiersOf(ITransformer restored) => restored switch
    {
        NeuralClassifier classifier => [classifier],
        IEnumerable<ITransformer> chain => chain.SelectMany(ClassifiersOf),
        _ => [],
    };

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

    /// <summary>Whether a chain is one that <see cref="ModelParts"/> made: no one else's begins with its contract.</summary>
    private static bool IsClassifier(ITransformer[] parts) => parts is [CustomMappingTransformer<NoColumns, ModelKey>, ValueMappingTransformer, ..];

    private static ReadOnlyMemory<char> TextOf(ValueMappingTransformer table)
    {
        try
        {
            var row = new MLContext().Data.LoadFromEnumerable([new ModelKey { Key = ModelKey.Only }]);
            return table.Transform(row).GetColumn<ReadOnlyMemory<char>>(ModelColumns.Classifier).First();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new ModelFileException("The model's classifier cannot be read: the model file was altered.", error);
        }
    }
}

using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Makes views of what it is given; their columns are known beforehand.</summary>
public interface IDataLoader<in TSource> : ICanSaveModel
{
    DataViewSchema GetOutputSchema();

    IDataView Load(TSource input);
}

public static class DataLoaderExtensions
{
    public static IDataView Load(this IDataLoader<IMultiStreamSource> loader, params string[] path)
    {
        ArgumentNullException.ThrowIfNull(loader);
        return loader.Load(new MultiFileSource(path));
    }
}

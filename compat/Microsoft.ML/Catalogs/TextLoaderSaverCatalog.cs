using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Loads files of separated values.</summary>
public static class TextLoaderSaverCatalog
{
    public static TextLoader CreateTextLoader(
        this DataOperationsCatalog catalog, TextLoader.Column[] columns, char separatorChar = '\t', bool hasHeader = false,
        IMultiStreamSource dataSample = null, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false) =>
        Create(catalog, Settings(columns, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), dataSample);

    public static TextLoader CreateTextLoader(this DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource dataSample = null) =>
        Create(catalog, options ?? new TextLoader.Options(), dataSample);

    public static TextLoader CreateTextLoader<TInput>(
        this DataOperationsCatalog catalog, char separatorChar = '\t', bool hasHeader = false, IMultiStreamSource dataSample = null,
        bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false) => catalog.CreateTextLoader(
            LoadColumnMembers.Of(typeof(TInput)), separatorChar, hasHeader, dataSample, allowQuoting, trimWhitespace, allowSparse);

    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog, string path, TextLoader.Column[] columns, char separatorChar = '\t', bool hasHeader = false,
        bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
    {
        IMultiStreamSource files = Existing(path);
        return catalog.CreateTextLoader(columns, separatorChar, hasHeader, null, allowQuoting, trimWhitespace, allowSparse).Load(files);
    }

    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options options = null)
    {
        IMultiStreamSource files = Existing(path);
        return Create(catalog, options ?? new TextLoader.Options(), files).Load(files);
    }

    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        IMultiStreamSource files = Existing(path);
        options ??= new TextLoader.Options();
        options.Columns = LoadColumnMembers.Of(typeof(TInput));
        return Create(catalog, options, null).Load(files);
    }

    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog, string path, char separatorChar = '\t', bool hasHeader = false, bool allowQuoting = false,
        bool trimWhitespace = false, bool allowSparse = false) => catalog.LoadFromTextFile(
            path, LoadColumnMembers.Of(typeof(TInput)), separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);

    private static TextLoader Create(DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource dataSample)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new TextLoader(catalog.Environment, options, dataSample);
    }

    private static TextLoader.Options Settings(
        TextLoader.Column[] columns, char separator, bool hasHeader, bool allowQuoting, bool trimWhitespace, bool allowSparse)
    {
        if (allowSparse)
            throw new NotSupportedException("Rows in sparse form cannot be read here: write every value, or use the Microsoft.ML package.");
        return new TextLoader.Options
        {
            Columns = columns,
            Separators = [separator],
            HasHeader = hasHeader,
            AllowQuoting = allowQuoting,
            TrimWhitespace = trimWhitespace,
        };
    }

    /// <summary>The files that a path or a pattern names; they are there when the view is made, and opened when it is read.</summary>
    private static MultiFileSource Existing(string path)
    {
        if (string.IsNullOrEmpty(path))
            throw new ArgumentOutOfRangeException(nameof(path), "path cannot be null or empty");
        var files = new MultiFileSource(path);
        return files.Count > 0 && Enumerable.Range(0, files.Count).All(i => File.Exists(files.GetPathOrNull(i)))
            ? files
            : throw new ArgumentOutOfRangeException(nameof(path), $"File or directory does not exist at path: {path}");
    }
}

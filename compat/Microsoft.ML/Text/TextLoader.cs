using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads files of separated values, row by row, and of each row the columns that are asked for.</summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly TextColumn[] _columns;
    private readonly DataViewSchema _schema;

    internal TextLoader(IHostEnvironment environment, Options options, IMultiStreamSource dataSample)
    {
        options.Check();
        _host = environment.Register(nameof(TextLoader));
        _options = options.Copy();
        _columns = [.. _options.Columns.Select(column => new TextColumn(column))];
        _schema = MakeSchema(_columns, HeaderNames.Read(dataSample, _options));
    }

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new TextView(_host, source, _options, _columns, _schema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException("Loaders cannot be saved here; save the model with its input's schema.");

    private static DataViewSchema MakeSchema(TextColumn[] columns, IReadOnlyList<string> header)
    {
        var builder = new DataViewSchema.Builder();
        foreach (TextColumn column in columns)
            builder.AddColumn(column.Name, column.Type, HeaderNames.Annotations(column, header));
        return builder.ToSchema();
    }
}

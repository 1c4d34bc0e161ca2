using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saves and loads models, and makes prediction engines.</summary>
public sealed class ModelOperationsCatalog
{
    private const string Root = "TransformerChain";
    private const string SchemaEntry = "Schema";

    internal ModelOperationsCatalog(IHostEnvironment environment) => Environment = environment;

    internal IHostEnvironment Environment { get; }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        new ModelSaveContext(archive, "").SaveModel(model, Root);
        if (inputSchema is null)
            return;
        using var writer = new BinaryWriter(archive.CreateEntry(SchemaEntry, CompressionLevel.Fastest).Open(), Encoding.UTF8);
        SavedSchema.Write(writer, inputSchema);
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ZipArchive archive;
        try {
            archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException exception) {
            throw new FormatException("The file is not a model: it is no zip archive.", exception);
        }
        using (archive) {
            inputSchema = null;
            if (archive.GetEntry(SchemaEntry) is { } entry) {
                using var reader = new BinaryReader(entry.Open(), Encoding.UTF8);
                inputSchema = SavedSchema.Read(reader);
            }
            return new ModelLoadContext(archive, "", Environment).LoadRoot(Root);
        }
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer, bool ignoreMissingColumns = true, SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null) where TSrc : class where TDst : class, new() =>
        new(transformer, ignoreMissingColumns, inputSchemaDefinition, null, outputSchemaDefinition, ownsTransformer: true);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class where TDst : class, new() =>
        new(transformer, true, null, inputSchema ?? throw new ArgumentNullException(nameof(inputSchema)), null, ownsTransformer: true);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class where TDst : class, new() =>
        new(transformer, options.IgnoreMissingColumns, options.InputSchemaDefinition, null, options.OutputSchemaDefinition, options.OwnsTransformer);
}

public sealed class PredictionEngineOptions
{
    public SchemaDefinition InputSchemaDefinition;
    public SchemaDefinition OutputSchemaDefinition;
    public bool IgnoreMissingColumns = true;
    public bool OwnsTransformer = true;
}

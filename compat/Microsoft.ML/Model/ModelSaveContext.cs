using System.IO.Compression;
using System.Text;

namespace Microsoft.ML;

/// <summary>A folder of a model file being written: one component, and folders of components inside it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly string _folder;

    internal ModelSaveContext(ZipArchive archive, string folder) => (_archive, _folder) = (archive, folder);

    private bool HasComponent { get; set; }

    public void Dispose()
    {
    }

    /// <summary>Says what the component is and writes what it needs to be made again.</summary>
    internal void Write(string component, Action<BinaryWriter> write)
    {
        if (HasComponent)
            throw new InvalidOperationException("A component was already written here.");
        HasComponent = true;
        using var writer = new BinaryWriter(_archive.CreateEntry($"{_folder}/Model.key", CompressionLevel.Fastest).Open(), Encoding.UTF8);
        writer.Write(component);
        write(writer);
    }

    internal void SaveModel(ITransformer transformer, string folder)
    {
        var context = new ModelSaveContext(_archive, _folder.Length == 0 ? folder : $"{_folder}/{folder}");
        transformer.Save(context);
        if (!context.HasComponent)
            throw new InvalidOperationException("ModelSignature not specified!");
    }
}

using System.IO.Compression;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A folder of a model file being read.</summary>
internal sealed class ModelLoadContext(ZipArchive archive, string folder, IHostEnvironment environment)
{
    /// <summary>A component that is larger than this is refused before it is read.</summary>
    private const long MostBytes = 1L << 31;

    public IHostEnvironment Environment => environment;

    public ITransformer LoadModel(string name) => LoadRoot($"{folder}/{name}");

    public ITransformer LoadRoot(string path)
    {
        var context = new ModelLoadContext(archive, path, environment);
        using BinaryReader reader = context.Open();
        try {
            return SavedTransformers.Read(reader.ReadString(), context, reader);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException or DecoderFallbackException or OverflowException) {
            throw new FormatException($"The model's part '{path}' is truncated or damaged.", exception);
        }
    }

    private BinaryReader Open()
    {
        ZipArchiveEntry entry = archive.GetEntry($"{folder}/Model.key") ?? throw new FormatException($"The model lacks its part '{folder}'.");
        if (entry.Length > MostBytes)
            throw new FormatException($"The model's part '{folder}' is too large.");
        return new BinaryReader(entry.Open(), Encoding.UTF8);
    }
}

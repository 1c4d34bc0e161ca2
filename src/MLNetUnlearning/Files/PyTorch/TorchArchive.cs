using System.Text;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>Reads files of <c>torch.save</c>: a zip archive with a pickle, <c>data.pkl</c>, and one part for each storage.</summary>
internal static class TorchArchive
{
    private const string Pickle = "/data.pkl";
    private const int MaximumPickleLength = 16 << 20; // a few hundred tensors take 100 KiB; NumPy arrays beside them take most

    /// <summary>The tensors in the dictionary of the file, or in a state dictionary within it.</summary>
    /// <param name="stream">A seekable stream that contains nothing but the file.</param>
    /// <exception cref="ModelFileException">The file is not such an archive, or contains something other than tensors.</exception>
    public static List<StoredTensor> Read(Stream stream)
    {
        OtherArchives.ThrowIfOne(ZipParts.NamesIn(stream));
        var parts = ZipParts.Read(stream);
        var folder = FolderOf(parts);
        if (parts.Has(folder + "/byteorder") && Encoding.ASCII.GetString(parts.ReadAll(folder + "/byteorder", 16)) != "little")
            throw new ModelFileException("The file was written on a machine with another byte order.");
        var root = PickleReader.Read(parts.ReadAll(folder + Pickle, MaximumPickleLength), StorageOf);
        return StateDictionary.TensorsOf(root).Select(entry => Place(parts, folder, entry.Name, entry.Tensor)).ToList();
    }

    private static string FolderOf(ZipParts parts)
    {
        var pickles = parts.Names
            .Where(name => name.EndsWith(Pickle, StringComparison.Ordinal) && name.Count(letter => letter == '/') == 1).ToList();
        return pickles is [var pickle]
            ? pickle[..^Pickle.Length]
            : throw new ModelFileException(
                $"The archive has no 'data.pkl', so torch.save did not write it; it begins with {NameList.Of(parts.Names.Take(3))}. "
                + "Save the weights by torch.save(model.state_dict(), path).");
    }

    private static object StorageOf(object? id)
    {
        if (id is object?[] and ["storage", Opaque unknown, ..]) return unknown;
        if (id is not object?[] parts || parts is not ["storage", NumberType type, string key, string, long count] || count < 0)
            throw new ModelFileException("The pickle names a storage in a way that PyTorch does not.");
        return new TorchStorage(key, type, count);
    }

    private static StoredTensor Place(ZipParts parts, string folder, string name, TorchTensor tensor)
    {
        var (storage, size) = (tensor.Storage, tensor.Storage.Type.Size);
        var part = parts.Find($"{folder}/data/{storage.Key}");
        if (part.Length % size != 0 || part.Length / size != storage.Count)
            throw new ModelFileException(
                $"The numbers of tensor '{name}' are {part.Length} bytes, not {storage.Count} of {storage.Type.Name}.");
        var length = Sizes.BytesOf(name, tensor.Shape, storage.Type);
        if (tensor.Offset < 0 || tensor.Strides.Any(stride => stride < 0 || stride > storage.Count)
            || length > part.Length || tensor.Offset > storage.Count - Strides.Reach(tensor.Shape, tensor.Strides))
            throw new ModelFileException(
                $"Tensor '{name}' of shape {StoredTensor.Describe(tensor.Shape)} does not fit into its {storage.Count} numbers.");
        return new StoredTensor(name, storage.Type, tensor.Shape, part.Start + tensor.Offset * size, length) { Strides = tensor.Strides };
    }
}

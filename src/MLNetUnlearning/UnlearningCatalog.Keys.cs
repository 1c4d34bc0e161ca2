using MLNetUnlearning.Files;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Reads the key of a classifier's rows from a file of <see cref="NeuralClassifier.SaveFingerprintKey"/>, or from the file
    /// that lies beside a classifier's.</summary>
    /// <remarks>The file beside a classifier may hold keys of others, which were deleted, moved or replaced. This reads the key of the
    /// classifier that lies there.</remarks>
    /// <param name="path">The file to read.</param>
    /// <exception cref="ModelFileException">The file holds no key, or several, and no classifier beside it says which is its own.
    /// <see cref="LoadFingerprintKeys"/> reads them all.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public FingerprintKey LoadFingerprintKey(string path)
    {
        var keys = LoadFingerprintKeys(path);
        if (keys is [var only]) return only;
        return KeyOfClassifierBeside(path, keys) ?? throw new ModelFileException(
            $"'{path}' holds {keys.Count} keys, of classifiers that lay beside it one after the other, and none of them is there now. Put "
            + "the classifier back beside it, or take the right key from LoadFingerprintKeys.");
    }

    /// <summary>Reads all keys of a file: that of the classifier beside it, and of others that lay there before and may have been moved
    /// elsewhere.</summary>
    /// <param name="path">The file to read.</param>
    /// <returns>1 to 64 keys; first that of the classifier which was saved there last.</returns>
    /// <exception cref="ModelFileException">The file holds no key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public IReadOnlyList<FingerprintKey> LoadFingerprintKeys(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return KeyFile.Read(path);
    }

    private FingerprintKey? KeyOfClassifierBeside(string path, IReadOnlyList<FingerprintKey> keys)
    {
        if (!path.EndsWith(KeyFile.Ending, StringComparison.Ordinal) || !File.Exists(path[..^KeyFile.Ending.Length])) return null;
        try
        {
            using var classifier = LoadClassifier(path[..^KeyFile.Ending.Length]);
            return keys.FirstOrDefault(key => key.Identity == classifier.Remembered.KeyIdentity);
        }
        catch (ModelFileException)
        {
            return null; // something else, such as a sharded model or one whose network is the caller's own
        }
    }

    /// <summary>The key of some rows from the file beside a classifier; null if there is none that can be read.</summary>
    private static FingerprintKey? KeyBeside(string path, string? identity)
    {
        try
        {
            return identity is null ? null : KeyFile.Find(path, identity);
        }
        // A server that only scores need not be able to read it.
        catch (Exception error) when (error is UnauthorizedAccessException or ModelFileException or IOException)
        {
            return null;
        }
    }
}

namespace MLNetUnlearning.Files;

/// <summary>Recognises zip archives that people take for files of weights, and says what helps.</summary>
internal static class OtherArchives
{
    /// <summary>Refuses what is no file of weights.</summary>
    /// <param name="names">The names of the archive's parts. Some of them may be compressed, so nothing but the names is read.</param>
    /// <exception cref="ModelFileException">The archive is a model of ML.NET, a classifier of this library, or a program of
    /// TorchScript.</exception>
    public static void ThrowIfOne(IReadOnlyList<string> names)
    {
        ThrowIfModel(names);
        if (names.Contains(ClassifierFile.Manifest) && names.Contains(ClassifierFile.Weights))
            throw new ModelFileException(
                "The file is a classifier of this library. Load it by mlContext.Unlearning().LoadClassifier(path).");
        if (names.Any(name => name.Split('/') is [_, "constants.pkl"] or [_, "code", ..]))
            throw new ModelFileException(
                "The file is a TorchScript program. Save its weights instead: torch.save(torch.jit.load(path).state_dict(), other).");
    }

    /// <summary>Refuses what is no classifier of this library.</summary>
    /// <exception cref="ModelFileException">The archive is a model of ML.NET or a file of PyTorch.</exception>
    public static void ThrowIfNoClassifier(IReadOnlyList<string> names)
    {
        ThrowIfModel(names);
        if (names.Any(name => name.Split('/') is [_, "data.pkl"]))
            throw new ModelFileException(
                "The file is one of PyTorch, not a classifier. Import it by mlContext.Unlearning().ImportWeights(path, classNames).");
    }

    /// <summary>Refuses what by its first bytes is no file of weights.</summary>
    /// <param name="start">The first bytes, at most 8.</param>
    /// <exception cref="ModelFileException">The file is packed, a text, a web page or a pickle of another protocol.</exception>
    public static void ThrowIfNoWeights(ReadOnlySpan<byte> start)
    {
        const string Expected = " Expected was a file of torch.save or a safetensors file.";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            throw new ModelFileException($"The file is packed by gzip: unpack it first.{Expected}");
        if (start is [0x80, >= 3 and <= 5, ..])
            throw new ModelFileException(
                $"The file is a bare pickle of protocol {start[1]}. In Python: torch.save(model.state_dict(), path).{Expected}");
        if (start.StartsWith("version "u8))
            throw new ModelFileException($"The file is a pointer of Git LFS, not the file itself: git lfs pull.{Expected}");
        if (start.StartsWith("<"u8))
            throw new ModelFileException($"The file is a text, perhaps a web page in place of a download.{Expected}");
        if (start.StartsWith("MLNet"u8))
            throw new ModelFileException($"The file is the key of a classifier's rows.{Expected}");
    }

    private static void ThrowIfModel(IReadOnlyList<string> names)
    {
        // ML.NET's versions for Windows wrote backslashes.
        if (names.Any(name => name.Replace('\\', '/') is "TrainingInfo/Version.txt" or "TransformerChain/Model.key"))
            throw new ModelFileException(
                "The file is a model of ML.NET. Load it by mlContext.Model.Load(path, out _); "
                + "mlContext.Unlearning().FindClassifier(model) then gives the classifier in it.");
    }
}

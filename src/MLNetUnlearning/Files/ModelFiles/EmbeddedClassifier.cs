using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Files;

/// <summary>A classifier as one text value of a model file: the bytes of its own file in base64. ML.NET's transformers can save texts, but
/// not transformers of other libraries.</summary>
internal static class EmbeddedClassifier
{
    /// <summary>The number of bytes above which a file of its own is recommended. A
    /// model file stores them as text, which takes 2.7 times the memory.</summary>
    public const int AdvisedLength = 16 << 20;

    /// <summary>The most bytes that are written or read.</summary>
    public const int MaximumLength = 256 << 20;

    private const int LettersPerBytes = 4, BytesPerLetters = 3; // base64

    // Every row has the same text. It is read once, and the result lives as long as the text.
    private static readonly ConditionalWeakTable<string, Lazy<InferencePass>> Passes = [];

    /// <summary>The bytes of the classifier's own file.</summary>
    /// <exception cref="InvalidOperationException">The classifier is too large, or cannot be written to any file.</exception>
    public static byte[] ToBytes(ClassifierState classifier)
    {
        using var stream = new MemoryStream();
        ClassifierWriter.Write(classifier, stream);
        return stream.Length <= MaximumLength
            ? stream.ToArray()
            : throw new InvalidOperationException(
                $"The classifier has {stream.Length} bytes; a model file holds at most {MaximumLength}. "
                + "Save it by itself: classifier.Save(path).");
    }

    /// <summary>Reads a classifier.</summary>
    /// <exception cref="ModelFileException">The text is not a classifier, is damaged or altered, or is of a newer version.</exception>
    public static ClassifierState Read(ReadOnlySpan<char> text, Device device)
    {
        if (text.Length > MaximumLength / BytesPerLetters * LettersPerBytes + LettersPerBytes)
            throw new ModelFileException($"The model's classifier has {text.Length} letters, more than any that was saved.");
        var bytes = new byte[text.Length / LettersPerBytes * BytesPerLetters];
        if (!Convert.TryFromBase64Chars(text, bytes, out var count))
            throw new ModelFileException("The model's classifier is no base64: the model file was altered.");
        using var stream = new MemoryStream(bytes, 0, count, writable: false);
        return ClassifierReader.Read(stream, device);
    }

    /// <summary>The classifier of a text, on the CPU and ready to score. Several threads may ask at once.</summary>
    /// <exception cref="ModelFileException">The text is not a classifier, is damaged or altered, or is of a newer version.</exception>
    public static InferencePass PassOf(ReadOnlyMemory<char> text)
    {
        var isString = MemoryMarshal.TryGetString(text, out var whole, out var start, out var length);
        var key = isString && start == 0 && length == whole!.Length ? whole : text.ToString();
        return Passes.GetValue(key, static own => new Lazy<InferencePass>(() => Loaded(own))).Value;
    }

    private static InferencePass Loaded(string text)
    {
        TorchLibrary.Require();
        return new InferencePass(Read(text, CPU).Network);
    }
}

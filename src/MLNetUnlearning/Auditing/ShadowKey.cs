using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace MLNetUnlearning.Auditing;

/// <summary>The name of a shadow model: a hash over everything that determines it but the number of threads.</summary>
internal static class ShadowKey
{
    /// <summary>To be raised when the same settings no longer give the same model.</summary>
    private const string Version = "1";

    /// <summary>The name of a model like a classifier, further determined by how it was made.</summary>
    public static string Of(ImageClassifier audited, params string[] making)
    {
        string[] like = [audited.Architecture.ToString(), audited.Shape.ToString(), audited.Recipe.ToString(), string.Join('\u001f', audited.Labels.Names), MaskOf(audited)];
        return Hash(string.Join('\u001e', [Version, .. like, .. making]));
    }

    public static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();

    public static string Bits(IEnumerable<bool> marks) => string.Concat(marks.Select(mark => mark ? '1' : '0'));

    /// <summary>Which weights are fixed at zero; nothing for a dense network.</summary>
    private static string MaskOf(ImageClassifier audited)
    {
        if (audited.Sparsity == 0)
            return "dense";
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, weight) in audited.Weights.OrderBy(weight => weight.Key, StringComparer.Ordinal))
            hash.AppendData(weight.eq(0).to(ScalarType.Byte).cpu().contiguous().data<byte>().ToArray());
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

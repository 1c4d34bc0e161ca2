using System.Security.Cryptography;
using System.Text;

namespace MLNetUnlearning.Networks;

/// <summary>Identifies weights by a hash.</summary>
internal static class WeightsHash
{
    /// <summary>SHA-256 over names, shapes and numbers in the order of the names, in hexadecimal digits.</summary>
    public static string Of(IReadOnlyDictionary<string, Tensor> weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, weight) in weights.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{weight.dtype} {string.Join(' ', weight.shape)}\n"));
            hash.AppendData(weight.detach().cpu().contiguous().bytes);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ForgetAClass;

/// <summary>All bits of all scores of a view, in 64 letters: two models with the same hash give every row the same scores, not just similar
/// ones.</summary>
internal static class ScoreHash
{
    public static string Of(IDataView scored)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var scores in scored.GetColumn<float[]>("Score"))
            hash.AppendData(MemoryMarshal.AsBytes<float>(scores));
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Records;

/// <summary>Who asked, in a file beside the record that can be deleted. The record holds a commitment under a salt that only this file
/// has, so that nothing of it is left once the file is gone.</summary>
internal static class RequesterBeside
{
    private const string Ending = ".requester";
    private const int SaltLength = 32, MostBytes = 64 << 10;
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file that belongs to a record: <c>r.json.requester</c>.</summary>
    public static string PathFor(string record) => record + Ending;

    /// <summary>The content of a new file.</summary>
    public static RequesterFile Of(string recordId, string requestId, string requester) =>
        new(recordId, requestId, requester, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltLength)));

    /// <summary>What the record says of the file.</summary>
    public static string Commitment(RequesterFile file) => Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(file.Salt), Encoding.UTF8.GetBytes($"{file.RecordId}\n{file.RequestId}\n{file.Requester}")));

    /// <summary>Writes the file, which only its owner may read.</summary>
    /// <exception cref="IOException">There is one already, or it cannot be written.</exception>
    public static void Write(string record, RequesterFile file)
    {
        if (Path.Exists(PathFor(record)))
            throw new IOException($"'{PathFor(record)}' exists already: who asked for another record is never replaced.");
        var bytes = CanonicalJson.Bytes(JsonSerializer.SerializeToElement(file, RecordJson.Default.RequesterFile));
        AtomicFile.Write(PathFor(record), stream => stream.Write(bytes), OwnerAlone);
    }

    /// <summary>Whether the file is there and fits. That it is gone is no fault.</summary>
    public static RecordCheck Check(string record, RecordContent content)
    {
        const string Name = "requester";
        if (content.Request.Requester is not { } commitment)
            return new(Name, RecordCheckOutcome.NotChecked, "The record was written without one.");
        if (!File.Exists(PathFor(record)))
            return new(Name, RecordCheckOutcome.NotChecked, "Who asked is not here: the file was deleted or is kept elsewhere.");
        try
        {
            var file = JsonSerializer.Deserialize(BoundedFile.Read(PathFor(record), MostBytes), RecordJson.Default.RequesterFile)
                ?? throw new JsonException("It is null.");
            return file.RecordId == content.Id && file.RequestId == content.Request.Id && Commitment(file) == commitment
                ? new(Name, RecordCheckOutcome.Passed, "The file beside the record says who asked, and fits it.")
                : new(Name, RecordCheckOutcome.Failed, "The file beside the record is another one than was written with it.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return new(Name, RecordCheckOutcome.Failed, $"The file beside the record cannot be read: {error.Message}");
        }
    }
}

using MLNetUnlearning.Records;

namespace MLNetUnlearning.Tests;

/// <summary>Deletion records whose fields are written down, in a folder of their own, and the key that signs them.</summary>
internal sealed class SignedRecords : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RecordKey Key { get; } = RecordKey.Of(System.Security.Cryptography.ECDsa.Create(
        System.Security.Cryptography.ECCurve.NamedCurves.nistP256));

    public string Folder => folder.Path;

    public string File(string name) => folder.File(name);

    /// <summary>A record of two rows, not yet in a chain.</summary>
    public static RecordContent Content(string request = "2026-1") => new(
        RecordContent.FormatName, RecordContent.VersionOfImages, "4f9c", new(request, "2026-11-29T12:00:00Z", "2026-11-01T08:00:00Z"),
        new(["class:cat"], HaveIds: false, 2, "0123456789abcdef", [new('a', 64), new('b', 64)], 0, 0, 0),
        new(new('1', 64), new('2', 64), "ResNet-18 of width 8", 10, 0, new(32, 32, 3, 255)),
        new("fine-tune", "approximate", "", 3, 8, 1.5, 0),
        new("MLNetUnlearning 1", "ML.NET 5", ".NET 10", "Linux", "X64", 2),
        RecordedEvidence.Of(DeletionGuarantee.Approximate, null, null, null), [], ["Something may be left."], [], RecordContent.None,
        new("", ""));

    /// <summary>Adds a record to the chain of the folder.</summary>
    /// <param name="name">The name of its file.</param>
    /// <param name="content">What it says; null: <see cref="Content"/>.</param>
    /// <param name="key">The key that signs; null: <see cref="Key"/>.</param>
    public string Add(string name, RecordContent? content = null, RecordKey? key = null)
    {
        var signer = key ?? Key;
        var unsigned = (content ?? Content()) with { SignedBy = new(RecordKey.Algorithm, signer.Identity) };
        RecordChain.Add(File(name), previous => RecordFile.Seal(unsigned with { Previous = previous }, signer));
        return File(name);
    }

    /// <summary>The checks of a record by their names.</summary>
    public Dictionary<string, RecordCheck> Checks(string name) =>
        DeletionRecord.Verify(File(name), Key).Checks.ToDictionary(check => check.Name);

    public void Dispose()
    {
        Key.Dispose();
        folder.Dispose();
    }
}

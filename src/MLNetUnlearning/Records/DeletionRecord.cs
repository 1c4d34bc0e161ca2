using MLNetUnlearning.Records;

namespace MLNetUnlearning;

/// <summary>A signed record that rows were forgotten on request: what was asked, which rows by a keyed commitment, how it was done, and
/// what tests found.</summary>
/// <remarks>
/// <para><c>ml.Unlearning().WriteRecord(..)</c> writes one. The file is JSON in its canonical form (RFC 8785), so that any changed byte is
/// found. Records of one folder form a chain: each names the hash of the one before it. The fields are explained in
/// docs/records.md.</para>
/// <para>A record is evidence under the tests that it lists. It does not prove that nothing is left of the rows.</para>
/// </remarks>
public sealed class DeletionRecord
{
    private readonly RecordFile file;
    private readonly Lazy<HashSet<string>> commitments;

    internal DeletionRecord(RecordFile file) =>
        (this.file, commitments) = (file, new(() => [.. file.Content!.Rows.Commitments]));

    /// <summary>The file.</summary>
    public string Path => file.Path;

    /// <summary>The SHA-256 of the file, 64 hexadecimal digits. An outside time stamp of it shows later that the record was
    /// there.</summary>
    public string Sha256 => file.Sha256;

    /// <summary>Tells records apart: a random number.</summary>
    public string Id => Content.Id;

    /// <summary>The name of the request.</summary>
    public string RequestId => Content.Request.Id;

    /// <summary>When the request came in; null: it is not stated.</summary>
    public DateTimeOffset? Received => Content.Request.Received is { } time ? TimeOf(time) : null;

    /// <summary>When the record was written.</summary>
    public DateTimeOffset Completed => TimeOf(Content.Request.Completed);

    /// <summary>How many rows were forgotten.</summary>
    public int NumberOfRows => Content.Rows.Found;

    /// <summary>The name of the method.</summary>
    public string Method => Content.Method.Name;

    /// <summary>What the method promises.</summary>
    public DeletionGuarantee Guarantee => Enum.Parse<DeletionGuarantee>(Content.Method.Guarantee, ignoreCase: true);

    /// <summary>What the record is, and what it is not.</summary>
    public string Statement => Content.Evidence.Statement;

    /// <summary>What may be left of the rows, one sentence each.</summary>
    public IReadOnlyList<string> ResidualRisk => Content.ResidualRisk;

    /// <summary>The SHA-256 of the record before it in the folder; null: it is the first.</summary>
    public string? Previous => Content.Previous == RecordContent.None ? null : Content.Previous;

    internal RecordContent Content => file.Content!;

    /// <summary>Reads a record. It looks at its form and not at its signature: <see cref="Verify"/> does.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">The file cannot be read, or is not exactly the canonical form of a record.</exception>
    public static DeletionRecord Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = RecordFile.Read(path);
        return file.Fault is null ? new DeletionRecord(file) : throw new FormatException($"'{path}': {file.Fault}");
    }

    /// <summary>The records of a folder, oldest first. It looks at their forms and their order, not at their signatures.</summary>
    /// <param name="folder">The folder. Files that end in <c>.json</c> and are no records are left out.</param>
    /// <exception cref="FormatException">A record is not sound, or one is missing before or among the others. The message names
    /// it.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<DeletionRecord> List(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var chain = RecordChain.Read(folder);
        return chain.Fault is null
            ? [.. chain.Ordered.Select(file => new DeletionRecord(file))]
            : throw new FormatException($"The chain of records in '{folder}' is broken. {chain.Fault}");
    }

    /// <summary>Verifies a record: that it has its canonical form, that the given key signed it, that the chain of its folder is whole, and
    /// that files which it names and which are there are the same.</summary>
    /// <remarks>It throws for no record, however bad. It reads at most 32 MiB of each record, and a file that the record names only if the
    /// signature is right.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="key">The public key, which must have come by another way than the record.</param>
    /// <param name="folders">Where to look for the files that the record names; none: beside the record.</param>
    public static RecordVerification Verify(string path, RecordKey key, params IReadOnlyList<string> folders)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(folders);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        return RecordVerifier.Verify(path, key, folders.Count == 0 ? [folder] : folders, () => RecordChain.Read(folder));
    }

    /// <summary>Verifies every record of a folder, in the order of the chain; those that are not in it come last.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">The public key.</param>
    /// <param name="folders">Where to look for the files that records name; none: beside the records.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<RecordVerification> VerifyAll(string folder, RecordKey key, params IReadOnlyList<string> folders)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(folders);
        var chain = RecordChain.Read(folder);
        var files = chain.Ordered.Concat(chain.Files.Except(chain.Ordered));
        return [.. files.Select(file => RecordVerifier.Verify(file.Path, key, folders.Count == 0 ? [folder] : folders, () => chain))];
    }

    /// <summary>Writes the record as a page to read: one HTML file without scripts and without anything from elsewhere.</summary>
    /// <param name="path">The file to create or replace. The page is a view: the record itself is what is signed.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public void SaveHtml(string path) => RecordPage.Save(path, RecordPage.Of(this));

    /// <summary>Such as "2026-0042: 90 rows forgotten by 'fine-tune' (approximate), 2026-11-29T12:00:00Z".</summary>
    public override string ToString() =>
        $"{RequestId}: {NumberOfRows} rows forgotten by '{Method}' ({Content.Method.Guarantee}), {Content.Request.Completed}";

    /// <summary>Whether a row with this fingerprint was among the forgotten ones.</summary>
    /// <exception cref="ArgumentException">The key is another one.</exception>
    internal bool Holds(RowFingerprint row, FingerprintKey key) => Content.Rows.Key == key.Identity
        ? commitments.Value.Contains(key.Commitment(key.Of(row), Id))
        : throw new ArgumentException(
            $"This is {key}; the rows of the record are committed to under fingerprint key {Content.Rows.Key}: give the key that belongs "
            + "to it.", nameof(key));

    private static DateTimeOffset TimeOf(string text) => DateTimeOffset.ParseExact(
        text, RecordContent.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

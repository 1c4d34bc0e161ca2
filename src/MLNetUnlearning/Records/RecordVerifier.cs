namespace MLNetUnlearning.Records;

/// <summary>Verifies a record: its form, its signature, its place in the chain, and the files that it names.</summary>
internal static class RecordVerifier
{
    /// <summary>Verifies the record of a file. It throws for no record, however bad.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">The public key that must have signed it.</param>
    /// <param name="folders">Where the files lie that the record names.</param>
    /// <param name="chain">Reads the records of its folder.</param>
    public static RecordVerification Verify(string path, RecordKey key, IReadOnlyList<string> folders, Func<RecordChain> chain)
    {
        var file = RecordFile.Read(path);
        var checks = new List<RecordCheck> { OfForm(file) };
        if (file.Fault is null) checks.Add(OfSignature(file, key));
        if (checks.Any(check => check.Outcome == RecordCheckOutcome.Failed)) return new RecordVerification(path, checks, null);
        var content = file.Content!;
        checks.Add(OfChain(file, key, chain));
        checks.Add(RequesterBeside.Check(path, content));
        checks.AddRange(content.Artefacts.Select(artefact => OfArtefact(artefact, folders)));
        return new RecordVerification(path, checks, new DeletionRecord(file));
    }

    private static RecordCheck OfForm(RecordFile file) => new(
        "canonical form", file.Fault is null ? RecordCheckOutcome.Passed : RecordCheckOutcome.Failed,
        file.Fault ?? "The file is exactly the canonical form (RFC 8785) of a record of this format.");

    private static RecordCheck OfSignature(RecordFile file, RecordKey key)
    {
        const string Name = "signature";
        if (file.IsSignedBy(key)) return new(Name, RecordCheckOutcome.Passed, $"It is by the given key, {key.Identity[..32]}.");
        var signer = file.Content!.SignedBy.Key;
        return new(Name, RecordCheckOutcome.Failed, signer == key.Identity
            ? "It does not fit what the record says: the record was changed after it was signed."
            : "The record names another key than the given one.");
    }

    private static RecordCheck OfChain(RecordFile file, RecordKey key, Func<RecordChain> read)
    {
        const string Name = "chain";
        try
        {
            var chain = read();
            var place = chain.Ordered.Index().FirstOrDefault(other => other.Item.Sha256 == file.Sha256, (Index: -1, Item: file)).Index;
            var fault = chain.Fault
                ?? (chain.Ordered.FirstOrDefault(other => !other.IsSignedBy(key)) is { } foreign
                    ? $"{foreign.Name} is not signed by the given key."
                    : place < 0 ? "The folder does not hold the record under a name that ends in .json." : null);
            return fault is null
                ? new(Name, RecordCheckOutcome.Passed, string.Create(
                    CultureInfo.InvariantCulture,
                    $"It is record {place + 1} of {chain.Ordered.Count}, and each of them names the hash of the one before it."))
                : new(Name, RecordCheckOutcome.Failed, fault);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(Name, RecordCheckOutcome.Failed, $"The folder cannot be read: {error.Message}");
        }
    }

    private static RecordCheck OfArtefact(ArtefactPart artefact, IReadOnlyList<string> folders)
    {
        var name = $"file {artefact.Name}";
        if (artefact.Sha256 is not { } sha256)
            return new($"{artefact.Kind}", RecordCheckOutcome.NotChecked, $"It is not a file: {artefact.Name} ({artefact.Duty}).");
        // A name is no path, so that a record cannot make anybody read elsewhere.
        if (artefact.Name != Path.GetFileName(artefact.Name) || artefact.Name is "" or "." or "..")
            return new(name, RecordCheckOutcome.Failed, "It is no name of a file.");
        var there = folders.Select(folder => Path.Combine(folder, artefact.Name)).Where(File.Exists).ToArray();
        if (there.Length == 0)
            return new(name, RecordCheckOutcome.NotChecked, $"It is not there. It was: {artefact.Kind} ({artefact.Duty}).");
        try
        {
            return there.Any(path => IsFile(path, artefact.Length, sha256))
                ? new(name, RecordCheckOutcome.Passed, $"It is the file that the record names: {artefact.Kind} ({artefact.Duty})."
                    + (artefact.Duty == DerivedArtefact.Words(ArtefactDuty.Destroy) ? " It is still here, and is to be destroyed." : ""))
                : new(name, RecordCheckOutcome.Failed, $"It is not the file that the record names: {artefact.Kind}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(name, RecordCheckOutcome.Failed, $"It cannot be read: {error.Message}");
        }
    }

    private static bool IsFile(string path, long? length, string sha256) =>
        new FileInfo(path).Length == length && BoundedFile.Hash(path).Sha256 == sha256;
}

using MLNetUnlearning.Records;

namespace MLNetUnlearning;

/// <summary>How a check of a deletion record ended.</summary>
public enum RecordCheckOutcome
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>It is not as it should be.</summary>
    Failed,

    /// <summary>There was nothing to look at, for example a file that is not there any more.</summary>
    NotChecked,
}

/// <summary>One check of a deletion record.</summary>
/// <param name="Name">What was looked at, such as "signature" or "file b.zip".</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Explanation">What was found, in a sentence.</param>
public sealed record RecordCheck(string Name, RecordCheckOutcome Outcome, string Explanation)
{
    /// <summary>Such as "signature: passed. It is by the given key.".</summary>
    public override string ToString() => $"{Name}: {Words}. {Explanation}";

    internal string Words => Outcome switch
    {
        RecordCheckOutcome.Passed => "passed",
        RecordCheckOutcome.Failed => "FAILED",
        _ => "not checked",
    };
}

/// <summary>What the verification of a deletion record found.</summary>
/// <remarks>It finds any change of a record, and records that are missing before or among others. It does not find that the last records
/// were taken away, or that whoever holds the private key has signed other records: docs/records.md.</remarks>
public sealed class RecordVerification
{
    internal RecordVerification(string path, IReadOnlyList<RecordCheck> checks, DeletionRecord? record) =>
        (Path, Checks, Record) = (path, checks, record);

    /// <summary>The file that was verified.</summary>
    public string Path { get; }

    /// <summary>The checks, in the order in which they were made. Once a check has failed, those that rest on it are left out.</summary>
    public IReadOnlyList<RecordCheck> Checks { get; }

    /// <summary>Whether no check failed.</summary>
    public bool IsSound => Checks.All(check => check.Outcome != RecordCheckOutcome.Failed);

    /// <summary>What the record says. Null if it cannot be read, or is not signed by the given key.</summary>
    public DeletionRecord? Record { get; }

    /// <summary>Writes the checks as a page to read, with what the record says below them if it is signed by the given key: one HTML file
    /// without scripts and without anything from elsewhere.</summary>
    /// <param name="path">The file to create or replace. The page itself is not signed.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public void SaveHtml(string path) => RecordPage.Save(path, RecordPage.Of(this));

    /// <summary>A line for each check.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Checks);
}

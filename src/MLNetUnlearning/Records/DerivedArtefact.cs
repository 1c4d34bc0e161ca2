using MLNetUnlearning.Records;

namespace MLNetUnlearning;

/// <summary>What was made from forgotten rows, or from a model that knew them.</summary>
public enum ArtefactKind
{
    /// <summary>The model that still knows the rows.</summary>
    ModelBefore,

    /// <summary>The model that takes its place.</summary>
    ModelAfter,

    /// <summary>A model in another form, such as ONNX or safetensors.</summary>
    Export,

    /// <summary>The state of a run.</summary>
    Checkpoint,

    /// <summary>Rows or features that were kept for speed.</summary>
    Cache,

    /// <summary>What unlearning has prepared, such as the attacker of a game.</summary>
    PreparedAttacker,

    /// <summary>A copy for the case of loss.</summary>
    Backup,

    /// <summary>What somebody else was given.</summary>
    CopyOfRecipient,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>What must be done about something that was made from forgotten rows.</summary>
public enum ArtefactDuty
{
    /// <summary>Nothing: it is made without the rows.</summary>
    Keep,

    /// <summary>It must be destroyed.</summary>
    Destroy,

    /// <summary>It must be made anew from the model after.</summary>
    Replace,

    /// <summary>Whoever has it must be told (GDPR, article 19).</summary>
    TellRecipients,
}

/// <summary>Something that was made from forgotten rows or from a model that knew them, as a deletion record lists it.</summary>
public sealed record DerivedArtefact
{
    private const int MostFiles = 1000;

    private DerivedArtefact(string place, bool isFile, ArtefactKind kind, ArtefactDuty? duty) =>
        (Place, IsFile, Kind, Duty) = (place, isFile, kind, duty ?? UsualDuty(kind));

    /// <summary>The path of a file or folder, or where it is in words.</summary>
    public string Place { get; }

    /// <summary>Whether <see cref="Place"/> is a path.</summary>
    public bool IsFile { get; }

    /// <summary>What it is.</summary>
    public ArtefactKind Kind { get; }

    /// <summary>What must be done about it.</summary>
    public ArtefactDuty Duty { get; }

    /// <summary>A file, or each file of a folder. The record keeps names, lengths and hashes, and no folders.</summary>
    /// <param name="path">The file or folder. It must be there when the record is written.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="duty">What must be done about it. Null: the model after is kept, an export is replaced, recipients are told, and all
    /// else is destroyed.</param>
    public static DerivedArtefact AtPath(string path, ArtefactKind kind, ArtefactDuty? duty = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(path, isFile: true, kind, duty);
    }

    /// <summary>Something that is no file at hand, such as copies that somebody was given.</summary>
    /// <param name="where">What and where it is, in words.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="duty">What must be done about it; null: as for <see cref="AtPath"/>.</param>
    public static DerivedArtefact Elsewhere(string where, ArtefactKind kind, ArtefactDuty? duty = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(where);
        return new(where, isFile: false, kind, duty);
    }

    /// <summary>What the record says of it: one entry, or one for each file of a folder.</summary>
    /// <exception cref="IOException">A file cannot be read, or the folder holds too many.</exception>
    internal IEnumerable<ArtefactPart> ToParts()
    {
        if (!IsFile) return [new(Words(Kind), Place, Words(Duty))];
        if (!Directory.Exists(Place)) return [PartOf(Place)];
        string[] files = [.. Directory.EnumerateFiles(Place, "*", SearchOption.AllDirectories).Take(MostFiles + 1)];
        return files.Length <= MostFiles
            ? files.Order(StringComparer.Ordinal).Select(PartOf).ToArray()
            : throw new IOException($"'{Place}' holds more than {MostFiles} files: name them in words.");
    }

    /// <summary>Such as "model before" and "tell recipients".</summary>
    internal static string Words<T>(T value) where T : struct, Enum => string.Concat(value.ToString().Select((letter, at) =>
        at > 0 && char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static ArtefactDuty UsualDuty(ArtefactKind kind) => kind switch
    {
        ArtefactKind.ModelAfter => ArtefactDuty.Keep,
        ArtefactKind.Export => ArtefactDuty.Replace,
        ArtefactKind.CopyOfRecipient => ArtefactDuty.TellRecipients,
        _ => ArtefactDuty.Destroy,
    };

    private ArtefactPart PartOf(string path)
    {
        var (length, sha256) = BoundedFile.Hash(path);
        return new(Words(Kind), Path.GetFileName(path), Words(Duty), length, sha256);
    }
}

using System.Data;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace MLNetUnlearning.Tool.Register;

/// <summary>The one file that requests, runs and marks are kept in. Several threads and processes may use it at once. What a method has
/// said to be kept is on disk: a process or machine that ends afterwards loses none of it.</summary>
internal sealed class Database : IDisposable
{
    public const string DefaultFile = "mlnet-unlearn.db";

    /// <summary>Tells this tool's files from those of other programs. "MLUN".</summary>
    private const int ApplicationId = 0x4D4C554E;

    /// <summary>Larger files are not read whole before they are used: it would take seconds. Damage is found where it is met.</summary>
    private const long MostChecked = 64 << 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly string connection;
    private readonly SqliteFaults faults;
    private readonly SqliteConnection held; // the file's log of changes is then not merged and deleted after every statement

    private Database(string path, TimeProvider time, IReadOnlyList<string> schema)
    {
        (FullPath, Time, faults) = (path, time, new SqliteFaults(path, LongestWait));
        connection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = (int)LongestWait.TotalSeconds,
        }.ToString();
        held = faults.InWords(() => Prepared(schema));
    }

    /// <summary>The full path of the file.</summary>
    public string FullPath { get; }

    /// <summary>The folder that paths in the file are relative to.</summary>
    public string Folder => Path.GetDirectoryName(FullPath)!;

    public TimeProvider Time { get; }

    /// <summary>Now, to the second, as the file keeps times.</summary>
    public DateTimeOffset Now => Moment.Of(Time.GetUtcNow());

    /// <summary>Opens the file, and makes one where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="mustBeThere">Refuses to make a file.</param>
    /// <param name="schema">The migrations in their order; null: those of this version.</param>
    /// <exception cref="ToolException">There is no file, or it is none of this tool's, damaged, or of a newer version.</exception>
    public static Database Open(
        string path, TimeProvider? time = null, bool mustBeThere = false, IReadOnlyList<string>? schema = null)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw ToolException.Usage($"'{path}' is a folder: state the name of a file as the database.");
        if (!File.Exists(full))
        {
            if (mustBeThere)
                throw ToolException.WrongData(
                    $"There is no database '{path}' with requests: 'mlnet-unlearn requests add' makes one, --database FILE names another.");
            Outputs.ThrowIfNoFolder(full);
            MakeEmpty(full);
        }
        return new Database(full, time ?? TimeProvider.System, schema ?? Migrations);
    }

    /// <summary>The migrations of this version, in their order: the number of a file is the version that it leads to.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        .. typeof(Database).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Register.Schema.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Text),
    ];

    /// <summary>A path as the file keeps it: relative to its folder where it lies below, so that both can be moved together.</summary>
    public string Kept(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)); // "photos/" is "photos"
        return Places.Below(Folder, full)?.Replace(Path.DirectorySeparatorChar, '/') ?? full;
    }

    /// <summary>The full path of what <see cref="Kept"/> gave.</summary>
    public string PathOf(string kept) => Path.GetFullPath(kept, Folder);

    /// <summary>Reads from the file as it stands at one moment.</summary>
    public T Read<T>(Func<Statements, T> read) => faults.InWords(() => In(read, deferred: true));

    /// <summary>Changes the file: all of it or nothing, and after all others.</summary>
    public T Change<T>(Func<Statements, T> change) => faults.InWords(() => In(change, deferred: false));

    /// <inheritdoc cref="Change{T}"/>
    public void Change(Action<Statements> change) => Change(statements =>
    {
        change(statements);
        return true;
    });

    /// <summary>Merges the log of changes into the file and empties it: what was deleted is then gone from both.</summary>
    /// <exception cref="ToolException">Another process reads the file and goes on reading.</exception>
    public void Merge(TimeSpan? patience = null)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!faults.InWords(IsMerged))
        {
            if (clock.Elapsed > (patience ?? LongestWait))
                throw ToolException.FailedRun(
                    $"Another process holds '{FullPath}', and '{Path.GetFileName(FullPath)}-wal' still has what was deleted: end that "
                    + "process, and give the same command again.");
            Thread.Sleep(50);
        }
    }

    public void Dispose()
    {
        held.Dispose();
        SqliteConnection.ClearPool(held);
    }

    private bool IsMerged()
    {
        using var opened = Opened();
        Run(opened, "PRAGMA busy_timeout=0"); // it is tried again
        using var command = opened.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        using var reader = command.ExecuteReader();
        return reader.Read() && reader.GetInt64(0) == 0;
    }

    private T In<T>(Func<Statements, T> work, bool deferred)
    {
        using var opened = Opened();
        using var transaction = opened.BeginTransaction(IsolationLevel.Serializable, deferred);
        var result = work(new Statements(opened, transaction));
        transaction.Commit();
        return result;
    }

    private SqliteConnection Opened()
    {
        var opened = new SqliteConnection(connection);
        opened.Open();
        Run(opened, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON");
        return opened;
    }

    private SqliteConnection Prepared(IReadOnlyList<string> schema)
    {
        var opened = new SqliteConnection(connection);
        try
        {
            opened.Open();
            Prepare(opened, schema);
            return opened;
        }
        catch
        {
            opened.Dispose();
            SqliteConnection.ClearPool(opened);
            throw;
        }
    }

    private void Prepare(SqliteConnection opened, IReadOnlyList<string> schema)
    {
        // Before anything is written: the file may be another program's.
        var (application, version, isEmpty) = Kind(opened);
        if (application != ApplicationId && !(isEmpty && application == 0 && version == 0))
            throw ToolException.WrongData($"'{FullPath}' is the database of another program: state another --database.");
        if (version > schema.Count)
            throw ToolException.WrongData(
                $"'{FullPath}' was written by a newer version of this tool (its version is {version}, and this tool knows "
                + $"{schema.Count}): use that version.");
        if (new FileInfo(FullPath).Length <= MostChecked && Text(opened, "PRAGMA quick_check(1)") is { } fault and not "ok")
            throw faults.Damaged(fault);
        Run(opened, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON");
        if (version == schema.Count) return;
        using var transaction = opened.BeginTransaction(IsolationLevel.Serializable, deferred: false);
        try
        {
            // Read again: another process may have been faster.
            for (var at = (int)Number(opened, "PRAGMA user_version", transaction); at < schema.Count; at++)
                Run(opened, schema[at], transaction);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
        {
            throw faults.Damaged($"it cannot be brought to version {schema.Count}: {error.Message}", error);
        }
        Run(opened, FormattableString.Invariant($"PRAGMA application_id={ApplicationId}"), transaction);
        Run(opened, FormattableString.Invariant($"PRAGMA user_version={schema.Count}"), transaction);
        transaction.Commit();
    }

    /// <summary>Whose file it is, its version, and whether it has no table, all at one moment: another process may just make it.</summary>
    private static (long Application, long Version, bool IsEmpty) Kind(SqliteConnection opened)
    {
        using var moment = opened.BeginTransaction(IsolationLevel.Serializable, deferred: true);
        return (
            Number(opened, "PRAGMA application_id", moment), Number(opened, "PRAGMA user_version", moment),
            Number(opened, "SELECT count(*) FROM sqlite_schema", moment) == 0);
    }

    private static void MakeEmpty(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        // The files that SQLite makes beside it get the same permissions.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
    }

    private static string Text(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static void Run(SqliteConnection opened, string text, SqliteTransaction? transaction = null)
    {
        using var command = new SqliteCommand(text, opened, transaction);
        command.ExecuteNonQuery();
    }

    private static object? Value(SqliteConnection opened, string text, SqliteTransaction? transaction)
    {
        using var command = new SqliteCommand(text, opened, transaction);
        return command.ExecuteScalar();
    }

    private static long Number(SqliteConnection opened, string text, SqliteTransaction? transaction = null) =>
        Value(opened, text, transaction) as long? ?? 0;

    private static string? Text(SqliteConnection opened, string text) => Value(opened, text, null) as string;
}

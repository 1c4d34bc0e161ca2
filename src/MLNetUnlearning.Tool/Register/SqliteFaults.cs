using Microsoft.Data.Sqlite;

namespace MLNetUnlearning.Tool.Register;

/// <summary>Says in the tool's words what SQLite says by numbers.</summary>
/// <param name="path">The file.</param>
/// <param name="longestWait">How long it waits for other processes.</param>
internal sealed class SqliteFaults(string path, TimeSpan longestWait)
{
    /// <summary>Does something with the file.</summary>
    /// <exception cref="ToolException">What went wrong, and what to do.</exception>
    public T InWords<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidDataException error)
        {
            throw Damaged(error.Message, error);
        }
        catch (SqliteException error)
        {
            throw error.SqliteErrorCode switch
            {
                SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT => Damaged(error.Message, error),
                _ when error.SqliteExtendedErrorCode == SQLitePCL.raw.SQLITE_IOERR_SHORT_READ => Damaged("it is cut off", error),
                SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => ToolException.FailedRun(
                    $"Another process has kept '{path}' to itself for {longestWait.TotalSeconds} s: try again when it has ended.", error),
                SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM => ToolException.WrongData(
                    $"'{path}' cannot be opened for writing: look at its permissions and those of its folder.", error),
                SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR => ToolException.FailedRun(
                    $"'{path}' could not be written, and is as it was before: {error.Message}.", error),
                _ => error,
            };
        }
    }

    /// <summary>Why a file is not used that is none of this tool's, or damaged.</summary>
    public ToolException Damaged(string fault, Exception? inner = null) => ToolException.WrongData(
        $"'{path}' is no database of this tool, or is damaged, and was left as it is ({fault.TrimEnd('.')}): put a copy in its place, or "
        + "state another --database.", inner);
}

using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>A folder with a register, and a clock that a test sets.</summary>
internal sealed class Scratch : TimeProvider, IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("register-").FullName;

    public string File => PathOf(Database.DefaultFile);

    public DateTimeOffset Now { get; set; } = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How far the clock is ahead of the machine's, in place of standing at <see cref="Now"/>.</summary>
    public TimeSpan? Ahead { get; set; }

    public static WhatToForget Cat { get; } = new(["class:cat"], []);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public Database Open() => Database.Open(File, this);

    /// <summary>All bytes of the register's files: of the database and of the log of changes beside it.</summary>
    public byte[] AllBytes() => [.. Directory.EnumerateFiles(Folder, Path.GetFileName(File) + "*").SelectMany(Read)];

    public override DateTimeOffset GetUtcNow() => Ahead is { } time ? DateTimeOffset.UtcNow + time : Now;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Repository.DeleteFolder(Folder);
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}

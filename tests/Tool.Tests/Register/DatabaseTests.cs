using Microsoft.Data.Sqlite;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>The file: who may read it, what is done with older and newer ones, and what is said of files that are none.</summary>
public sealed class DatabaseTests : IDisposable
{
    private readonly Scratch place = new();

    [SignalFact]
    public void Only_its_owner_may_read_it_and_what_lies_beside_it()
    {
        using var database = place.Open();
        _ = new RequestRegister(database).Add("a.zip", "synthetic", Scratch.Cat);
        var files = Directory.GetFiles(place.Folder);
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void What_is_kept_is_on_disk_before_it_is_said_to_be()
    {
        using var database = place.Open();
        string[] settings = ["synchronous", "foreign_keys", "secure_delete", "journal_mode"];
        Assert.Equal(["2", "1", "1", "wal"], settings.Select(name => database.Read(
            statements => statements.List($"SELECT CAST({name} AS TEXT) AS value FROM pragma_{name}", row => row.Text("value"))).Single()));
    }

    [Fact]
    public void An_older_file_gets_what_is_new_and_keeps_what_it_has()
    {
        for (var version = 0; version <= Database.Migrations.Count; version++)
        {
            var file = place.PathOf($"{version}.db");
            using (var old = Database.Open(file, place, schema: [.. Database.Migrations.Take(version)]))
                if (version > 0) _ = new RequestRegister(old).Add("a.zip", "synthetic", Scratch.Cat);
            using (var now = Database.Open(file, place))
                Assert.Equal(Math.Min(version, 1), new RequestRegister(now).Requests().Count);
            using var next = Database.Open(
                file, place,
                schema: [.. Database.Migrations, "ALTER TABLE requests ADD COLUMN more TEXT; UPDATE requests SET more = 'new'"]);
            Assert.All(next.Read(all => all.List("SELECT more FROM requests", row => row.Text("more"))), text => Assert.Equal("new", text));
        }
    }

    [Fact]
    public void A_migration_that_fails_leaves_the_file_as_it_was()
    {
        using (var database = place.Open()) _ = new RequestRegister(database).Add("a.zip", "synthetic", Scratch.Cat);
        SqliteConnection.ClearAllPools();
        Assert.Throws<ToolException>(() => Database.Open(
            place.File, place, schema: [.. Database.Migrations, "DELETE FROM requests; ALTER TABLE nowhere ADD COLUMN more TEXT"]));
        using var again = place.Open();
        Assert.Single(new RequestRegister(again).Requests());
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        Database.Open(place.File, place, schema: [.. Database.Migrations, "CREATE TABLE later (id INTEGER)"]).Dispose();
        IsRefused("was written by a newer version of this tool");
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_alone()
    {
        using (var other = new SqliteConnection($"Data Source={place.File};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('Ada')";
            command.ExecuteNonQuery();
        }
        IsRefused("is the database of another program");
    }

    [Fact]
    public void A_file_that_is_none_is_refused_and_left_alone()
    {
        File.WriteAllText(place.File, string.Join('\n', Enumerable.Repeat("id,label", 1000)));
        IsRefused("is no database of this tool, or is damaged, and was left as it is");
    }

    [Fact]
    public void An_empty_file_becomes_a_database_and_a_folder_does_not()
    {
        File.WriteAllBytes(place.File, []);
        place.Open().Dispose();
        Assert.Contains("is a folder", Assert.Throws<ToolException>(() => Database.Open(place.Folder)).Message);
        var nowhere = Assert.Throws<ToolException>(() => Database.Open(place.PathOf("nowhere/a.db")));
        Assert.Equal(ExitCode.Usage, nowhere.ExitCode);
    }

    [Fact]
    public async Task Many_that_make_the_file_at_once_find_one_file()
    {
        const int Many = 6;
        for (var round = 0; round < 10; round++)
        {
            var (file, start) = (place.PathOf($"{round}.db"), new Barrier(Many));
            var threads = Enumerable.Range(0, Many).Select(late => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    Thread.SpinWait(late * 20_000); // one of them meets the file half made
                    Database.Open(file, place).Dispose();
                },
                TaskCreationOptions.LongRunning)).ToArray();
            await Task.WhenAll(threads);
        }
    }

    [Fact]
    public void A_file_that_must_be_there_is_not_made()
    {
        var error = Assert.Throws<ToolException>(() => Database.Open(place.File, place, mustBeThere: true));
        Assert.Contains("requests add", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(place.Folder));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    public void A_damaged_file_is_an_error_in_words_or_can_be_read_and_is_never_replaced(int seed)
    {
        using (var database = place.Open())
        {
            var register = new RequestRegister(database);
            for (var number = 0; number < 60; number++)
                register.Add(
                    $"{number}.zip", "synthetic", new(["class:cat"], [$"row {number}"]), requester: new($"Ada {number}", null, null));
            database.Merge();
        }
        SqliteConnection.ClearAllPools();
        var whole = File.ReadAllBytes(place.File);
        var random = new Random(seed);
        var damaged = place.PathOf("damaged.db");
        var found = 0;
        for (var time = 0; time < 150; time++)
        {
            var bytes = whole.ToArray();
            switch (time % 3)
            {
                case 0: bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes = bytes[..random.Next(1, bytes.Length)]; break;
                default: random.NextBytes(bytes.AsSpan(random.Next(bytes.Length - 512), 512)); break;
            }
            File.WriteAllBytes(damaged, bytes);
            try
            {
                using var opened = Database.Open(damaged, place);
                foreach (var request in new RequestRegister(opened).Requests()) Assert.NotNull(request.What);
            }
            catch (ToolException error)
            {
                found++;
                Assert.Equal(ExitCode.Data, error.ExitCode);
                Assert.Matches("was left as it is|is the database of another program|by a newer version", error.Message);
                Assert.Equal(bytes, File.ReadAllBytes(damaged));
            }
            SqliteConnection.ClearAllPools();
            foreach (var beside in Directory.GetFiles(place.Folder, "damaged.db-*")) File.Delete(beside);
        }
        Assert.InRange(found, 50, 150); // SQLite has no checksums: it knows a damaged text for no other
    }

    [Fact]
    public void Paths_below_its_folder_can_be_moved_with_it()
    {
        using var database = place.Open();
        Assert.Equal("models/a.zip", database.Kept(place.PathOf("models/a.zip")));
        Assert.Equal("photos", database.Kept(place.PathOf("photos/")));
        Assert.Equal("..a.zip", database.Kept(place.PathOf("..a.zip")));
        Assert.Equal(".", database.Kept(place.Folder));
        var elsewhere = Path.GetFullPath(place.PathOf("../a.zip"));
        Assert.Equal(elsewhere, database.Kept(elsewhere));
        Assert.All(
            new[] { place.PathOf("models/a.zip"), place.Folder, elsewhere },
            path => Assert.Equal(path, database.PathOf(database.Kept(path))));
    }

    public void Dispose() => place.Dispose();

    private void IsRefused(string message)
    {
        SqliteConnection.ClearAllPools();
        var before = File.ReadAllBytes(place.File);
        var error = Assert.Throws<ToolException>(place.Open);
        Assert.Contains(message, error.Message);
        Assert.Equal(ExitCode.Data, error.ExitCode);
        SqliteConnection.ClearAllPools();
        Assert.Equal(before, File.ReadAllBytes(place.File));
        Assert.Equal([place.File], Directory.GetFileSystemEntries(place.Folder));
    }
}

using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

/// <summary>One holder at a time.</summary>
public sealed class ExclusiveFileTests : IDisposable
{
    private readonly TemporaryFolder place = new();

    [Fact]
    public void Nobody_else_holds_it_also_where_it_has_just_gone_away()
    {
        var path = Path.Combine(place.Path, "held.lock");
        int holders = 0, together = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            for (var turn = 0; turn < 1500; turn++)
            {
                using var held = ExclusiveFile.Open(path);
                if (Interlocked.Increment(ref holders) > 1) Interlocked.Increment(ref together);
                Interlocked.Decrement(ref holders);
            }
        });
        Assert.Equal(0, together);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_file_that_was_deleted_after_it_was_opened_is_not_the_one_that_others_open()
    {
        var path = Path.Combine(place.Path, "held.lock");
        using var opened = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Assert.True(ExclusiveFile.IsStillAt(path, opened));
        File.Delete(path);
        Assert.False(ExclusiveFile.IsStillAt(path, opened));
        File.WriteAllText(path, "");
        Assert.False(ExclusiveFile.IsStillAt(path, opened));
    }

    [Fact]
    public void Who_waits_too_long_is_told()
    {
        var path = Path.Combine(place.Path, "held.lock");
        using var held = ExclusiveFile.Open(path);
        Assert.Throws<IOException>(() => ExclusiveFile.Open(path, patience: TimeSpan.Zero));
    }

    [Fact]
    public void What_a_killed_process_left_is_held_by_nobody()
    {
        var path = Path.Combine(place.Path, "held.lock");
        File.WriteAllText(path, "left");
        using (ExclusiveFile.Open(path, patience: TimeSpan.Zero)) Assert.True(File.Exists(path));
        Assert.False(File.Exists(path));
    }

    public void Dispose() => place.Dispose();
}

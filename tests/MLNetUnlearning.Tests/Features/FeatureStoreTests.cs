using MLNetUnlearning.Features;

namespace MLNetUnlearning.Tests;

/// <summary>The file, its key, and other processes that use it.</summary>
public sealed class FeatureStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<RowFingerprint, float[]> one = new() { [new(1, 1)] = [1, 2] }, two = new() { [new(2, 2)] = [3, 4] };

    private string Place => folder.File("features");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_another_process_has_written_is_not_lost()
    {
        var store = FeatureStore.Open(Place, null);
        store.Change(table => table.With(one));
        var other = FeatureStore.Open(Place, null);
        other.Change(table => table.Without([new(1, 1)]));
        store.Change(table => table.With(one).With(two));
        Assert.Equal((1, 1), (store.Table.Count, store.Table.Forgotten.Count));
        Assert.False(FeatureStore.Open(Place, null).Table.Holds(new(1, 1)));
    }

    [Fact]
    public void A_file_deleted_by_hand_is_made_again_without_what_was_forgotten()
    {
        var store = FeatureStore.Open(Place, null);
        store.Change(table => table.With(one).With(two).Without([new(1, 1)]));
        File.Delete(Place);
        store.Change(table => table.With(one).With(two));
        Assert.Equal([new RowFingerprint(2, 2)], FeatureStore.Open(Place, null).Table.Ids);
        store.Delete();
        Assert.Empty(Directory.GetFiles(folder.Path));
        store.Change(table => table.With(one).With(two)); // another life
        Assert.Equal(2, FeatureStore.Open(Place, null).Table.Count);
    }

    [Fact]
    public async Task A_change_waits_for_the_process_that_changes_the_file()
    {
        var store = FeatureStore.Open(Place, null);
        var held = MLNetUnlearning.Files.ExclusiveFile.Open(Place + ".lock");
        var begun = new TaskCompletionSource();
        var change = Task.Run(() => store.Change(table =>
        {
            begun.TrySetResult();
            return table.With(one);
        }));
        await begun.Task;
        Assert.False(change.IsCompleted || File.Exists(Place));
        held.Dispose();
        await change;
        Assert.Equal([Place, Place + ".key"], Directory.GetFiles(folder.Path).Order());
    }

    [Fact]
    public void What_a_killed_process_left_half_written_goes_with_the_next_change()
    {
        var (left, other) = ($"{Place}.{Guid.NewGuid():N}.tmp", folder.File("features.mine.tmp"));
        var store = FeatureStore.Open(Place, null);
        store.Change(table => table.With(one));
        foreach (var file in new[] { left, other }) File.WriteAllText(file, "features");
        store.Change(table => table.Without([new(1, 1)]));
        Assert.Equal([false, true], new[] { left, other }.Select(File.Exists));
        File.WriteAllText(left, "features");
        store.Delete();
        Assert.Equal([other], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Where_nothing_changes_nothing_is_written()
    {
        FeatureStore.Open(Place, null).Change(table => table.With(one));
        using var held = MLNetUnlearning.Files.ExclusiveFile.Open(Place + ".lock"); // as in a folder that is there to be read
        var store = FeatureStore.Open(Place, null);
        store.Change(table => table);
        Assert.Equal(1, store.Table.Count);
    }

    [Fact]
    public void The_key_of_the_program_is_written_nowhere_and_needed_again()
    {
        var key = FingerprintKey.Create();
        FeatureStore.Open(Place, key).Change(table => table.With(one));
        Assert.Equal([Place], Directory.GetFiles(folder.Path));
        Assert.Equal(1, FeatureStore.Open(Place, key).Table.Count);
        Refused.With<ArgumentException>("not that of the features", () => FeatureStore.Open(Place, FingerprintKey.Create()));
        Refused.With<InvalidOperationException>("The key of the features in", () => FeatureStore.Open(Place, null));
    }

    [Fact]
    public void Its_own_key_lies_beside_for_its_owner_alone()
    {
        FeatureStore.Open(Place, null).Change(table => table.With(one));
        Assert.Equal([Place, Place + ".key"], Directory.GetFiles(folder.Path).Order());
        foreach (var file in Directory.GetFiles(folder.Path))
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.Delete(Place + ".key");
        Refused.With<InvalidOperationException>("The key of the features in", () => FeatureStore.Open(Place, null));
    }

    [Fact]
    public void A_file_of_another_key_under_way_is_noticed()
    {
        var store = FeatureStore.Open(Place, null);
        store.Change(table => table.With(one));
        File.Delete(Place);
        File.Delete(Place + ".key");
        FeatureStore.Open(Place, null).Change(table => table.With(one).With(two));
        Refused.With<InvalidOperationException>("made anew under another key", () => store.Change(table => table.With(two)));
    }

    [Fact]
    public void Places_that_cannot_be_are_named_before_anything_is_computed()
    {
        Refused.With<DirectoryNotFoundException>("There is no folder", () => FeatureStore.Open(folder.File("no", "features"), null));
        File.WriteAllText(Place, "no features");
        Refused.With<ModelFileException>("delete the file", () => FeatureStore.Open(Place, null));
    }
}

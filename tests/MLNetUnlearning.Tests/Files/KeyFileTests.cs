using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

public sealed class KeyFileTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    private string Path => folder.File("a.zip");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_classifier_is_saved_with_its_key_and_loaded_with_it()
    {
        using var classifier = Tiny.Trained(ml);
        classifier.Save(Path);
        using var back = ml.Unlearning().LoadClassifier(Path);
        Assert.Equal(classifier.FingerprintKey!.ToBytes(), back.FingerprintKey!.ToBytes());
        Assert.Equal(classifier.FingerprintKey.ToBytes(), ml.Unlearning().LoadFingerprintKey(Path + ".key").ToBytes());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path + ".key"));
    }

    [Fact]
    public void Without_its_key_it_scores_and_does_not_know_its_rows()
    {
        using var classifier = Tiny.Trained(ml);
        classifier.Save(Path);
        File.Delete(Path + ".key");
        using var back = ml.Unlearning().LoadClassifier(Path);
        Assert.Null(back.FingerprintKey);
        Assert.Equal(Scores(classifier), Scores(back));
        back.Save(folder.File("b.zip")); // which loses nothing
        Assert.False(File.Exists(folder.File("b.zip.key")));
        using var opened = ml.Unlearning().LoadClassifier(folder.File("b.zip"), fingerprintKey: classifier.FingerprintKey);
        Assert.Equal(classifier.TrainingRows.ToBytes(), opened.TrainingRows.ToBytes());
    }

    [Fact]
    public void Without_its_key_one_that_has_forgotten_refuses_to_unlearn_and_to_be_pruned_and_evaluated()
    {
        using var original = Tiny.Trained(ml);
        using var unlearned = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows());
        unlearned.Save(Path);
        File.Delete(Path + ".key");
        using var back = ml.Unlearning().LoadClassifier(Path);
        var rows = Tiny.Rows(forget: row => row == 1);
        Refused.With<InvalidOperationException>(["has forgotten 8 rows", "key"], () => ml.Unlearn(back, new Retrain()).Fit(rows));
        Refused.With<InvalidOperationException>("has forgotten 8 rows", () => ml.Unlearning().Prune(back).Fit(rows));
        Refused.With<InvalidOperationException>(
            "has forgotten 8 rows", () => ml.Unlearning().Evaluate(back, rows, null, Tiny.Rows(seed: 9)));
        using var again = ml.Unlearn(back, new Retrain(), allowUnknownHistory: true).Fit(rows);
        Assert.Equal(1, again.ForgottenRows.Count);
        Refused.With<InvalidOperationException>("has forgotten 8 rows", () => ml.Unlearn(again, new Retrain()).Fit(rows));
    }

    [Fact]
    public void A_key_that_the_program_keeps_is_written_nowhere_and_asked_for()
    {
        var key = FingerprintKey.Create();
        using var classifier = ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network, fingerprintKey: key).Fit(Tiny.Rows());
        using var unlearned = ml.Unlearn(classifier, new Retrain(), seed: 2).Fit(Tiny.Rows());
        Assert.Same(key, unlearned.FingerprintKey); // an unlearned classifier inherits it
        unlearned.Save(Path);
        Assert.False(File.Exists(Path + ".key"));
        using var back = ml.Unlearning().LoadClassifier(Path, fingerprintKey: FingerprintKey.FromBytes(key.ToBytes()));
        Assert.Equal(key.ToBytes(), back.FingerprintKey!.ToBytes());
        Refused.With<ArgumentException>(
            key.Identity, () => ml.Unlearning().LoadClassifier(Path, fingerprintKey: FingerprintKey.Create()));
    }

    [Fact]
    public void A_file_and_its_training_rows_share_no_bytes_without_the_key()
    {
        using var one = Saved.Classifier();
        var plain = RowFingerprints.Of([new(1, ulong.MaxValue - 1)]).ToBytes();
        Assert.Equal(-1, Saved.Bytes(one).AsSpan().IndexOf(plain));
        Assert.Equal(-1, Saved.Bytes(one).AsSpan().IndexOf(one.FingerprintKey!.ToBytes()));
    }

    [Fact]
    public void A_classifier_with_another_key_replaces_both_and_at_no_moment_lacks_its_key()
    {
        using var first = Tiny.Trained(ml);
        using var second = Tiny.Trained(ml);
        first.Save(Path);
        Refused.With<IOException>("stopped", () =>
            KeyFile.WriteBeside(Path, second.FingerprintKey, _ => null, () => throw new IOException("stopped")));
        using (var still = ml.Unlearning().LoadClassifier(Path)) Assert.Equal(first.FingerprintKey!.Identity,
            still.FingerprintKey!.Identity);
        Assert.Equal(first.FingerprintKey!.ToBytes(), ml.Unlearning().LoadFingerprintKey(Path + ".key").ToBytes());
        second.Save(Path);
        using var back = ml.Unlearning().LoadClassifier(Path);
        Assert.Equal(second.FingerprintKey!.Identity, back.FingerprintKey!.Identity);
        Assert.Equal(second.FingerprintKey.Identity, Assert.Single(KeyFile.Read(Path + ".key")).Identity);
    }

    [Fact]
    public void Keys_of_classifiers_that_were_moved_stay_and_that_of_the_one_there_is_read()
    {
        NeuralClassifier[] trained = [Tiny.Trained(ml), Tiny.Trained(ml), Tiny.Trained(ml)];
        foreach (var one in trained)
        {
            File.Delete(Path);
            one.Save(Path);
        }
        Assert.Equal(
            [.. trained.Reverse().Select(one => one.FingerprintKey!.Identity)],
            ml.Unlearning().LoadFingerprintKeys(Path + ".key").Select(key => key.Identity));
        Assert.Equal(trained[2].FingerprintKey!.ToBytes(), ml.Unlearning().LoadFingerprintKey(Path + ".key").ToBytes());
        File.Delete(Path);
        Refused.With<ModelFileException>(
            ["holds 3 keys", "none of them is there", "LoadFingerprintKeys"], () => ml.Unlearning().LoadFingerprintKey(Path + ".key"));
        File.WriteAllText(Path, "no classifier");
        Refused.With<ModelFileException>("holds 3 keys", () => ml.Unlearning().LoadFingerprintKey(Path + ".key"));
        foreach (var one in trained) one.Dispose();
    }

    [Fact]
    public void The_key_of_a_classifier_that_was_moved_outlives_the_saving_of_another_in_its_place()
    {
        using var moved = Tiny.Trained(ml);
        using var there = Tiny.Trained(ml);
        using var next = Tiny.Trained(ml);
        moved.Save(Path);
        File.Move(Path, folder.File("moved.zip"));
        there.Save(Path);
        there.Save(Path); // once more, as after an unlearning
        Assert.Equal([Identity(there), Identity(moved)], Identities());
        next.Save(Path); // only the key of what it replaces is of no more use
        Assert.Equal([Identity(next), Identity(moved)], Identities());

        static string Identity(NeuralClassifier classifier) => classifier.FingerprintKey!.Identity;
        IEnumerable<string> Identities() => KeyFile.Read(Path + ".key").Select(key => key.Identity);
    }

    [Fact]
    public void Another_process_waits_with_its_key_until_the_classifier_is_there()
    {
        KeyFile.WriteBeside(Path, Key(1), _ => null, () =>
        {
            Assert.Throws<IOException>(() => ExclusiveFile.Open(Path + ".key.lock", patience: TimeSpan.Zero));
            using var other = ExclusiveFile.Open(folder.File("b.zip.key.lock"), patience: TimeSpan.Zero); // another classifier's
        });
        Assert.Equal([Path + ".key"], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_key_that_comes_while_a_classifier_is_written_stays_if_that_fails_and_if_it_does_not()
    {
        var (first, second, third) = (Key(1), Key(2), Key(3));
        Refused.With<IOException>("stopped", () => KeyFile.WriteBeside(Path, first, _ => null, () =>
        {
            KeyFile.Write(Path + ".key", first, third);
            throw new IOException("stopped");
        }));
        Assert.Equal([first.Identity, third.Identity], Identities());

        File.WriteAllText(Path, "the first classifier");
        KeyFile.Write(Path + ".key", first);
        KeyFile.WriteBeside(Path, second, _ => first.Identity, () => KeyFile.Write(Path + ".key", second, first, third));
        Assert.Equal([second.Identity, third.Identity], Identities());

        IEnumerable<string> Identities() => KeyFile.Read(Path + ".key").Select(key => key.Identity);
    }

    private static FingerprintKey Key(byte of) =>
        FingerprintKey.FromBytes([.. Enumerable.Repeat(of, FingerprintKey.Length)]).OfLibrary();

    [Theory]
    [InlineData("")]
    [InlineData("MLNetUnlearning fingerprint key 1\n")]
    [InlineData("MLNetUnlearning fingerprint key 1\n00ff\n")]
    [InlineData("MLNetUnlearning fingerprint key 2\n0000000000000000000000000000000000000000000000000000000000000000\n")]
    [InlineData("MLNetUnlearning fingerprint key 1\n0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("MLNetUnlearning fingerprint key 1\nX000000000000000000000000000000000000000000000000000000000000000\n")]
    public void What_is_no_key_is_refused(string text)
    {
        File.WriteAllText(folder.File("k"), text);
        Refused.With<ModelFileException>("is no key of a classifier", () => ml.Unlearning().LoadFingerprintKey(folder.File("k")));
    }

    [Fact]
    public void A_key_is_saved_for_a_model_file_which_has_none()
    {
        using var original = Tiny.Trained(ml);
        using var unlearned = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Tiny.Rows());
        unlearned.SaveFingerprintKey(folder.File("m.key"));
        var model = ModelFiles.Load(ModelFiles.Bytes(unlearned, Tiny.Rows().Schema));
        var rows = Tiny.Rows(forget: row => row == 1);
        Refused.With<InvalidOperationException>("has forgotten 8 rows", () => ml.Unlearn(model, new Retrain()).Fit(rows));
        var key = ml.Unlearning().LoadFingerprintKey(folder.File("m.key"));
        using var expected = ml.Unlearn(unlearned, new Retrain(), seed: 5).Fit(rows);
        using var actual = ml.Unlearn(model, new Retrain(), fingerprintKey: key, seed: 5).Fit(rows);
        Assert.Equal(Tiny.Weights(expected), Tiny.Weights(actual));
        Assert.Equal(9, actual.ForgottenRows.Count);
    }

    private static IEnumerable<float> Scores(NeuralClassifier classifier) =>
        classifier.Transform(Tiny.Rows()).GetColumn<VBuffer<float>>("Score").SelectMany(row => row.DenseValues());
}

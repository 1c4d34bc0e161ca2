using System.Globalization;

namespace MLNetUnlearning.Tests;

/// <summary>What a program wrote into a classifier's file is there when the file is read, and after everything that was done
/// between.</summary>
public sealed class ClassifierNotesTests
{
    private static readonly Dictionary<string, string> Notes = new() { ["split.seed"] = "3", ["räume"] = "\"a\"\n😀", ["empty"] = "" };

    [Fact]
    public void Notes_come_back_and_the_order_in_which_they_were_given_changes_no_byte()
    {
        using var original = Saved.Classifier();
        using var noted = original.WithNotes(Notes);
        using var other = original.WithNotes(Notes.Reverse().ToDictionary());
        Assert.Equal(Saved.Bytes(noted), Saved.Bytes(other));
        using var back = Saved.Load(Saved.Bytes(noted));
        Assert.Equal(Notes.OrderBy(note => note.Key, StringComparer.Ordinal), back.Notes);
        Assert.Equal(Tiny.Weights(original), Tiny.Weights(back));
        Assert.Empty(original.Notes);
    }

    [Fact]
    public void A_classifier_without_notes_has_the_bytes_that_it_had_before_there_were_any()
    {
        using var original = Saved.Classifier();
        using var noted = original.WithNotes(Notes);
        using var bare = noted.WithNotes(new Dictionary<string, string>());
        Assert.Equal(Saved.Bytes(original), Saved.Bytes(bare));
        Assert.DoesNotContain("notes", ZipFiles.Text(Saved.Bytes(original), "manifest.json"));
    }

    [Fact]
    public void Unlearning_pruning_readmitting_and_model_files_keep_them()
    {
        var ml = new MLContext(seed: 1);
        using var trained = Tiny.Trained(ml);
        using var noted = trained.WithNotes(Notes);
        using var unlearned = ml.Unlearn(noted, new FineTune(), maximumRetainAccuracyLoss: double.PositiveInfinity).Fit(Tiny.Rows());
        using var back = ml.Unlearning().Readmit(unlearned, ml.Data.TakeRows(Tiny.Rows(), 1));
        using var pruned = ml.Unlearning().Prune(noted, new MagnitudePruning { Rewind = false, Sparsity = 0.5 }).Fit(Tiny.Rows());
        using var stream = new MemoryStream();
        ml.Model.Save(noted, Tiny.Rows().Schema, stream);
        using var found = ml.Unlearning().FindClassifier(ml.Model.Load(stream, out _));
        Assert.All([unlearned, back, pruned, found], one => Assert.Equal(noted.Notes, one.Notes));
    }

    [Theory]
    [InlineData(65, 1, 1, "There are 65 notes; at most 64")]
    [InlineData(1, 0, 1, "has 0 letters; it must have 1 to 100")]
    [InlineData(1, 101, 1, "has 101 letters; it must have 1 to 100")]
    [InlineData(1, 1, 1001, "Note '0' has 1001 letters; at most 1000")]
    [InlineData(1, 1, -1, "Note '0' is null")]
    public void Notes_that_no_file_keeps_are_refused(int count, int lengthOfName, int lengthOfText, string message)
    {
        using var original = Saved.Classifier();
        var notes = Enumerable.Range(0, count).ToDictionary(
            number => lengthOfName == 0 ? "" : number.ToString(CultureInfo.InvariantCulture).PadRight(lengthOfName, '.'),
            _ => lengthOfText < 0 ? null! : new string('x', lengthOfText));
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => { original.WithNotes(notes); }).Message);
    }

    [Fact]
    public void Text_that_is_no_unicode_is_refused()
    {
        using var original = Saved.Classifier();
        var notes = new Dictionary<string, string> { ["a"] = "\ud800" };
        Assert.Contains("no valid Unicode", Assert.Throws<ArgumentException>(() => { original.WithNotes(notes); }).Message);
    }

    [Theory]
    [InlineData("{}", "manifest.notes is empty")]
    [InlineData("{ \"a\": 1 }", "manifest.notes.a cannot be read")]
    [InlineData("{ \"a\": null }", "'a' is null")]
    [InlineData("{ \"a\": \"1\", \"a\": \"2\" }", "manifest.notes.a cannot be read: Duplicate")]
    [InlineData("{ \"\": \"1\" }", "has 0 letters")]
    public void Forged_notes_are_refused_in_words(string notes, string message)
    {
        using var original = Saved.Classifier();
        var forged = ZipFiles.Forged(
            Saved.Bytes(original), text => text.Replace("\"rows\": {", $"\"notes\": {notes}, \"rows\": {{", StringComparison.Ordinal));
        Assert.Contains(message, Saved.Refusal(forged));
    }
}

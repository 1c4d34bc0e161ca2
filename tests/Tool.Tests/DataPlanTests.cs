using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>What a classifier's file keeps of how its rows were found.</summary>
public sealed class DataPlanTests
{
    [Theory]
    [InlineData("pixel", 784)]
    [InlineData("feature_", 100)]
    [InlineData("\"Größe\", ", 200)]
    [InlineData("показатель_", 300)]
    [InlineData("😀", 100)]
    public void The_columns_of_a_wide_table_fit_into_notes_and_come_back(string start, int count)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(number => $"{start}{number}")];
        string[] words = [.. names.Select(name => $"{name} w")];
        var notes = PlanOf(names, words, commas: names[(count / 2)..]).ToNotes();
        Assert.InRange(notes.Count, 8, 63);
        Assert.All(notes.Values, text => Assert.InRange(text.Length, 1, 1000));
        var back = DataPlan.OfNotes(notes)!.Columns;
        Assert.Equal(names, back.Numbers);
        Assert.Equal(names[(count / 2)..], back.CommaNumbers);
        Assert.Equal(words, back.Words);
    }

    [Fact]
    public void Letters_of_other_alphabets_take_no_more_place_than_others()
    {
        string[] names = [.. Enumerable.Range(10, 30).Select(number => $"показатель {number}")];
        Assert.Equal($"[\"{string.Join("\",\"", names)}\"]", PlanOf(names, []).ToNotes()["data.numberColumns"]);
    }

    [Fact]
    public void A_file_of_an_earlier_version_has_one_note_for_all_names()
    {
        var notes = new Dictionary<string, string>
        {
            ["data.kind"] = "Numbers",
            ["data.numberColumns"] = "[\"Gr\\u00F6\\u00DFe\",\"Age\"]",
            ["data.wordColumns"] = "[]",
        };
        var columns = DataPlan.OfNotes(notes)!.Columns;
        Assert.Equal(["Größe", "Age"], columns.Numbers);
        Assert.Empty(columns.CommaNumbers);
        Assert.Empty(columns.Words);
    }

    [Fact]
    public void A_note_that_is_no_list_is_named()
    {
        var notes = PlanOf(["a"], []).ToNotes();
        notes["data.numberColumns.02"] = "b";
        Assert.Contains(
            "'data.numberColumns.02' is no list", Assert.Throws<ToolException>(() => { DataPlan.OfNotes(notes); }).Message);
    }

    /// <summary>Each name fills a note. Seven notes say something else, and one place is left for what is forgotten.</summary>
    [Theory, InlineData(56, 900, true), InlineData(57, 900, false), InlineData(1, 996, true), InlineData(1, 997, false)]
    public void More_names_than_a_file_keeps_and_longer_ones_are_refused(int count, int length, bool fits)
    {
        var plan = PlanOf([.. Enumerable.Range(0, count).Select(number => $"{number:D3}".PadRight(length, 'x'))], []);
        if (fits)
        {
            Assert.Equal(count, DataPlan.OfNotes(plan.ToNotes())!.Columns.Numbers.Count);
            return;
        }
        var error = Assert.Throws<ToolException>(() => { plan.ToNotes(); });
        Assert.Contains("leave columns out, or shorten their names", error.Message);
        Assert.Equal(ExitCode.Data, error.ExitCode);
    }

    private static DataPlan PlanOf(string[] numbers, string[] words, string[]? commas = null) => new()
    {
        Kind = DataKind.Numbers,
        Seed = 3,
        Columns = new() { Label = "label", Numbers = numbers, CommaNumbers = commas ?? [], Words = words },
    };
}

namespace MLNetUnlearning.Tool.Serve;

/// <summary>What somebody works on: the marks, the model, the data, and what is known of them.</summary>
internal sealed record Desk(Draft Draft, ModelCard Model, DataCard Data, RowList List, Answered Answers)
{
    /// <summary>How many rows were marked before the last change of many marks; null: it cannot be taken back.</summary>
    public int? CountBefore() => Draft.Before is { } before ? List.Rows.Count((Draft with { Marked = before }).IsMarked) : null;

    /// <summary>How many rows are marked.</summary>
    public MarkCount Count()
    {
        var marked = List.Rows.Where(Draft.IsMarked).ToList();
        var (apart, forgotten) = (
            marked.Count(row => Answers.For(row) is { IsTrained: false }), marked.Count(row => Answers.For(row) is { IsForgotten: true }));
        return new(marked.Count, apart, forgotten, List.Rows.Count, Draft.Classes.Count, List.Header is null);
    }
}

/// <summary>How many rows are marked.</summary>
/// <param name="Marked">All that are marked.</param>
/// <param name="SetApart">Those of them that the model was never trained on, as far as is known.</param>
/// <param name="Forgotten">Those of them that the model has forgotten already, as far as is known.</param>
/// <param name="Rows">All rows.</param>
/// <param name="Classes">Classes that go as a whole.</param>
/// <param name="ArePictures">Whether the rows are pictures.</param>
public sealed record MarkCount(int Marked, int SetApart, int Forgotten, int Rows, int Classes, bool ArePictures)
{
    /// <summary>In words.</summary>
    public string Text
    {
        get
        {
            if (Marked == 0) return "Nothing is marked yet.";
            var what = ArePictures ? Counted.Of(Marked, "picture", "pictures") : Counted.Of(Marked, "row", "rows");
            var classes = Classes > 0 ? $", with {Counted.Of(Classes, "whole class", "whole classes")}" : "";
            var apart = SetApart > 0
                ? $" {Counted.Of(SetApart, "of them was", "of them were")} never learnt: there is nothing to forget there." : "";
            var again = Forgotten > 0 ? $" {Counted.Of(Forgotten, "of them is", "of them are")} forgotten already." : "";
            return string.Create(CultureInfo.InvariantCulture, $"{what} of {Rows:N0} marked{classes}.{apart}{again}");
        }
    }
}

/// <summary>What the page of the second step shows.</summary>
public sealed record MarkView(
    long Draft, string Model, string Data, Selection Selection, int Pages, int Taken, int Rows, IReadOnlyList<ClassView> Classes,
    IReadOnlyList<TileView> Tiles, IReadOnlyList<string>? Header, bool HasIds, bool HasAnswers, string? AnswersText, bool IsReading,
    MarkCount Count)
{
    /// <summary>What went wrong; null: nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>How many rows were marked before the last change of many marks; null: it cannot be taken back.</summary>
    public int? Before { get; init; }
}

/// <summary>A class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="IsMarked">Whether it goes as a whole.</param>
public sealed record ClassView(string Name, int Rows, bool IsMarked);

/// <summary>A row on the page.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Class">Its class.</param>
/// <param name="Cells">The fields of a table's row; null: it is a picture.</param>
/// <param name="IsMarked">Whether it is marked by itself.</param>
/// <param name="GoesWithClass">Whether its class goes as a whole.</param>
/// <param name="Predicted">What the model takes it for; null: not known.</param>
/// <param name="Probability">How sure the model is; null: not known.</param>
/// <param name="Past">never learnt, or forgotten; null: the model was trained on it, or it is not known.</param>
public sealed record TileView(
    string Id, string Class, IReadOnlyList<string>? Cells, bool IsMarked, bool GoesWithClass, string? Predicted, double? Probability,
    string? Past)
{
    /// <summary>What the model answers, in words; null: not known.</summary>
    public string? Answer => Predicted is null ? null
        : string.Create(CultureInfo.InvariantCulture, $"{Shown.Of(Predicted)}, {Probability * 100:0} %");

    /// <summary>Whether it can be marked by itself: a list of ids has one on each line.</summary>
    public bool HasUsableId => ListedRow.IsUsable(Id);

    /// <summary>Whether the model is wrong about it.</summary>
    public bool IsWrong => Predicted is not null && Predicted != Class;
}

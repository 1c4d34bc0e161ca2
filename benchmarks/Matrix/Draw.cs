using System.Globalization;
using MLNetUnlearning;

namespace Matrix;

/// <summary>What is forgotten. The order of the names counts: seeds depend on it.</summary>
internal enum RequestKind
{
    Class,
    Random10,
    Ids,
    Random1,
    Random30,
}

/// <summary>One request to one original.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Kind">The kind of request.</param>
/// <param name="Index">The number of the draw, counted from 0.</param>
/// <param name="OriginalSeed">The original that is to forget.</param>
/// <param name="Seed">The seed of the request and of the runs that grant it.</param>
/// <param name="Class">The class to forget, if it is one.</param>
internal sealed record Draw(Cell Cell, RequestKind Kind, int Index, int OriginalSeed, int Seed, string Class)
{
    /// <summary>Draws are pooled until so many rows are forgotten in all of them together.</summary>
    private const int EnoughRows = 100;

    private const int IdsToForget = 2;

    /// <summary>The name of its files.</summary>
    public string Name => $"{Cell.Name}_{NameOf(Kind)}_{Index}";

    public static string NameOf(RequestKind kind) => kind switch
    {
        RequestKind.Class => "class",
        RequestKind.Random10 => "random-10",
        RequestKind.Ids => "ids",
        RequestKind.Random1 => "random-1",
        _ => "random-30",
    };

    /// <summary>Whether a cell has requests of a kind: 1 % and 30 % are forgotten of 10 x 100 rows only.</summary>
    public static bool IsIn(Cell cell, RequestKind kind) =>
        kind is not (RequestKind.Random1 or RequestKind.Random30) || cell.Data == Pictures.TenClasses;

    /// <summary>The draws of a block: as many as are asked for, and more until enough rows are forgotten. The first ones are asked of one
    /// original, the next ones of another. Random draws of 10 x 100 rows go round the originals one by one: there 110 unseen rows are the
    /// yardstick, and what they err by would be the same in all draws of one original.</summary>
    /// <param name="list">The list to draw from.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="atLeast">How many draws there are at least; null: two classes, three draws of 10 %, one of any other kind.</param>
    /// <param name="pool">False: there are no more draws than that, however few rows they forget.</param>
    public static IEnumerable<Draw> Of(DrawList list, Cell cell, RequestKind kind, int? atLeast = null, bool pool = true)
    {
        var classes = list.ClassesOf(cell.Data);
        var round = atLeast ?? kind switch { RequestKind.Class => 2, RequestKind.Random10 => 3, _ => 1 };
        var enough = pool ? (int)Math.Ceiling((double)EnoughRows / RowsOf(kind, cell.Data)) : 0;
        var ofOneOriginal = kind == RequestKind.Random10 && cell.Data == Pictures.TenClasses ? 1 : round;
        return Enumerable.Range(0, Math.Max(round, enough)).Select(index => new Draw(
            cell, kind, index, list.OriginalSeeds[index / ofOneOriginal % list.OriginalSeeds.Count], list.SeedOf(kind, index),
            classes[index % Math.Min(round, classes.Count)]));
    }

    /// <summary>The request, for the library.</summary>
    public ForgetRequest Request() => Kind switch
    {
        RequestKind.Class => ForgetRequest.Class(Class),
        RequestKind.Ids => ForgetRequest.Rows(nameof(PictureRow.Person), Persons()),
        _ => ForgetRequest.Random(ShareOf(Kind), Seed),
    };

    private IEnumerable<string> Persons()
    {
        int[] all = [.. Enumerable.Range(0, Cell.Data.NumberOfRows / Cell.Data.RowsPerPerson)]; // those with all their rows
        new Random(Seed).Shuffle(all);
        return all.Take(IdsToForget).Select(person => person.ToString(CultureInfo.InvariantCulture));
    }

    private static int RowsOf(RequestKind kind, Pictures data) => kind switch
    {
        RequestKind.Class => data.RowsPerClass,
        RequestKind.Ids => IdsToForget * data.RowsPerPerson,
        _ => (int)Math.Round(ShareOf(kind) * data.NumberOfRows),
    };

    private static double ShareOf(RequestKind kind) => kind switch
    {
        RequestKind.Random1 => 0.01,
        RequestKind.Random30 => 0.3,
        _ => 0.1,
    };
}

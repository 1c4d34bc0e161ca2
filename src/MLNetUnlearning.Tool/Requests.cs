using Microsoft.ML.Data;
using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool;

/// <summary>What <c>--forget</c> asks for.</summary>
internal static class Requests
{
    public static Option<string[]> Forget { get; } = new("--forget")
    {
        Description = "What to forget: class:NAME, random:SHARE (or random:SHARE:SEED), ids:FILE (an id on each line), or Column=Value. "
            + "Several are forgotten together: repeat --forget.",
        HelpName = "WHAT",
    };

    // The draws of random rows, such as "0.1:4 0.2:4", so that evaluation finds them again. Other requests may name people: they are not
    // kept.
    private const string RandomNote = "forget.random", RandomStart = "random:", ClassStart = "class:", ListStart = "ids:";

    private const int MostNamed = 5;

    /// <summary>The request of the command line. Random rows are those that the classifier has forgotten, if it was asked the
    /// same.</summary>
    public static ForgetRequest Of(Session session, RowsOfData rows, NeuralClassifier classifier)
    {
        var ids = session.RegisteredRequests?.RowIds ?? [];
        if (session.All(Forget).Count == 0 && ids.Count == 0 && Asked(session, classifier) is { } answer) session.Keep(Forget, answer);
        var texts = ids.Count > 0 ? session.All(Forget) : Stated(session);
        ForgetRequest[] parts =
        [
            .. texts.Select(text => Of(text, rows, SeedOf(text, session, classifier), session)),
            .. ids.Count > 0 ? [Listed(rows.IdColumn, [.. ids], rows, session)] : Array.Empty<ForgetRequest>(),
        ];
        return parts.Length == 1 ? parts[0] : ForgetRequest.All(parts);
    }

    /// <summary>The file of ids that a request names; null: it names none.</summary>
    public static string? FileOf(string text) => text.StartsWith(ListStart, StringComparison.Ordinal) ? text[ListStart.Length..] : null;

    /// <summary>The class that a request names; null: it names none.</summary>
    public static string? ClassOf(string text) =>
        text.StartsWith(ClassStart, StringComparison.Ordinal) ? text[ClassStart.Length..] : null;

    /// <summary>What asks for a class.</summary>
    public static string OfClass(string name) => ClassStart + name;

    /// <summary>What <c>--forget</c> states.</summary>
    /// <exception cref="ToolException">It states nothing.</exception>
    public static IReadOnlyList<string> Stated(Session session) => session.All(Forget) is { Count: > 0 } texts
        ? texts
        : throw ToolException.Usage("--forget is missing: class:NAME, random:SHARE, ids:FILE or Column=Value.");

    /// <summary>What <c>--forget</c> states, for the register: with the ids themselves in place of a file that may change.</summary>
    /// <exception cref="ToolException">It states nothing, or what it states cannot be read.</exception>
    public static WhatToForget ToForget(Session session)
    {
        if (session.All(Forget).Count == 0 && session.Questions.Text($"{Forget.Description}\n{Forget.Name}:") is { } answer)
            session.Keep(Forget, answer);
        var texts = Stated(session);
        foreach (var text in texts.Where(text => FileOf(text) is null)) CheckForm(text);
        return new WhatToForget(
            [.. texts.Where(text => FileOf(text) is null).Distinct()],
            [.. texts.Select(FileOf).OfType<string>().SelectMany(Ids).Distinct()]);
    }

    /// <summary>What a person at the terminal answers; null: nobody is there.</summary>
    private static string? Asked(Session session, NeuralClassifier classifier)
    {
        const string Random = "a tenth of the rows, drawn at random", Listed = "the rows whose ids stand in a file";
        var classes = classifier.Labels.Names.ToDictionary(name => $"class {name}", OfClass);
        var choice = session.Questions.Choice("What is to be forgotten?", [.. classes.Keys, Random, Listed]);
        return choice switch
        {
            null => null,
            Random => $"{RandomStart}0.1",
            Listed => session.Questions.Text("The file, with an id on each line:") is { } file ? $"{ListStart}{file}" : null,
            _ => classes[choice],
        };
    }

    /// <summary>What the new classifier's file keeps of a request.</summary>
    public static Dictionary<string, string> ToNotes(Session session, NeuralClassifier classifier)
    {
        var notes = classifier.Notes.Where(note => note.Key != RandomNote).ToDictionary();
        var draws = session.All(Forget).Where(IsRandom).Select(text => text[RandomStart.Length..])
            .Select(draw => draw.Contains(':') ? draw : string.Create(CultureInfo.InvariantCulture, $"{draw}:{session.Seed}")).ToList();
        if (draws.Count > 0) notes[RandomNote] = string.Join(' ', draws);
        return notes;
    }

    /// <summary>The seed of a draw that states none: the kept one, unless the command line states another for all.</summary>
    private static int SeedOf(string text, Session session, NeuralClassifier classifier)
    {
        if (!IsRandom(text) || session.IsStated(CommonOptions.Seed)) return session.Seed;
        var start = $"{text[RandomStart.Length..]}:";
        var kept = classifier.Notes.GetValueOrDefault(RandomNote, "").Split(' ')
            .FirstOrDefault(draw => draw.StartsWith(start, StringComparison.Ordinal));
        return kept is not null && int.TryParse(kept[start.Length..], CultureInfo.InvariantCulture, out var seed) ? seed : session.Seed;
    }

    private static ForgetRequest Of(string text, RowsOfData rows, int seed, Session session)
    {
        if (IsOfLibrary(text))
            return ToolException.Stated(() => ForgetRequest.Parse(text, seed));
        if (FileOf(text) is { } file) return Listed(rows.IdColumn, Ids(file), rows, session);
        var (column, value) = ColumnAndValue(text);
        return Listed(column, [value], rows, session);
    }

    private static (string Column, string Value) ColumnAndValue(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } column, { Length: > 0 } value]
            ? (column, value)
            : throw ToolException.Usage(
                $"Cannot read --forget '{text}': expected class:NAME (such as class:{text}), random:SHARE, ids:FILE or Column=Value.");

    /// <summary>Refuses what no row could be found by.</summary>
    private static void CheckForm(string text)
    {
        if (IsOfLibrary(text)) _ = ToolException.Stated(() => ForgetRequest.Parse(text, seed: 0));
        else _ = ColumnAndValue(text);
    }

    /// <summary>Whether the library reads it.</summary>
    private static bool IsOfLibrary(string text) => ClassOf(text) is not null || IsRandom(text);

    /// <summary>A request for rows with given ids, as far as the classifier was trained on them. Somebody whose rows were set apart, and
    /// never learnt, is told so.</summary>
    private static ForgetRequest Listed(string column, string[] ids, RowsOfData rows, Session session)
    {
        if (rows.Train.Schema.GetColumnOrNull(column) is not { } found)
            throw ToolException.WrongData(
                $"The rows have no column '{column}' to forget by; they have {string.Join(", ", rows.Train.Schema
                    .Where(one => !one.IsHidden && one.Type is TextDataViewType).Select(one => one.Name))}.");
        if (found.Type is not TextDataViewType) return ForgetRequest.Rows(column, ids);
        var (trained, apart) = (TextsOf(rows.Train, column), TextsOf(rows.Unseen, column).Union(TextsOf(rows.Test, column)).ToHashSet());
        var missing = ids.Where(id => !trained.Contains(id) && !apart.Contains(id)).Distinct().ToList();
        if (missing.Count > 0)
            throw ToolException.WrongData(
                $"No row has {Some(missing)} in column '{column}'{(ids.Length > 1 ? $" ({missing.Count} of {ids.Length})" : "")}.");
        var setApart = ids.Where(id => !trained.Contains(id)).Distinct().ToList();
        if (setApart.Count == 0) return ForgetRequest.Rows(column, ids);
        var fate = $"The rows with {Some(setApart)} in column '{column}' were set apart as unseen or test rows and never learnt";
        if (!ids.Any(trained.Contains))
            throw ToolException.WrongData($"{fate}: there is nothing to forget. Delete the rows and their pictures.");
        session.Display.Say($"note: {fate}: delete the rows and their pictures. The others are forgotten.");
        return ForgetRequest.Rows(column, ids.Where(trained.Contains));
    }

    private static HashSet<string> TextsOf(IDataView rows, string column) => rows.Schema.GetColumnOrNull(column)?.Type is TextDataViewType
        ? [.. rows.GetColumn<ReadOnlyMemory<char>>(column).Select(text => text.ToString())]
        : [];

    private static string Some(List<string> texts) => string.Join(", ", texts.Take(MostNamed).Select(text => $"'{text}'"))
        + (texts.Count > MostNamed ? $" and {texts.Count - MostNamed} more" : "");

    private static string[] Ids(string file)
    {
        string[] ids = [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return ids.Length > 0 ? ids : throw ToolException.WrongData($"'{file}' has no ids: one on each line is expected.");
    }

    private static bool IsRandom(string text) => text.StartsWith(RandomStart, StringComparison.Ordinal);
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tool.Data;

/// <summary>A CSV file whose columns are features: numbers, and words such as "monthly". A row becomes a vector of its numbers, and of
/// ones at the hashes of its words. Nothing in it is learned from rows, so that nothing of a row stays in it.</summary>
internal sealed partial class NumberTable(MLContext ml, Session session)
{
    private const int WordSlots = 512;
    private const int MostWords = 100; // of a column, which must come twice on average: others are names or sentences

    // Without signs that group digits: 1.000,5 is no number.
    private static readonly NumberFormatInfo Point = NumberFormatInfo.InvariantInfo, Comma = new() { NumberDecimalSeparator = "," };

    /// <summary>Which columns are features, and what the others are.</summary>
    /// <exception cref="ToolException">There is no column of classes, or no feature.</exception>
    public TableColumns Complete(TableColumns stated, CsvFile table, string data)
    {
        var columns = TableNames.Complete(stated, table.Header, data);
        var (numbers, words) = (new List<(string Name, bool WithPoint, bool WithComma)>(), new List<string>());
        var features = table.Header.Index()
            .Where(column => !new[] { columns.Label, columns.Id, columns.Group }.Contains(column.Item)).ToList();
        List<string> Cells(int at) => [.. table.Rows.Select(row => row[at]).Where(cell => !IsMissing(cell))];
        // 1,234 alone may be a thousand; beside 0,5 it is not.
        var hasDecimalCommas = table.Separator != ',' && features.Select(column => Cells(column.Index))
            .Any(cells => cells.Any(IsSurelyDecimal) && Are(cells, Comma));
        foreach (var (at, name) in features)
        {
            var cells = Cells(at);
            var (withPoint, withComma) = (Are(cells, Point), hasDecimalCommas && Are(cells, Comma));
            if (withPoint || withComma) numbers.Add((name, withPoint, withComma));
            else if (table.Separator != ',' && Are(cells, Comma))
                session.Display.Say(
                    $"note: the comma of '{cells.First(cell => cell.Contains(','))}' in column '{name}' may group thousands or be a "
                    + "decimal sign: it is no feature; write its numbers without a comma, or with a point");
            else if (cells.Distinct().Count() is var different && different <= Math.Min(MostWords, cells.Count / 2)) words.Add(name);
            else session.Display.Say($"note: column '{name}' has {different} different texts in {cells.Count} rows: it is no feature");
        }
        if (numbers.Count + words.Count == 0)
            throw ToolException.WrongData(
                $"'{Path.GetFileName(data)}' has no column of features: of numbers, or of at most {MostWords} different words.");
        // Whole numbers go with the others: a later file may have more digits of them.
        var ofCommas = numbers.Where(number => !number.WithPoint).ToList();
        bool HasComma((string Name, bool WithPoint, bool WithComma) number) => ofCommas.Count > 0 && number.WithComma;
        if (ofCommas.Count > 0)
            session.Display.Say(
                $"note: numbers with a decimal comma are read from column '{ofCommas[0].Name}'"
                + (ofCommas.Count > 1 ? $" and {ofCommas.Count - 1} more" : ""));
        string[] commas = [.. numbers.Where(HasComma).Select(number => number.Name)];
        return columns with
        {
            Numbers = [.. numbers.Select(number => number.Name).Except(commas), .. commas],
            CommaNumbers = commas,
            Words = words,
        };
    }

    /// <summary>The rows, with Features, all columns as texts and, if they have a class, Label.</summary>
    /// <param name="table">The rows as text.</param>
    /// <param name="path">Their file.</param>
    /// <param name="columns">As <see cref="Complete"/> found them for the training.</param>
    /// <param name="hasLabel">Whether rows must have a class; rows that are only scored need none.</param>
    /// <exception cref="ToolException">A column is missing, a cell is no number, or a row has no class.</exception>
    public IDataView Load(CsvFile table, string path, TableColumns columns, bool hasLabel = true)
    {
        var name = Path.GetFileName(path);
        string[] needed = [.. columns.Numbers, .. columns.Words, .. hasLabel ? [columns.Label!] : Array.Empty<string>()];
        if (needed.Except(table.Header).ToList() is { Count: > 0 } missing)
            throw ToolException.WrongData($"'{name}' has no column {string.Join(", ", missing.Select(column => $"'{column}'"))}.");
        TableNames.ThrowIfTaken(table.Header, hasLabel ? columns.Label : null, name);
        int[] Places(IEnumerable<string> names) => [.. names.Select(column => Array.IndexOf(table.Header, column))];
        var (numbers, words) = (Places(columns.Numbers), Places(columns.Words));
        var firstComma = columns.Numbers.Count - columns.CommaNumbers.Count;
        var slots = new Dictionary<string, int>();
        Row[] rows = [.. table.Rows.Select((cells, at) =>
        {
            if (hasLabel && string.IsNullOrWhiteSpace(cells[Array.IndexOf(table.Header, columns.Label)]))
                throw ToolException.WrongData($"Line {table.Lines[at]} of '{name}' has no '{columns.Label}'.");
            var features = new float[numbers.Length + WordSlots];
            void Mark(int column, string word)
            {
                var text = $"{table.Header[column]}\u001f{word}";
                if (!slots.TryGetValue(text, out var slot)) slots.Add(text, slot = Slot(text));
                features[numbers.Length + slot] = 1;
            }
            foreach (var (place, column) in numbers.Index())
            {
                var (format, sign) = place < firstComma ? (Point, "point") : (Comma, "comma");
                if (IsMissingNumber(cells[column])) Mark(column, "");
                else features[place] = Number(cells[column], format) ?? throw ToolException.WrongData(
                    $"Line {table.Lines[at]} of '{name}': '{cells[column]}' in column '{table.Header[column]}' is no number with a decimal "
                    + $"{sign}.");
            }
            foreach (var column in words) Mark(column, IsMissing(cells[column]) ? "" : cells[column].Trim());
            return new Row { Features = features, Cells = cells };
        })];
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, numbers.Length + WordSlots);
        schema[nameof(Row.Cells)].ColumnType = new VectorDataViewType(TextDataViewType.Instance, table.Header.Length);
        return CellColumns.Split(ml, ml.Data.LoadFromEnumerable(rows, schema), table.Header, hasLabel ? columns.Label : null);
    }

    private static bool IsMissing(string cell) => cell.Trim() is "" or "NA" or "N/A" or "?" or "null" or "NULL";

    /// <summary>Also what programs write for no number. Among words each is a word, at a hash of its own, as a missing word is.</summary>
    private static bool IsMissingNumber(string cell) => IsMissing(cell) || cell.Trim().ToUpperInvariant() is "NAN" or "NONE" or "NULL";

    private static bool Are(List<string> cells, NumberFormatInfo format) =>
        cells.All(cell => IsMissingNumber(cell) || Number(cell, format) is not null);

    /// <summary>Whether a number has a comma that cannot group thousands.</summary>
    private static bool IsSurelyDecimal(string cell) => cell.Contains(',') && !Grouped().IsMatch(cell.Trim());

    [GeneratedRegex("^[+-]?[1-9][0-9]{0,2},[0-9]{3}$")]
    private static partial Regex Grouped();

    private static float? Number(string cell, NumberFormatInfo format) =>
        float.TryParse(cell.Trim(), NumberStyles.Float, format, out var number) && float.IsFinite(number) ? number : null;

    /// <summary>The same on every machine and in every version: a file of weights knows features by their places.</summary>
    private static int Slot(string text) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) % WordSlots);

    internal sealed class Row
    {
        public float[] Features { get; init; } = [];

        public string[] Cells { get; init; } = [];
    }
}

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>Says which training rows are to be forgotten. <c>MarkForgotten</c> applies it to a view.</summary>
/// <example><code>
/// ForgetRequest.Class("cat");                         // every row of a class
/// ForgetRequest.Random(0.1, seed: 1);                 // one row in ten
/// ForgetRequest.Rows("Id", new[] { "user-17", "user-42" }); // these rows
/// </code></example>
public abstract class ForgetRequest
{
    private protected ForgetRequest()
    {
    }

    /// <summary>Forget a whole class, known by its name.</summary>
    /// <param name="label">The label's key value, or the label itself where the column is text.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ForgetRequest Class(string label) => new ForgetClass(label);

    /// <summary>Forget a whole class, known by its number.</summary>
    /// <param name="label">The label's key value, or the label itself where the column is a number.</param>
    public static ForgetRequest Class(double label) => new ForgetClass(label.ToString(CultureInfo.InvariantCulture));

    /// <summary>Forget rows drawn at random from all classes.</summary>
    /// <param name="fraction">The share of the rows, between 0 and 1: exactly that share, rounded to whole rows, is drawn.</param>
    /// <param name="seed">The same seed draws the same rows of a view.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public static ForgetRequest Random(double fraction, int seed = 0) => new ForgetRandomRows(fraction, seed);

    /// <summary>Forget certain rows: those of a person who asks for it, say.</summary>
    /// <param name="idColumnName">The column, text, key or number, that identifies rows.</param>
    /// <param name="ids">The values of that column, numbers as the invariant culture writes them. All rows that bear an id are
    /// forgotten.</param>
    /// <exception cref="ArgumentException">The column name is empty, or there are no ids.</exception>
    public static ForgetRequest Rows(string idColumnName, IEnumerable<string> ids) => new ForgetListedRows(idColumnName, ids);

    /// <summary>Reads a request as command lines write it: <c>class:NAME</c> or <c>random:FRACTION</c>.</summary>
    /// <param name="text">The request.</param>
    /// <param name="seed">The seed of a random request.</param>
    /// <exception cref="FormatException">The text is neither.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public static ForgetRequest Parse(string text, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':', 2);
        return parts switch
        {
            ["class", { Length: > 0 } name] => Class(name),
            ["random", var share] when double.TryParse(share, CultureInfo.InvariantCulture, out var fraction) => Random(fraction, seed),
            _ => throw new FormatException($"Cannot read '{text}' as a forget request: expected class:NAME or random:FRACTION."),
        };
    }

    /// <summary>The request as command lines and reports write it, such as <c>class:cat</c>.</summary>
    public abstract override string ToString();

    /// <summary>Finds the rows in a view, with all errors a user can make.</summary>
    internal abstract RowMarks Find(IDataView view, string labelColumnName);
}

/// <summary>Every row of one class.</summary>
internal sealed class ForgetClass : ForgetRequest
{
    private readonly string name;

    public ForgetClass(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, "label");
        this.name = name;
    }

    public override string ToString() => $"class:{name}";

    internal override RowMarks Find(IDataView view, string labelColumnName)
    {
        var label = view.Schema.RequireColumn("label", labelColumnName);
        // Key values name classes without a pass, and a class may have no rows in this view.
        if (label.Type is KeyDataViewType) ThrowIfUnknown(LabelKeys.Read(label).Names, labelColumnName);
        var names = RowPass.Read(view, [label], row => ColumnText.Reader(row, "label", label)).Select(row => row.Value).OfType<string>().ToHashSet();
        if (label.Type is not KeyDataViewType) ThrowIfUnknown(names.Order(StringComparer.Ordinal), labelColumnName);
        return names.Contains(name)
            ? RowMarks.Of(label, "label", text => text == name)
            : throw new InvalidOperationException($"Nothing to forget: no row is of class '{name}'.");
    }

    private void ThrowIfUnknown(IEnumerable<string> known, string labelColumnName)
    {
        if (!known.Contains(name))
            throw new InvalidOperationException($"Column '{labelColumnName}' has no class '{name}'. Its classes are: {NameList.Of(known)}.");
    }
}

/// <summary>A share of all rows, drawn at random: exactly that share, rounded to whole rows.</summary>
internal sealed class ForgetRandomRows : ForgetRequest
{
    private readonly double fraction;
    private readonly int seed;

    public ForgetRandomRows(double fraction, int seed)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a share between 0 and 1, without the ends.");
        (this.fraction, this.seed) = (fraction, seed);
    }

    public override string ToString() => $"random:{fraction.ToString(CultureInfo.InvariantCulture)}";

    internal override RowMarks Find(IDataView view, string labelColumnName)
    {
        var ids = RowPass.Ids(view).ToArray();
        var count = (int)Math.Round(fraction * ids.Length, MidpointRounding.AwayFromZero);
        if (count == 0) throw new InvalidOperationException($"Nothing to forget: a share of {fraction.ToString(CultureInfo.InvariantCulture)} of {ids.Length} rows is no row.");
        new Random(seed).Shuffle(ids);
        return RowMarks.Of(ids.Take(count).ToHashSet());
    }
}

/// <summary>The rows that bear certain ids.</summary>
internal sealed class ForgetListedRows : ForgetRequest
{
    private readonly string idColumnName;
    private readonly HashSet<string> ids;

    public ForgetListedRows(string idColumnName, IEnumerable<string> ids)
    {
        ArgumentException.ThrowIfNullOrEmpty(idColumnName);
        ArgumentNullException.ThrowIfNull(ids);
        (this.idColumnName, this.ids) = (idColumnName, ids.ToHashSet());
        if (this.ids.Count == 0) throw new ArgumentException("No ids: nothing to forget.", nameof(ids));
    }

    public override string ToString() => $"rows:{ids.Count} of {idColumnName}";

    internal override RowMarks Find(IDataView view, string labelColumnName)
    {
        var column = view.Schema.RequireColumn("id", idColumnName);
        var missing = new HashSet<string>(ids);
        foreach (var (_, id) in RowPass.Read(view, [column], row => ColumnText.Reader(row, "id", column)))
            if (id is not null) missing.Remove(id);
        return missing.Count == 0
            ? RowMarks.Of(column, "id", ids.Contains)
            : throw new InvalidOperationException(
                $"{missing.Count} of {ids.Count} ids are not in column '{idColumnName}': {NameList.Of(missing.Order(StringComparer.Ordinal))}.");
    }
}

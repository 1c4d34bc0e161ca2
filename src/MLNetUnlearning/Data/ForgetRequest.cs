using System.Numerics;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>States which training rows are to be forgotten; <c>MarkForgotten</c> applies it to a view.</summary>
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

    /// <summary>Forgets a whole class, given by name.</summary>
    /// <param name="label">The key value of the label, or the label itself where the column is text. A number or "true" names the class of
    /// a column of numbers or of a Boolean one.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ForgetRequest Class(string label) => new ForgetClass(label);

    /// <summary>Forgets a whole class, given by number.</summary>
    /// <param name="label">The key value of the label, or the label itself where the column is a number. It is matched as a number of the
    /// column's type: 0.1f, 0.1 and 1e-1 name the same class of a column of <c>Single</c>.</param>
    /// <typeparam name="TNumber">Any type of numbers; long integers keep all their digits.</typeparam>
    public static ForgetRequest Class<TNumber>(TNumber label) where TNumber : struct, INumberBase<TNumber> =>
        new ForgetClass(label.ToString(null, CultureInfo.InvariantCulture));

    /// <summary>Forgets one of the two classes of a Boolean label.</summary>
    /// <param name="label">The key value of the label, or the label itself where the column is Boolean.</param>
    public static ForgetRequest Class(bool label) => new ForgetClass(label.ToString());

    /// <summary>Forgets rows drawn at random from all classes.</summary>
    /// <param name="fraction">The share of the rows, between 0 and 1. Exactly this share, rounded to whole rows, is drawn.</param>
    /// <param name="seed">The same seed draws the same rows from the same view.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public static ForgetRequest Random(double fraction, int seed = 0) => new ForgetRandomRows(fraction, seed);

    /// <summary>Forgets the rows with given ids, for example those of one person.</summary>
    /// <param name="idColumnName">The column that identifies rows: text, a key or a number.</param>
    /// <param name="ids">The ids to forget, with numbers in the format of the
    /// invariant culture. Every row with one of these ids is forgotten.</param>
    /// <exception cref="ArgumentException">The column name is empty, or there are no ids.</exception>
    public static ForgetRequest Rows(string idColumnName, IEnumerable<string> ids) => new ForgetListedRows(idColumnName, ids);

    /// <summary>Joins requests to one, so that they are forgotten in one run. Evaluation reports each of them apart.</summary>
    /// <param name="requests">The requests. A row may belong to several.</param>
    /// <exception cref="ArgumentException">There are no requests, or one is null.</exception>
    public static ForgetRequest All(params ForgetRequest[] requests) => new ForgetAll(requests);

    /// <inheritdoc cref="All(ForgetRequest[])"/>
    public static ForgetRequest All(IEnumerable<ForgetRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return new ForgetAll([.. requests]);
    }

    /// <summary>Reads a request in the form of command lines: <c>class:NAME</c>, <c>random:FRACTION</c> or
    /// <c>random:FRACTION:SEED</c>.</summary>
    /// <param name="text">The request.</param>
    /// <param name="seed">The seed of a random request that states none.</param>
    /// <exception cref="FormatException">The text has neither form.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public static ForgetRequest Parse(string text, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string ClassStart = "class:";
        if (text.Length > ClassStart.Length && text.StartsWith(ClassStart, StringComparison.Ordinal))
            return Class(text[ClassStart.Length..]);
        return text.Split(':') is ["random", var share, .. { Length: <= 1 } stated]
            && double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction)
            && int.TryParse(stated.SingleOrDefault() ?? "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var own)
                ? Random(fraction, stated.Length == 1 ? own : seed)
                : throw new FormatException(
                    $"Cannot read '{text}' as a forget request: expected class:NAME, random:FRACTION or random:FRACTION:SEED.");
    }

    /// <summary>The request in the form of command lines and reports, such as <c>class:cat</c>.</summary>
    public abstract override string ToString();

    /// <summary>The requests that this one consists of.</summary>
    internal virtual IReadOnlyList<ForgetRequest> Parts => [this];

    /// <summary>Finds the rows in a view and checks everything that a user can get wrong.</summary>
    /// <param name="view">Training rows.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="earlier">Rows that are marked already; random rows are drawn from the others.</param>
    internal abstract RowMarks Find(IDataView view, string labelColumnName, RowMarks earlier);
}

/// <summary>Several requests that are forgotten in one run.</summary>
internal sealed class ForgetAll : ForgetRequest
{
    public ForgetAll(ForgetRequest[] requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Length == 0) throw new ArgumentException("No requests: nothing to forget.", nameof(requests));
        if (requests.Contains(null)) throw new ArgumentException("A request is null.", nameof(requests));
        Parts = [.. requests.SelectMany(request => request.Parts)];
    }

    internal override IReadOnlyList<ForgetRequest> Parts { get; }

    public override string ToString() => string.Join(" + ", Parts);

    internal override RowMarks Find(IDataView view, string labelColumnName, RowMarks earlier) =>
        RowMarks.Any([.. Parts.Select(part => part.Find(view, labelColumnName, earlier))]);
}

/// <summary>A request for all rows of one class.</summary>
internal sealed class ForgetClass : ForgetRequest
{
    private readonly string name;

    public ForgetClass(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, "label");
        this.name = name;
    }

    public override string ToString() => $"class:{name}";

    internal override RowMarks Find(IDataView view, string labelColumnName, RowMarks earlier)
    {
        var label = view.Schema.RequireColumn("label", labelColumnName);
        var classes = label.Type is KeyDataViewType ? LabelKeys.Read(label) : null;
        var type = classes is null ? label.Type : classes.ValueType;
        var asked = (type is null ? null : KeyValueKind.Of(type)?.Normalized(name)) ?? name; // as the column writes it
        // Key values name the classes without a pass. Even so, a class may have no rows in this view.
        if (classes is not null) ThrowIfUnknown(classes.Names, asked, labelColumnName);
        var rows = RowPass.Read(view, [label], row => ColumnText.Reader(row, "label", label));
        var names = rows.Select(row => row.Value).OfType<string>().ToHashSet();
        if (label.Type is not KeyDataViewType) ThrowIfUnknown(names.Order(StringComparer.Ordinal), asked, labelColumnName);
        return names.Contains(asked)
            ? RowMarks.Of(label, "label", text => text == asked)
            : throw new InvalidOperationException($"Nothing to forget: no row is of class '{name}'.");
    }

    private void ThrowIfUnknown(IEnumerable<string> known, string asked, string labelColumnName)
    {
        if (!known.Contains(asked))
            throw new InvalidOperationException(
                $"Column '{labelColumnName}' has no class '{name}'. Its classes are: {NameList.Of(known)}.");
    }
}

/// <summary>A request for a random share of all rows.</summary>
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

    internal override RowMarks Find(IDataView view, string labelColumnName, RowMarks earlier)
    {
        var rows = RowPass.Read(view, [.. earlier.Needs], earlier.Reader);
        var ids = rows.Where(row => !row.Value).Select(row => row.Id).ToArray();
        var count = (int)Math.Round(fraction * ids.Length, MidpointRounding.AwayFromZero);
        if (count == 0)
            throw new InvalidOperationException(
                $"Nothing to forget: a share of {fraction.ToString(CultureInfo.InvariantCulture)} of {ids.Length} rows"
                + $"{(ids.Length < rows.Count ? " that are not marked yet" : "")} is no row.");
        new Random(seed).Shuffle(ids);
        return RowMarks.Of(ids.Take(count).ToHashSet());
    }
}

/// <summary>A request for the rows with given ids.</summary>
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

    internal override RowMarks Find(IDataView view, string labelColumnName, RowMarks earlier)
    {
        var column = view.Schema.RequireColumn("id", idColumnName);
        var missing = new HashSet<string>(ids);
        foreach (var (_, id) in RowPass.Read(view, [column], row => ColumnText.IdReader(row, column)))
            if (id is not null) missing.Remove(id);
        return missing.Count == 0
            ? RowMarks.Of(column, "id", ids.Contains)
            : throw new InvalidOperationException(
                $"{missing.Count} of {ids.Count} ids are not in column '{idColumnName}': "
                + $"{NameList.Of(missing.Order(StringComparer.Ordinal))}.");
    }
}

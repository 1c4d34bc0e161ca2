using System.Globalization;
using Microsoft.ML;

namespace MLNetUnlearning.Data;

/// <summary>Says which training rows are to be forgotten. <c>MarkForgotten</c> applies it to a view.</summary>
/// <example><code>
/// ForgetRequest.Class("cat");                         // every row of a class
/// ForgetRequest.Random(0.1, seed: 1);                 // one row in ten
/// ForgetRequest.Rows("Id", new[] { "user-17", "user-42" });  // these rows
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
    /// <param name="ids">The values of that column, numbers as the invariant culture writes them. All rows that bear an id are forgotten.</param>
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

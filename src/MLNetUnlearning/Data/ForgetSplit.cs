namespace MLNetUnlearning.Data;

/// <summary>The rows that an unlearning method works with: rows to keep, rows to forget and, if given, unseen rows.</summary>
public sealed class ForgetSplit
{
    /// <summary>Combines the rows to keep, to forget and, if given, unseen rows.</summary>
    /// <param name="retain">Training rows to keep.</param>
    /// <param name="forget">Training rows to forget.</param>
    /// <param name="unseen">Rows that the classifier was never trained on, or null.</param>
    public ForgetSplit(RowSubset retain, RowSubset forget, RowSubset? unseen = null)
    {
        ArgumentNullException.ThrowIfNull(retain);
        ArgumentNullException.ThrowIfNull(forget);
        (Retain, Forget, Unseen) = (retain, forget, unseen);
        ForgottenClass = (int?)Data.ForgottenClass.Of(forget.Classes, retain.Classes);
    }

    /// <summary>Training rows to keep.</summary>
    public RowSubset Retain { get; }

    /// <summary>Training rows to forget.</summary>
    public RowSubset Forget { get; }

    /// <summary>Rows that the classifier was never trained on; null: none were given.</summary>
    public RowSubset? Unseen { get; }

    /// <summary>The class whose training rows are exactly the rows to forget; null where there is no such class.</summary>
    public int? ForgottenClass { get; }

    /// <summary>Splits rows by their marks.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="marks">For each row, whether it is to be forgotten.</param>
    /// <param name="unseen">Rows never trained on, or null.</param>
    internal static ForgetSplit Of(RowSubset rows, bool[] marks, RowSubset? unseen)
    {
        RowSubset Marked(bool mark) =>
            rows.Select(Enumerable.Range(0, marks.Length).Where(row => marks[row] == mark).Select(row => (long)row));
        return new ForgetSplit(Marked(false), Marked(true), unseen);
    }
}

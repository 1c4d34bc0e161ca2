namespace MLNetUnlearning.Data;

/// <summary>The rows an unlearning method works with: to keep, to forget and, where given, never seen. Owns them.</summary>
public sealed class ForgetSplit : IDisposable
{
    /// <summary>Takes over the rows.</summary>
    /// <param name="retain">Training rows to keep.</param>
    /// <param name="forget">Training rows to forget.</param>
    /// <param name="unseen">Rows that the classifier was never trained on, or null.</param>
    public ForgetSplit(LabeledRows retain, LabeledRows forget, LabeledRows? unseen = null)
    {
        ArgumentNullException.ThrowIfNull(retain);
        ArgumentNullException.ThrowIfNull(forget);
        (Retain, Forget, Unseen) = (retain, forget, unseen);
        ForgottenClass = (int?)Data.ForgottenClass.Of(forget.Labels.data<long>().ToArray(), retain.Labels.data<long>().ToArray());
    }

    /// <summary>Training rows to keep.</summary>
    public LabeledRows Retain { get; }

    /// <summary>Training rows to forget.</summary>
    public LabeledRows Forget { get; }

    /// <summary>Rows that the classifier was never trained on, where a validation set was given.</summary>
    public LabeledRows? Unseen { get; }

    /// <summary>The class that is forgotten whole, or null: the rows to forget are exactly all training rows of that class.</summary>
    public int? ForgottenClass { get; }

    /// <summary>Splits marked rows in two.</summary>
    /// <param name="rows">Training rows; the split holds copies, the caller still owns these.</param>
    /// <param name="marks">For each row whether it is to be forgotten.</param>
    /// <param name="unseen">Rows never trained on, taken over by the split, or null.</param>
    internal static ForgetSplit Of(LabeledRows rows, bool[] marks, LabeledRows? unseen)
    {
        long[] RowsWhere(bool mark) => [.. marks.Index().Where(row => row.Item == mark).Select(row => (long)row.Index)];
        return new ForgetSplit(rows.Select(RowsWhere(false)), rows.Select(RowsWhere(true)), unseen);
    }

    /// <summary>Frees all rows.</summary>
    public void Dispose()
    {
        Retain.Dispose();
        Forget.Dispose();
        Unseen?.Dispose();
    }
}

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
        ForgottenClasses = [.. Data.ForgottenClasses.Whole([.. forget.Classes], retain.Classes).Select(index => (int)index)];
    }

    /// <summary>Training rows to keep.</summary>
    public RowSubset Retain { get; }

    /// <summary>Training rows to forget.</summary>
    public RowSubset Forget { get; }

    /// <summary>Rows that the classifier was never trained on; null: none were given.</summary>
    public RowSubset? Unseen { get; }

    /// <summary>The classes that the request forgets whole, by index, in ascending order. Empty where a class of a row to forget also has
    /// rows to keep.</summary>
    public IReadOnlyList<int> ForgottenClasses { get; }

    // Fewer err by more than classes differ: 11 did, where half of a class went.
    private const int EnoughOfTheirClasses = 100;

    /// <summary>The unseen rows of the forgotten rows' classes, in their order. If one of these has none, or goes whole, those of all
    /// classes that stay.</summary>
    /// <returns>Null if no unseen rows were given.</returns>
    internal RowSubset? UnseenOfTheirClasses()
    {
        var classes = Forget.Classes.ToHashSet();
        var alike = Unseen?.OfClasses(classes);
        var isOfEach = alike?.Classes.Distinct().Count() == classes.Count;
        return isOfEach && classes.IsSubsetOf(StayingClasses) ? alike : Unseen?.OfClasses(StayingClasses);
    }

    /// <summary>The unseen rows that forgotten rows are compared with in a game, in their order: <see cref="UnseenOfTheirClasses"/>, if
    /// these are 100 or more, and otherwise those of all classes that stay.</summary>
    /// <returns>Null if no unseen rows were given.</returns>
    internal RowSubset? UnseenToCompareWith() =>
        UnseenOfTheirClasses() is { Count: >= EnoughOfTheirClasses } theirs ? theirs : Unseen?.OfClasses(StayingClasses);

    /// <summary>The classes that have rows to keep, by index.</summary>
    internal IReadOnlySet<long> StayingClasses => field ??= Retain.Classes.ToHashSet();

    /// <summary>Splits rows by what they are to the run. Rows that were forgotten before are in no part.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="kinds">What each row is.</param>
    /// <param name="unseen">Rows never trained on, or null.</param>
    internal static ForgetSplit Of(RowSubset rows, IReadOnlyList<RowKind> kinds, RowSubset? unseen)
    {
        RowSubset OfKind(RowKind kind) =>
            rows.Select(Enumerable.Range(0, kinds.Count).Where(row => kinds[row] == kind).Select(row => (long)row));
        return new ForgetSplit(OfKind(RowKind.Retain), OfKind(RowKind.Forget), unseen);
    }
}

namespace MLNetUnlearning.Data;

/// <summary>Recognises requests that forget whole classes.</summary>
internal static class ForgottenClasses
{
    /// <summary>The classes that have forgotten rows and no row that stays, in ascending order.</summary>
    /// <param name="forgotten">The class index of each forgotten row; -1 if it is unknown.</param>
    /// <param name="retained">The class index of each training row that stays.</param>
    public static IReadOnlyList<long> Of(IEnumerable<long> forgotten, IEnumerable<long> retained)
    {
        var staying = retained.ToHashSet();
        return [.. forgotten.Distinct().Where(index => index >= 0 && !staying.Contains(index)).Order()];
    }

    /// <summary>The same, if every forgotten row is of such a class; none if rows of a class that stays are forgotten too.</summary>
    public static IReadOnlyList<long> Whole(IReadOnlyCollection<long> forgotten, IEnumerable<long> retained)
    {
        var gone = Of(forgotten, retained);
        return forgotten.All(gone.Contains) ? gone : [];
    }
}

namespace MLNetUnlearning.Data;

/// <summary>Says what so few rows cannot teach.</summary>
internal static class ClassCounts
{
    private const int Few = 10;

    /// <summary>One sentence for each thing that is wrong with training rows; none if there are enough of every class.</summary>
    /// <param name="classes">The class index of each row.</param>
    /// <param name="labels">The classes.</param>
    public static IEnumerable<string> Limits(IReadOnlyList<long> classes, LabelKeys labels)
    {
        var counts = new int[labels.Count];
        foreach (var index in classes) counts[index]++;
        string[] missing = [.. labels.Names.Where((_, index) => counts[index] == 0)];
        var present = Enumerable.Range(0, counts.Length).Where(index => counts[index] > 0);
        int[] small = [.. present.Where(index => counts[index] < Few).OrderBy(index => counts[index])];
        if (missing.Length == labels.Count - 1)
        {
            var only = labels.Names[present.Single()];
            yield return $"All {classes.Count} training rows are of class '{only}': the classifier will answer '{only}' to everything.";
        }
        else if (missing.Length > 0)
            yield return $"{missing.Length} of {labels.Count} classes have no training rows, "
                + $"and the classifier will hardly ever answer them: {NameList.Of(missing)}.";
        if (small.Length > 0)
            yield return $"{small.Length} of {labels.Count} classes have fewer than {Few} training rows, "
                + $"'{labels.Names[small[0]]}' the fewest with {counts[small[0]]}: "
                + "what is learned of them, and measured on them, is little more than chance.";
    }

    /// <summary>The same of a request to forget: the rows that stay are what a method, or retraining, learns from.</summary>
    public static IEnumerable<string> Limits(ForgetSplit split, LabelKeys labels)
    {
        var (stay, all) = (split.Retain.Count, split.Retain.Count + split.Forget.Count);
        if (stay < Few) yield return $"Only {stay} of {all} rows stay: methods, and retraining, have next to nothing to learn from.";
        if (split.Retain.Classes.Distinct().Take(2).ToArray() is [var only] && split.Forget.Classes.Any(index => index != only))
            yield return $"All rows that stay are of class '{labels.Names[(int)only]}': "
                + "the result will answer it to everything, and its accuracies show nothing.";
    }
}

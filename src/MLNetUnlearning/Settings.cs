namespace MLNetUnlearning;

/// <summary>Refuses settings that are out of range, all of them in one message.</summary>
internal static class Settings
{
    public static void RequireValid(IEnumerable<string> violations, string parameter)
    {
        string[] all = [.. violations];
        if (all.Length > 0)
            throw new ArgumentException(string.Join(" ", all), parameter);
    }
}

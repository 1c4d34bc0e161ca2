namespace MLNetUnlearning.Training;

/// <summary>Writes how long something takes as people say it.</summary>
internal static class DurationText
{
    /// <summary>Such as <c>0.4 s</c>, <c>27 s</c>, <c>12 min</c> or <c>3.5 h</c>.</summary>
    public static string Of(TimeSpan time) => time.TotalSeconds switch
    {
        < 9.95 => Text("0.#", time.TotalSeconds, "s"),
        < 59.5 => Text("0", time.TotalSeconds, "s"),
        < 595 => Text("0.#", time.TotalMinutes, "min"),
        < 5970 => Text("0", time.TotalMinutes, "min"),
        _ => Text("0.#", time.TotalHours, "h"),
    };

    private static string Text(string format, double value, string unit) =>
        $"{value.ToString(format, CultureInfo.InvariantCulture)} {unit}";
}

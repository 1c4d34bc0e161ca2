namespace MLNetUnlearning.Tool;

/// <summary>Times as people state them: ISO 8601 and nothing else, because 03/04/2026 is a day in March to some and in April to
/// others.</summary>
internal static class StatedTime
{
    private const string Day = "yyyy-MM-dd";

    private static readonly string[] Formats =
        [Day, .. from between in new[] { "'T'", "' '" } from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" }
            select $"{Day}{between}{time}K"];

    /// <summary>The time that a text states; null: it states none.</summary>
    /// <param name="text">A day, or a day and a time. What does not say its zone is in UTC, on every machine.</param>
    public static DateTimeOffset? Of(string text) => DateTimeOffset.TryParseExact(
        text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The time of something that has happened. East of Greenwich a day begins earlier than in UTC: who states the day that it is
    /// there means now, and no later time.</summary>
    /// <param name="text">A day, or a day and a time.</param>
    /// <param name="now">The time, in the zone of whoever writes.</param>
    public static DateTimeOffset? OfPast(string text, DateTimeOffset now) =>
        Of(text) is not { } time ? null : text.Trim().Length == Day.Length && time.Date == now.Date && time > now ? now : time;
}

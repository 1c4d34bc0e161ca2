namespace MLNetUnlearning.Tool.Register;

/// <summary>Until when a request must be answered: months by the calendar, to the end of the last day, in UTC. Of a request of 31 January
/// the first month ends with the last day of February. Weekends and holidays do not lengthen it here.</summary>
internal static class Period
{
    /// <summary>The months of GDPR Article 12(3), by which it may be extended where that is necessary.</summary>
    public const int MonthsOfExtension = 2;

    /// <summary>The longest period that is taken for one and not for a slip of the hand.</summary>
    public const int MostMonths = 120;

    public static DateTimeOffset End(DateTimeOffset received, int months) => EndOfDay(received.ToUniversalTime().AddMonths(months));

    public static DateTimeOffset EndOfDay(DateTimeOffset time) =>
        new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero).Add(new TimeSpan(23, 59, 59));
}

using System.Globalization;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>Until when a request must be answered.</summary>
public sealed class PeriodTests
{
    [Theory]
    [InlineData("2026-03-03T10:15:00Z", 1, "2026-04-03T23:59:59Z")]
    [InlineData("2026-03-03T00:00:00Z", 1, "2026-04-03T23:59:59Z")]
    [InlineData("2026-03-03T23:59:59Z", 1, "2026-04-03T23:59:59Z")]
    [InlineData("2026-01-31T08:00:00Z", 1, "2026-02-28T23:59:59Z")]
    [InlineData("2028-01-31T08:00:00Z", 1, "2028-02-29T23:59:59Z")] // a leap year
    [InlineData("2026-02-28T08:00:00Z", 1, "2026-03-28T23:59:59Z")]
    [InlineData("2026-12-31T08:00:00Z", 2, "2027-02-28T23:59:59Z")]
    [InlineData("2026-05-31T08:00:00Z", 3, "2026-08-31T23:59:59Z")]
    [InlineData("2026-03-31T23:30:00-05:00", 1, "2026-05-01T23:59:59Z")] // in UTC it came in on 1 April
    public void Months_go_by_the_calendar_to_the_end_of_the_last_day(string received, int months, string end) =>
        Assert.Equal(Time(end), Period.End(Time(received), months));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

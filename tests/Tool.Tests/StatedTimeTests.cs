namespace MLNetUnlearning.Tool.Tests;

/// <summary>Times as people state them.</summary>
public sealed class StatedTimeTests
{
    [Theory]
    [InlineData("2026-11-01", "2026-11-01T00:00:00Z")]
    [InlineData(" 2026-11-01 ", "2026-11-01T00:00:00Z")]
    [InlineData("2026-11-01T09:00", "2026-11-01T09:00:00Z")]
    [InlineData("2026-11-01 09:00:30", "2026-11-01T09:00:30Z")]
    [InlineData("2026-11-01T09:00Z", "2026-11-01T09:00:00Z")]
    [InlineData("2026-11-01T09:00+01:00", "2026-11-01T08:00:00Z")]
    [InlineData("2026-11-01T09:00:30.5Z", "2026-11-01T09:00:30.5Z")]
    public void Days_and_times_are_read_and_are_in_UTC_unless_they_say_their_zone(string text, string meant) =>
        Assert.Equal(DateTimeOffset.Parse(meant, System.Globalization.CultureInfo.InvariantCulture), StatedTime.Of(text));

    [Theory]
    [InlineData("03/04/2026"), InlineData("03.04.2026"), InlineData("2026-13-01"), InlineData("11-01"), InlineData("soon"), InlineData("")]
    public void What_others_would_read_as_another_day_is_none(string text) => Assert.Null(StatedTime.Of(text));

    [Fact]
    public void Today_is_no_later_than_now_where_the_day_began_before_that_of_UTC()
    {
        var tokyo = new DateTimeOffset(2026, 11, 30, 2, 0, 0, TimeSpan.FromHours(9)); // 17:00 of the 29th in UTC
        Assert.Equal(tokyo, StatedTime.OfPast("2026-11-30", tokyo));
        Assert.True(StatedTime.OfPast("2026-12-01", tokyo) > tokyo);
        Assert.True(StatedTime.Of("2026-11-30") > tokyo); // a day to come is that day
        Assert.Equal(new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero), StatedTime.OfPast("2026-11-29", tokyo));
        Assert.Null(StatedTime.OfPast("soon", tokyo));
    }
}

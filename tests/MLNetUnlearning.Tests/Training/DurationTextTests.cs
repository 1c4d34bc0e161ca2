namespace MLNetUnlearning.Tests;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData(0.42, "0.4 s"), InlineData(9.96, "10 s"), InlineData(27.4, "27 s"), InlineData(60, "1 min"), InlineData(90, "1.5 min")]
    [InlineData(720, "12 min"), InlineData(12_600, "3.5 h")]
    public void Times_are_written_as_people_say_them(double seconds, string text) =>
        Assert.Equal(text, DurationText.Of(TimeSpan.FromSeconds(seconds)));
}

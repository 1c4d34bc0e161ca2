using MLNetUnlearning.Features;

namespace MLNetUnlearning.Tests;

/// <summary>Rows are found among many as comparing each with each finds them.</summary>
public sealed class SameRowsTests
{
    [Fact]
    public void Those_are_found_that_a_comparison_with_each_finds()
    {
        var random = new Random(7);
        float[] Row() => [.. Enumerable.Range(0, 6).Select(at => at < 3 && random.Next(2) == 0 ? 0 : (float)random.NextDouble() * 4)];
        var given = Enumerable.Range(0, 60).Select(_ => Row()).ToArray();
        given[7] = [.. given[6]]; // two of the same
        var asked = Enumerable.Range(0, 300).Select(at => at % 3 > 0 ? Row()
            : [.. given[random.Next(given.Length)].Select(value => value + (float)(random.NextDouble() - 0.5) * 0.007f)]).ToList();
        var same = new SameRows(given);
        bool[] found = [.. asked.Select(row => same.Hold(row))];
        Assert.Equal(asked.Select(row => given.Any(one => SameFeatures.Are(one, row))), found);
        Assert.InRange(found.Count(one => one), 5, 95); // both happen
        Assert.True(same.Hold(given[6]));
    }

    [Fact]
    public void Nothing_is_among_none() => Assert.False(new SameRows([]).Hold([1, 2]));
}

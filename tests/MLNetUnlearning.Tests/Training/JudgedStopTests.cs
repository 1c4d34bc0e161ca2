namespace MLNetUnlearning.Tests;

/// <summary>A descent that moves the one weight of a network by a tenth in each step.</summary>
public sealed class JudgedStopTests : IDisposable
{
    private const int Steps = 10;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly FormulaNetwork network = OneWeight.Network();

    [Fact]
    public void It_ends_as_soon_as_forgotten_rows_are_answered_as_expected()
    {
        using var stop = Stop(OneWeight.Rows(0.4f, 0, 0));
        Assert.Equal(3, Descend(stop, step => 0.1 * step)); // 0.3 is the first above 1/4
        Assert.Equal(0.3f, OneWeight.Of(network));
        Assert.Equal("stopped after 3 of 10 steps", stop.ToString());
    }

    [Fact]
    public void It_ends_where_retained_rows_have_lost_too_much_and_takes_the_nearest_weights_before()
    {
        using var stop = Stop(OneWeight.Rows(0.4f, 0, 0));
        Assert.Equal(3, Descend(stop, step => step < 3 ? 0.1 * step : 2));
        Assert.Equal(0.2f, OneWeight.Of(network));
        Assert.Equal("stopped after 3 of 10 steps and took the weights after step 2", stop.ToString());
    }

    [Fact]
    public void Where_every_look_is_too_late_the_weights_stay_as_they_are_for_the_bound_to_refuse()
    {
        using var stop = Stop(OneWeight.Rows(0.4f, 0, 0));
        Assert.Equal(1, Descend(stop, _ => 2));
        Assert.Equal(2f, OneWeight.Of(network));
    }

    [Fact]
    public void Where_nothing_is_expected_it_goes_as_far_as_retained_rows_bear()
    {
        using var stop = Stop(OneWeight.Rows(0.4f, 0, 1));
        Assert.Equal(6, Descend(stop, step => 0.19 * step)); // 1.14 at the sixth
        Assert.Equal(0.95f, OneWeight.Of(network));
    }

    [Fact]
    public void A_descent_that_is_never_stopped_says_so()
    {
        using var stop = Stop(OneWeight.Rows(0.4f, 0, 0));
        Assert.Equal(Steps, Descend(stop, step => 0.01 * step));
        Assert.Equal("went on for all 10 steps", stop.ToString());
    }

    [Fact]
    public void It_looks_ten_times_in_a_run()
    {
        using var stop = Stop(OneWeight.Rows(0.4f, 0, 0));
        OneWeight.Set(network, 0.5);
        Assert.False(stop.EndsAfter(3, 40));
        Assert.True(stop.EndsAfter(4, 40));
    }

    [Fact]
    public void It_goes_on_from_what_it_has_kept()
    {
        using var first = Stop(OneWeight.Rows(0.4f, 0, 0));
        OneWeight.Set(network, 0.2);
        Assert.False(first.EndsAfter(1, Steps));
        using var second = Copy(first);
        OneWeight.Set(network, 2);
        Assert.True(second.EndsAfter(2, Steps));
        Assert.Equal(0.2f, OneWeight.Of(network));
        Assert.Equal("stopped after 2 of 10 steps and took the weights after step 1", Copy(second).ToString());
    }

    public void Dispose()
    {
        network.Dispose();
        scope.Dispose();
    }

    private JudgedStop Stop(RowSubset forget)
    {
        OneWeight.Set(network, 0);
        return new(new Judge(network, new ForgetSplit(OneWeight.Rows(0.2f, 1, 1), forget, null), default), network);
    }

    private JudgedStop Copy(JudgedStop stop)
    {
        var weight = OneWeight.Of(network);
        var kept = new LoopParts().Add("stop", stop).ToTensors(isFinished: false);
        var copy = Stop(OneWeight.Rows(0.4f, 0, 0));
        new LoopParts().Add("stop", copy).Take(kept, isFinished: false);
        OneWeight.Set(network, weight);
        return copy;
    }

    /// <summary>Gives the network a weight after each step until it is told to end, and returns the last step.</summary>
    private int Descend(JudgedStop stop, Func<int, double> weight)
    {
        for (var step = 1; ; step++)
        {
            OneWeight.Set(network, weight(step));
            if (stop.EndsAfter(step, Steps)) return step;
        }
    }
}

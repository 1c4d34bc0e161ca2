using MLNetUnlearning.Features;

namespace MLNetUnlearning.Tests;

/// <summary>Which features count as the same.</summary>
public sealed class SameFeaturesTests
{
    private readonly SameFeatures same = new("a.features", "ImagePath");

    [Fact]
    public void Another_processor_may_compute_slightly_others()
    {
        same.Require([20, 0, 1], [20.01f, -0.015f, 1.01f]);
        same.Require([], []);
    }

    [Theory, InlineData(20.1f), InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Others_are_refused(float other) =>
        Refused.With<InvalidOperationException>("'ImagePath' names several pictures", () => same.Require([20, 0, 1], [other, 0, 1]));

    [Fact]
    public void So_is_another_number_of_them() =>
        Refused.With<InvalidOperationException>("keeps 2 features a row, and the steps make 3", () => same.Require([1, 2], [1, 2, 3]));
}

namespace MLNetUnlearning.Tests;

public sealed class LossSumTests
{
    private static Tensor Loss(double value) => tensor((float)value);

    [Fact]
    public void On_the_CPU_every_loss_is_read_at_once_and_elsewhere_every_sixteenth() =>
        Assert.Equal((1, 16), (LossSum.ReadingsOf(CPU), LossSum.ReadingsOf(device("meta"))));

    [Fact]
    public void Losses_count_as_often_as_they_have_rows()
    {
        var losses = new LossSum("test", every: 1);
        losses.Add(Loss(1), 4, isLast: false);
        losses.Add(Loss(4), 2, isLast: false);
        Assert.Equal(2, losses.Mean);
        losses.Clear();
        Assert.Equal(0, losses.Mean);
    }

    [Fact]
    public void Losses_that_gather_are_read_after_so_many_and_at_the_last()
    {
        var losses = new LossSum("test", every: 3);
        losses.Add(Loss(1), 1, isLast: false);
        losses.Add(Loss(2), 1, isLast: false);
        Assert.Equal(0, losses.Mean);
        losses.Add(Loss(6), 1, isLast: false);
        Assert.Equal(3, losses.Mean);
        losses.Add(Loss(11), 1, isLast: true);
        Assert.Equal(5, losses.Mean);
    }

    [Fact]
    public void They_outlive_the_scope_of_their_step_and_what_is_kept_has_them_all()
    {
        var losses = new LossSum("test", every: 10);
        using (NewDisposeScope()) losses.Add(Loss(3), 2, isLast: false);
        Assert.Equal([6, 2], losses.Kept);
        var later = new LossSum("test", every: 10) { Kept = losses.Kept };
        Assert.Equal(3, later.Mean);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_run_when_it_is_read()
    {
        var losses = new LossSum("a test", every: 2);
        losses.Add(Loss(double.NaN), 1, isLast: false);
        var error = Assert.Throws<UnlearningException>(() => losses.Add(Loss(1), 1, isLast: false));
        Assert.StartsWith("The loss of a test is NaN", error.Message);
    }
}

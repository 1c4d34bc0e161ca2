namespace MLNetUnlearning.Tests;

public sealed class ProcessTuningTests
{
    [Fact]
    public void It_says_what_it_did()
    {
        var tuning = new MLContext().Unlearning().TuneProcess();
        Assert.Equal(torch.get_num_threads(), tuning.NumberOfThreads);
        Assert.Equal(Environment.ProcessorCount, tuning.NumberOfThreads);
    }

    [Fact]
    public void A_number_of_threads_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("numberOfThreads", () => new MLContext().Unlearning().TuneProcess(0));
}

using System.Runtime.InteropServices;

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

    /// <summary>libtorch would repeat on some processors what kernels it cannot use.</summary>
    [UnixFact]
    public void Libtorch_writes_errors_only()
    {
        if (Environment.GetEnvironmentVariable("TORCH_CPP_LOG_LEVEL") is not null) return; // which may ask for more
        new MLContext().Unlearning().TuneProcess();
        var library = NativeLibrary.Load("c10", typeof(torch).Assembly, null);
        Assert.True(Marshal.ReadInt32(NativeLibrary.GetExport(library, "FLAGS_caffe2_log_level")) >= 2);
        NativeLibrary.Free(library);
    }

    [Fact]
    public void A_number_of_threads_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("numberOfThreads", () => new MLContext().Unlearning().TuneProcess(0));
}

namespace MLNetUnlearning.Data;

/// <summary>Makes tensors of a stated type, on the CPU unless a device is stated. TorchSharp's own functions take what is not stated from
/// defaults of the process (<c>set_default_dtype</c>, <c>set_default_device</c>), which belong to the program.</summary>
internal static class NewTensor
{
    /// <summary>A vector of <c>Float32</c>.</summary>
    public static Tensor Of(float[] numbers) => tensor(numbers, ScalarType.Float32, CPU);

    /// <summary>A vector of <c>Int64</c>.</summary>
    public static Tensor Of(long[] numbers) => tensor(numbers, ScalarType.Int64, CPU);

    /// <summary>A vector of <c>Byte</c>.</summary>
    public static Tensor Of(byte[] numbers) => tensor(numbers, ScalarType.Byte, CPU);

    /// <summary>Room for numbers, which have no values yet.</summary>
    public static Tensor Empty(long[] shape, ScalarType type = ScalarType.Float32) => empty(shape, type, CPU);

    /// <summary>A vector of zeros, <c>Float32</c>.</summary>
    public static Tensor Zeros(long count) => zeros(count, ScalarType.Float32, CPU);

    /// <summary>A vector of the whole numbers from the first to below the end, <c>Int64</c>.</summary>
    public static Tensor Range(long first, long end) => Range(first, end, CPU);

    /// <summary>A vector of the whole numbers from the first to below the end, <c>Int64</c>, made where it is to be: nothing is
    /// sent.</summary>
    public static Tensor Range(long first, long end, Device device) => arange(first, end, ScalarType.Int64, device);

    /// <summary>The whole numbers from 0 to below the count in random order, <c>Int64</c>.</summary>
    public static Tensor RandomOrder(long count, Generator generator) => randperm(count, ScalarType.Int64, CPU, generator: generator);

    /// <summary>Whole numbers from 0 to below an end, <c>Int64</c>.</summary>
    public static Tensor RandomWhole(long end, long[] shape, Generator generator) =>
        randint(0, end, shape, ScalarType.Int64, CPU, generator: generator);

    /// <summary>Numbers from 0 to below 1, <c>Float32</c>.</summary>
    public static Tensor Random(long[] shape, Generator generator) => rand(shape, ScalarType.Float32, CPU, generator: generator);

    /// <summary>Numbers of mean 0 and deviation 1, <c>Float32</c>.</summary>
    public static Tensor RandomNormal(long[] shape, Generator generator) => randn(shape, ScalarType.Float32, CPU, generator: generator);
}

namespace MLNetUnlearning.Tests;

/// <summary>Each has its type, its place and the numbers that TorchSharp's own function gives.</summary>
public sealed class NewTensorTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    private static Generator Fresh => new(3UL, CPU);

    [Fact]
    public void Numbers_are_single_or_whole()
    {
        Is(tensor(new[] { 1.5f, 2 }), NewTensor.Of([1.5f, 2]), ScalarType.Float32);
        Is(tensor(new[] { 1L, 2 }), NewTensor.Of([1L, 2]), ScalarType.Int64);
        Is(zeros(3), NewTensor.Zeros(3), ScalarType.Float32);
        Is(tensor(new[] { 2L, 3, 4 }), NewTensor.Range(2, 5), ScalarType.Int64);
        Assert.Equal([2L, 3], NewTensor.Empty([2, 3]).shape);
        Assert.Equal(ScalarType.Byte, NewTensor.Empty([2, 3], ScalarType.Byte).dtype);
    }

    [Fact]
    public void Random_ones_come_from_the_generator()
    {
        Is(randperm(9, generator: Fresh), NewTensor.RandomOrder(9, Fresh), ScalarType.Int64);
        Is(randint(0, 7, [2, 5], ScalarType.Int64, generator: Fresh), NewTensor.RandomWhole(7, [2, 5], Fresh), ScalarType.Int64);
        Is(rand([2, 5], generator: Fresh), NewTensor.Random([2, 5], Fresh), ScalarType.Float32);
        Is(randn([2, 5], generator: Fresh), NewTensor.RandomNormal([2, 5], Fresh), ScalarType.Float32);
    }

    public void Dispose() => scope.Dispose();

    private static void Is(Tensor expected, Tensor made, ScalarType type)
    {
        Assert.Equal((type, DeviceType.CPU), (made.dtype, made.device_type));
        Assert.True(made.allclose(expected.to(type), 0, 0), $"{made} is not {expected}");
    }
}

namespace MLNetUnlearning.Tests;

/// <summary>Fixture numbers as tensors, and comparison by relative error.</summary>
internal static class TorchFixture
{
    public static Tensor Tensor(this SafeTensors file, string name) => file[name] switch
    {
        { DataType: "F32" } numbers => tensor(numbers.ToArray<float>()).reshape(numbers.Shape),
        { DataType: "F64" } numbers => tensor(numbers.ToArray<double>()).reshape(numbers.Shape),
        { DataType: "I64" } numbers => tensor(numbers.ToArray<long>()).reshape(numbers.Shape),
        var other => throw new NotSupportedException(other.DataType),
    };

    /// <summary>The tensors whose names start with the prefix, without it: a state dictionary.</summary>
    public static Dictionary<string, Tensor> State(this SafeTensors file, string prefix) => file.Names
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[prefix.Length..], file.Tensor);

    /// <summary>Asserts ||actual - expected|| / ||expected|| is at most the tolerance.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, double tolerance = 1e-4, string what = "")
    {
        Assert.Equal(expected.shape, actual.shape);
        using var none = no_grad();
        var scale = expected.to(ScalarType.Float64).norm().ToDouble();
        var difference = (actual.to(ScalarType.Float64) - expected.to(ScalarType.Float64)).norm().ToDouble();
        Assert.True(difference <= tolerance * Math.Max(scale, 1e-12), $"{what}: relative error {difference / Math.Max(scale, 1e-12):g3}");
    }
}

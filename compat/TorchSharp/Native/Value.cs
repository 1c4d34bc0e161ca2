using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal enum Kind
{
    None, Tensor, Int, Double, Bool, IntList, DoubleList, TensorList, Text, Device, Generator,
}

/// <summary>An argument as the C side reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public Kind Kind;
    public int Count;
    public long Payload;

    public readonly double Real => BitConverter.Int64BitsToDouble(Payload);
}

/// <summary>An argument of an operator, made implicitly from what C# has at hand.</summary>
internal readonly struct Value
{
    public static readonly Value None;

    public readonly Kind Kind;
    public readonly int Count;
    public readonly long Payload;
    /// <summary>A list's elements, and whatever must stay alive during the call.</summary>
    public readonly object? Reference;

    private Value(Kind kind, long payload, int count = 0, object? reference = null) =>
        (Kind, Payload, Count, Reference) = (kind, payload, count, reference);

    public static implicit operator Value(torch.Tensor? tensor) => tensor is null ? None : new(Kind.Tensor, tensor.Handle, 0, tensor);
    public static implicit operator Value(long number) => new(Kind.Int, number);
    public static implicit operator Value(long? number) => number is { } known ? known : None;
    public static implicit operator Value(bool truth) => new(Kind.Bool, truth ? 1 : 0);
    public static implicit operator Value(double number) => new(Kind.Double, BitConverter.DoubleToInt64Bits(number));
    public static implicit operator Value(Scalar? scalar) => scalar is null ? None : scalar.Value;
    public static implicit operator Value(string? text) => text is null ? None : new(Kind.Text, 0, 0, text);
    public static implicit operator Value(torch.ScalarType type) => new(Kind.Int, (long)type);
    public static implicit operator Value(torch.ScalarType? type) => type is { } known ? known : None;
    public static implicit operator Value(torch.nn.Reduction reduction) => new(Kind.Int, (long)reduction);
    public static implicit operator Value(torch.Device? device) => device is null ? None : new(Kind.Device, device.index, (int)device.type);
    public static implicit operator Value(torch.Generator? generator) =>
        generator is null ? None : new(Kind.Generator, generator.Handle, 0, generator);
    public static implicit operator Value(long[]? list) => list is null ? None : new(Kind.IntList, 0, list.Length, list);
    public static implicit operator Value(ReadOnlySpan<long> list) => list.ToArray();
    public static implicit operator Value(torch.Tensor?[] list) => new(Kind.TensorList, 0, list.Length, list);
}

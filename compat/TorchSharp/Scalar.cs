using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number, an integer or a truth, as operators take them.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly Value Value;

    private Scalar(Value value, torch.ScalarType type) => (Value, Type) = (value, type);

    public torch.ScalarType Type { get; }

    public static implicit operator Scalar(byte value) => new((long)value, torch.ScalarType.Int64);
    public static implicit operator Scalar(sbyte value) => new((long)value, torch.ScalarType.Int64);
    public static implicit operator Scalar(short value) => new((long)value, torch.ScalarType.Int64);
    public static implicit operator Scalar(int value) => new((long)value, torch.ScalarType.Int64);
    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(float value) => new((double)value, torch.ScalarType.Float64);
    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);
    public static implicit operator Scalar(bool value) => new(value, torch.ScalarType.Bool);

    public void Dispose()
    {
        // Nothing native is held; TorchSharp's scalars are disposable, so that callers may dispose.
    }

    internal static Scalar From(NativeValue value) => value.Kind switch
    {
        Kind.Double => value.Real,
        Kind.Bool => value.Payload != 0,
        _ => value.Payload,
    };

    internal double Number => Value.Kind == Kind.Double ? BitConverter.Int64BitsToDouble(Value.Payload) : Value.Payload;

    internal long Integer => Value.Kind == Kind.Double ? (long)Number : Value.Payload;
}

using TorchSharp.Native;

namespace TorchSharp;

// Dimension names, which TorchSharp's factories take too, are not supported by any operator in use here and are ignored.
public static partial class torch
{
    public static Tensor full(
        long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(requires_grad, "full", size, value, dtype ?? (value.Type == ScalarType.Float64 ? ScalarType.Float32 : ScalarType.Int64), Value.None, device);

    public static Tensor full(
        long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full([size], value, dtype, device, requires_grad);

    public static Tensor full(
        long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full([rows, columns], value, dtype, device, requires_grad);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(requires_grad, "zeros_like", input, dtype, Value.None, device);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(requires_grad, "ones_like", input, dtype, Value.None, device);

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(requires_grad, "empty_like", input, dtype, Value.None, device);

    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(requires_grad, "full_like", input, value, dtype, Value.None, device);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "arange", stop, dtype, Value.None, device);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "arange.start", start, stop, dtype, Value.None, device);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make(requires_grad, "arange.start_step", start, stop, step, dtype, Value.None, device);

    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make(requires_grad, "eye.m", rows, columns < 0 ? rows : columns, dtype, Value.None, device);

    private static Tensor Make(bool requiresGradient, string name, params Value[] arguments)
    {
        var made = Operator.Call(name, arguments);
        return requiresGradient ? made.requires_grad_() : made;
    }
}

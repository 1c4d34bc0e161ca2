using static TorchSharp.Native.Operator;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Call("cat", tensors.ToArray(), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Call("stack", tensors.ToArray(), dim);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Call("where.self", condition, x, y);

    public static Tensor[] where(Tensor condition) => CallMany("where", condition);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Call("einsum", equation, tensors);

    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) =>
        Call("repeat_interleave.self_int", input, repeats, dim, output_size);
}

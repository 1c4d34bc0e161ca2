using static TorchSharp.Native.Operator;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Call("view", this, shape);

        public Tensor reshape(params long[] shape) => Call("reshape", this, shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Call("flatten.using_ints", this, start_dim, end_dim);

        public Tensor permute(params long[] permutation) => Call("permute", this, permutation);

        public Tensor transpose(long dim0, long dim1) => Call("transpose.int", this, dim0, dim1);

        public Tensor t() => Call("t", this);

        public Tensor T => Call("numpy_T", this);

        public Tensor squeeze(long? dim = null) => dim is { } known ? Call("squeeze.dim", this, known) : Call("squeeze", this);

        public Tensor unsqueeze(long dim) => Call("unsqueeze", this, dim);

        public Tensor expand(params long[] sizes) => Call("expand", this, sizes);

        public Tensor expand(long[] sizes, bool isImplicit = false) => Call("expand", this, sizes, isImplicit);

        public Tensor repeat(params long[] sizes) => Call("repeat", this, sizes);

        public Tensor narrow(long dim, long start, long length) => Call("narrow", this, dim, start, length);

        public Tensor slice(long dim, long start, long finish, long step) => Call("slice.Tensor", this, dim, start, finish, step);

        public Tensor select(long dim, long index) => Call("select.int", this, dim, index);

        public Tensor flip(params long[] dims) => Call("flip", this, dims);

        public Tensor roll(long shifts, long? dims = null) => Call("roll", this, new[] { shifts }, dims is { } known ? new[] { known } : []);

        public Tensor roll(long[] shifts, long[] dims) => Call("roll", this, shifts, dims);

        public Tensor[] chunk(long chunks, long dim = 0) => CallMany("chunk", this, chunks, dim);

        public Tensor[] split(long size, int dim = 0) => CallMany("split.Tensor", this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => CallMany("split_with_sizes", this, sizes, dim);
    }
}

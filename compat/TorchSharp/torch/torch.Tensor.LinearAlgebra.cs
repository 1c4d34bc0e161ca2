using static TorchSharp.Native.Operator;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Call("matmul", this, target);

        public Tensor mm(Tensor target) => Call("mm", this, target);

        public Tensor bmm(Tensor batch2) => Call("bmm", this, batch2);

        public Tensor mv(Tensor target) => Call("mv", this, target);

        public Tensor dot(Tensor target) => Call("dot", this, target);

        public Tensor outer(Tensor vec2) => Call("outer", this, vec2);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) =>
            Call("addmm", this, mat1, mat2, (double)beta, (double)alpha);

        public Tensor trace() => Call("trace", this);

        public Tensor diag(long diagonal = 0) => Call("diag", this, diagonal);

        public Tensor triu(long diagonal = 0) => Call("triu", this, diagonal);

        public Tensor tril(long diagonal = 0) => Call("tril", this, diagonal);
    }
}

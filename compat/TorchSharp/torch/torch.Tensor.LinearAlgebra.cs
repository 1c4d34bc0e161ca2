using static TorchSharp.Native.Operator;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Call("matmul", this, target);

        public Tensor mm(Tensor target) => Call("mm", this, target);

        public Tensor bmm(Tensor batch2) => Call("bmm", this, batch2);

        public Tensor dot(Tensor target) => Call("dot", this, target);

        public Tensor outer(Tensor vec2) => Call("outer", this, vec2);

        public Tensor diag(long diagonal = 0) => Call("diag", this, diagonal);
    }
}

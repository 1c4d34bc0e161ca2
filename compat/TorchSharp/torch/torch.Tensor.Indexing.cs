using static TorchSharp.Native.Operator;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor index_select(long dim, Tensor index) => Call("index_select", this, dim, index);

        public Tensor gather(long dim, Tensor index) => Call("gather", this, dim, index);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => CallInPlace("scatter_.src", this, dim, index, src);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => CallInPlace("index_add_", this, dim, index, source, alpha);

        public Tensor masked_select(Tensor mask) => Call("masked_select", this, mask);

        public Tensor masked_fill(Tensor mask, Scalar value) => Call("masked_fill.Scalar", this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => CallInPlace("masked_fill_.Scalar", this, mask, value);

        public Tensor index(params Tensor[] indices) => Call("index.Tensor", this, indices);

        public Tensor index(params TensorIndex[] indices) => TensorIndex.Read(this, indices);

        public Tensor index_put_(Tensor value, params Tensor[] indices) => CallInPlace("index_put_", this, indices, value);

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var filler = full([], value, dtype, device);
            return index_put_(filler, indices);
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            TensorIndex.Write(this, indices, value);
            return this;
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => At(i1);
            set => Put(value, i1);
        }

        public Tensor this[long i1, long i2]
        {
            get => At(i1, i2);
            set => Put(value, i1, i2);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => At(i1, i2, i3);
            set => Put(value, i1, i2, i3);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At(i1, i2, i3, i4);
            set => Put(value, i1, i2, i3, i4);
        }

        private Tensor At(params long[] place)
        {
            var part = select(0, place[0]);
            foreach (var coordinate in place.AsSpan(1)) {
                using var outer = part;
                part = outer.select(0, coordinate);
            }
            return part;
        }

        private void Put(Tensor value, params long[] place)
        {
            using var part = At(place);
            part.copy_(value);
        }
    }
}

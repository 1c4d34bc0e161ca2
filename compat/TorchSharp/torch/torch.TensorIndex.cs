namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of <c>x[...]</c>: a number, a range, everything, a new dimension or a tensor of indices.</summary>
    public struct TensorIndex
    {
        private enum Form
        {
            Colon, Ellipsis, NewDimension, Single, Slice, Tensor,
        }

        private Form _form;
        private long? _start, _stop, _step;
        private Tensor? _tensor;

        public static TensorIndex Colon = new() { _form = Form.Colon };
        public static TensorIndex Ellipsis = new() { _form = Form.Ellipsis };
        public static TensorIndex None = new() { _form = Form.NewDimension };
        public static TensorIndex Null = None;

        public static TensorIndex Single(long? index) => index is null ? None : new() { _form = Form.Single, _start = index };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { _form = Form.Slice, _start = start, _stop = stop, _step = step };

        public static TensorIndex Slice(Range range) => Slice(From(range.Start), To(range.End));

        public static TensorIndex Tensor(Tensor tensor) => new() { _form = Form.Tensor, _tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(From(index));

        internal static Tensor Read(Tensor tensor, TensorIndex[] indices)
        {
            var view = View(tensor, indices, out var places);
            if (places.All(place => place is null)) {
                return ReferenceEquals(view, tensor) ? tensor.alias() : view;
            }
            var picked = Native.Operator.Call("index.Tensor", view, places);
            Drop(view, tensor);
            return picked;
        }

        internal static void Write(Tensor tensor, TensorIndex[] indices, Tensor value)
        {
            var view = View(tensor, indices, out var places);
            if (places.All(place => place is null)) {
                view.copy_(value);
            } else {
                Native.Operator.CallInPlace("index_put_", view, places, value);
            }
            Drop(view, tensor);
        }

        /// <summary>All but the index tensors; those come back in <paramref name="places"/>, one a dimension of the view.</summary>
        private static Tensor View(Tensor tensor, TensorIndex[] indices, out Tensor?[] places)
        {
            var view = tensor;
            var found = new List<Tensor?>();
            foreach (var index in indices) {
                var before = view;
                view = index.Apply(before, indices, found);
                if (!ReferenceEquals(view, before)) {
                    Drop(before, tensor);
                }
            }
            places = found.ToArray();
            return view;
        }

        private readonly Tensor Apply(Tensor view, TensorIndex[] all, List<Tensor?> places)
        {
            var dimension = places.Count;
            switch (_form) {
                case Form.Single:
                    return view.select(dimension, _start!.Value);
                case Form.NewDimension:
                    places.Add(null);
                    return view.unsqueeze(dimension);
                case Form.Colon:
                    places.Add(null);
                    return view;
                case Form.Slice:
                    places.Add(null);
                    return view.slice(dimension, _start ?? 0, _stop ?? long.MaxValue, _step ?? 1);
                case Form.Ellipsis:
                    var later = all.SkipWhile(index => index._form != Form.Ellipsis).Skip(1).Count(index => index._form != Form.NewDimension);
                    places.AddRange(new Tensor?[view.ndim - dimension - later]);
                    return view;
                default:
                    places.Add(_tensor);
                    return view;
            }
        }

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        private static void Drop(Tensor view, Tensor original)
        {
            if (!ReferenceEquals(view, original)) {
                view.Dispose();
            }
        }

        // ^0 is the end itself, which libtorch has no negative number for.
        private static long? To(Index index) => index is { IsFromEnd: true, Value: 0 } ? null : From(index);
    }
}

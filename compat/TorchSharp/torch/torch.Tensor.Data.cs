using System.Runtime.InteropServices;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements in the order of the shape, whatever the strides.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireElements(typeof(T));
            return new TensorAccessor<T>(this);
        }

        /// <summary>The only element.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) {
                throw new ArgumentException("Number of elements in the tensor must be 1");
            }
            return data<T>()[0];
        }

        public Scalar ToScalar() => Scalar.From(Operator.CallForValue("item", this));

        /// <summary>The memory of a contiguous CPU tensor.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (device_type != DeviceType.CPU) {
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                }
                if (!is_contiguous()) {
                    throw new InvalidOperationException("bytes is not supported for non-contiguous tensors.");
                }
                return new Span<byte>((void*)Address, checked((int)(NumberOfElements * ElementSize)));
            }

            set
            {
                var memory = bytes;
                if (value.Length != memory.Length) {
                    throw new ArgumentException("Mismatched data sizes in Tensor.set_bytes().");
                }
                value.CopyTo(memory);
            }
        }

        /// <summary>Where the first element lies; zero for a tensor without elements.</summary>
        internal nint Address => NumberOfElements == 0 ? 0 : Alive(Bridge.Check(Bridge.tensor_data(Handle)));

        /// <summary>A CPU tensor with a copy of <paramref name="elements"/>.</summary>
        internal static unsafe Tensor From<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, ScalarType type) where T : unmanaged
        {
            var memory = MemoryMarshal.AsBytes(elements);
            fixed (byte* first = memory)
            fixed (long* sizes = shape) {
                return new Tensor(Bridge.Check(Bridge.tensor_from(first, memory.Length, sizes, shape.Length, (int)type)));
            }
        }

        private void RequireElements(Type element)
        {
            var expected = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Bool => typeof(bool),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                _ => typeof(Half),
            };
            if (element != expected) {
                throw new ArgumentException($"{element} is not compatible with {dtype}");
            }
        }
    }
}

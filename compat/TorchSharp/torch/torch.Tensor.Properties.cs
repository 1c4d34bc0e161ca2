using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Bridge.tensor_dimensions(Handle)];
                fixed (long* first = sizes) {
                    Bridge.tensor_shape(Handle, first);
                }
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public unsafe long[] stride()
        {
            var strides = new long[Bridge.tensor_dimensions(Handle)];
            fixed (long* first = strides) {
                Bridge.tensor_strides(Handle, first);
            }
            GC.KeepAlive(this);
            return strides;
        }

        public unsafe Device device
        {
            get
            {
                int type, index;
                Bridge.tensor_device(Handle, &type, &index);
                GC.KeepAlive(this);
                return new Device((DeviceType)type, index);
            }
        }

        public long[] size() => shape;

        public long size(int dim) => shape[dim < 0 ? dim + (int)ndim : dim];

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];

        public long ndim => Alive(Bridge.tensor_dimensions(Handle));

        public long Dimensions => ndim;

        public long NumberOfElements => Alive(Bridge.tensor_elements(Handle));

        public long numel() => NumberOfElements;

        public ScalarType dtype => (ScalarType)Alive(Bridge.tensor_dtype(Handle));

        public long ElementSize => dtype.ElementSize();

        public DeviceType device_type => device.type;

        public int device_index => device.index;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_contiguous() => Alive(Bridge.tensor_is_contiguous(Handle)) != 0;

        public bool is_floating_point() => dtype is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

        /// <summary>Keeps this object, and with it the native tensor, until the native side has answered.</summary>
        private T Alive<T>(T answer)
        {
            GC.KeepAlive(this);
            return answer;
        }
    }
}

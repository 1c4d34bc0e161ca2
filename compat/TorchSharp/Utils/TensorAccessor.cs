using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the elements of a CPU tensor in the order of its shape.</summary>
public sealed class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly Tensor _tensor;
    private readonly nint _address;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU) {
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }
        _tensor = tensor;
        _address = tensor.Address;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public unsafe T this[params long[] indices]
    {
        get => *At(Offset(indices));
        set => *At(Offset(indices)) = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = (int)Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        if (_contiguous) {
            new Span<T>(At(tensorIndex), count).CopyTo(array[arrayIndex..]);
        } else {
            for (var i = 0; i < count; i++) {
                array[arrayIndex + i] = *At(OffsetOf(tensorIndex + i));
            }
        }
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = (int)Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        for (var i = 0; i < count; i++) {
            *At(OffsetOf(tensorIndex + i)) = array[arrayIndex + i];
        }
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        // The memory belongs to the tensor.
    }

    private unsafe T* At(long offset)
    {
        if (_tensor.IsInvalid) {
            throw new InvalidOperationException("Tensor invalid -- empty handle.");
        }
        return (T*)_address + offset;
    }

    /// <summary>One index counts elements in the order of the shape; several are coordinates.</summary>
    private long Offset(long[] indices)
    {
        if (indices.Length <= 1) {
            var index = indices.Length == 0 ? 0 : indices[0];
            return index >= 0 && index < Count ? OffsetOf(index) : throw new IndexOutOfRangeException();
        }
        var offset = 0L;
        for (var i = 0; i < indices.Length; i++) {
            if (indices[i] < 0 || indices[i] >= _shape[i]) {
                throw new IndexOutOfRangeException();
            }
            offset += indices[i] * _strides[i];
        }
        return offset;
    }

    private long OffsetOf(long position)
    {
        if (_contiguous) {
            return position;
        }
        var offset = 0L;
        for (var i = _shape.Length - 1; i >= 0; i--) {
            offset += position % _shape[i] * _strides[i];
            position /= _shape[i];
        }
        return offset;
    }
}

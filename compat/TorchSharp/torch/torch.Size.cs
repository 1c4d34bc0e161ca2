using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A shape.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[] _shape;

        public Size(long[] shape) => _shape = shape.ToArray();

        public Size(IEnumerable<long> shape) => _shape = shape.ToArray();

        public static implicit operator Size(long[] size) => new(size);

        public static implicit operator Size(long size) => new([size]);

        public int Length => _shape.Length;

        public long[] Shape => _shape.ToArray();

        public long this[int idx] => _shape[idx];

        public long numel() => _shape.TotalSize();

        public IEnumerator<long> GetEnumerator() => _shape.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

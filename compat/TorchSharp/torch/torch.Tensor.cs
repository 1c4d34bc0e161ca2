using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle on a tensor of libtorch; the tensor lives as long as any handle or graph refers to it.</summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            Interlocked.Increment(ref _totalCount);
            Owner = DisposeScopeManager.OfThread.Register(this);
        }

        /// <summary>Takes the place of <paramref name="former"/>, which is empty afterwards.</summary>
        private protected Tensor(Tensor former)
        {
            GC.SuppressFinalize(former);
            _handle = Interlocked.Exchange(ref former._handle, 0);
            Owner = former.Owner;
            Owner?.Exchange(former, this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Handles alive in the process.</summary>
        public static long TotalCount => Interlocked.Read(ref _totalCount);

        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == 0;

        /// <summary>The scope that will dispose of this handle.</summary>
        internal DisposeScope? Owner { get; set; }

        /// <summary>Gives the native reference away; this object is empty afterwards.</summary>
        public nint DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0) {
                Interlocked.Decrement(ref _totalCount);
                MarkAsDisposed();
            }
            return handle;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            Owner?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (Owner is { } owner) {
                owner.MoveToOther(other, this);
            } else {
                other?.Attach(this);
            }
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.Owner);

        public Tensor DetachFromDisposeScope()
        {
            Owner?.Detach(this);
            return this;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0) {
                return;
            }
            Bridge.tensor_free(handle);
            Interlocked.Decrement(ref _totalCount);
            // A finalized tensor has no scope: a scope would have kept it alive.
            if (disposing) {
                MarkAsDisposed();
            }
        }

        public bool Equals(Tensor target) => target is not null && (ReferenceEquals(this, target) || Same(target));

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => base.GetHashCode();

        public override string ToString() => IsInvalid ? "[empty]" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        private void MarkAsDisposed()
        {
            if (Owner is { } owner) {
                owner.MarkAsDisposed(this);
            } else {
                DisposeScopeManager.Statistics.DisposedOutsideScopeCount++;
            }
        }

        private bool Same(Tensor other) => Operator.CallForValue("equal", this, other).Payload != 0;
    }
}

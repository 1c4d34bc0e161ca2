using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = InitializeDevice(device);
            _handle = Bridge.Check(Bridge.generator_new(seed, (int)this.device.type, this.device.index));
        }

        private Generator(nint handle, Device device) => (_handle, this.device) = (handle, device);

        ~Generator() => Dispose(false);

        public static Generator Default => new(Bridge.Check(Bridge.generator_default()), CPU);

        public Device device { get; }

        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Generator invalid -- empty handle.");

        public Generator manual_seed(long seed)
        {
            Bridge.Check(Bridge.generator_manual_seed(Handle, unchecked((ulong)seed)));
            GC.KeepAlive(this);
            return this;
        }

        public long initial_seed() => unchecked((long)Alive(Bridge.generator_initial_seed(Handle)));

        public Tensor get_state() => new(Alive(Bridge.Check(Bridge.generator_state(Handle))));

        public void set_state(Tensor value)
        {
            Bridge.Check(Bridge.generator_set_state(Handle, value.Handle));
            GC.KeepAlive((this, value));
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Keeps this object, and with it the native generator, until the native side has answered.</summary>
        private T Alive<T>(T answer)
        {
            GC.KeepAlive(this);
            return answer;
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0) {
                Bridge.generator_free(handle);
            }
        }
    }
}

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Parameters, buffers and modules under names.</summary>
        public partial class Module : IDisposable
        {
            private readonly string _name;
            private bool _training = true;

            protected Module(string name) => _name = name;

            ~Module() => Dispose(false);

            public virtual bool training => _training;

            public virtual string GetName() => _name;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var child in children()) {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            /// <summary>Runs <paramref name="fn"/> on every module below, innermost first, then on this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children()) {
                    child.apply(fn);
                }
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters()) {
                    using var gradient = parameter.grad;
                    if (gradient is null) {
                        continue;
                    }
                    if (set_to_none) {
                        parameter.grad = null;
                    } else {
                        gradient.detach_().zero_();
                    }
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) {
                    return;
                }
                foreach (var parameter in _parameters.Values) {
                    parameter.Dispose();
                }
                foreach (var (buffer, _) in _buffers.Values) {
                    buffer.Dispose();
                }
                foreach (var child in _children.Values) {
                    child.Dispose();
                }
            }
        }
    }
}

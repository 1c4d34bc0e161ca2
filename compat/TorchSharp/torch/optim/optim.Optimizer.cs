using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private readonly List<ParamGroup> _groups = [];

            private protected Optimizer()
            {
            }

            ~Optimizer() => Dispose(false);

            public virtual IEnumerable<ILearningRateController> ParamGroups => _groups;

            internal IReadOnlyList<ParamGroup> Groups => _groups;

            public virtual IEnumerable<Parameter> parameters() => _groups.SelectMany(group => group.Parameters);

            public virtual void add_param_group(ParamGroup param_group) => _groups.Add(param_group);

            /// <summary>Sets the gradients to zero; <see cref="nn.Module.zero_grad"/> drops them.</summary>
            public virtual void zero_grad()
            {
                using var frozen = no_grad();
                foreach (var parameter in parameters()) {
                    using var gradient = parameter.grad;
                    gradient?.zero_();
                }
            }

            /// <summary>One step; <paramref name="closure"/> may compute the loss and the gradients anew.</summary>
            public virtual Tensor step(Func<Tensor> closure = null!)
            {
                using var enabled = enable_grad();
                var loss = closure?.Invoke();
                using (no_grad())
                using (NewDisposeScope()) {
                    foreach (var group in _groups) {
                        Step(group);
                    }
                }
                return loss!;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            private protected abstract void Step(ParamGroup group);
        }
    }
}

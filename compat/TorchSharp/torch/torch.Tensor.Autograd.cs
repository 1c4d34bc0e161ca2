using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Alive(Bridge.tensor_requires_grad(Handle)) != 0;
            set => requires_grad_(value);
        }

        /// <summary>The gradient that <see cref="backward"/> added up here, as a fresh handle, or null.</summary>
        public Tensor? grad
        {
            get
            {
                var gradient = Alive(Bridge.tensor_grad(Handle));
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set
            {
                Bridge.Check(Bridge.tensor_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive((this, value));
            }
        }

        public Tensor requires_grad_(bool requires_grad = true) => Operator.CallInPlace("requires_grad_", this, requires_grad);

        public void backward() => autograd.backward(this);

        public Tensor detach() => Operator.Call("detach", this);

        public Tensor detach_() => Operator.CallInPlace("detach_", this);
    }
}

using static TorchSharp.Native.Operator;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Call("add.Tensor", this, target);

        public Tensor add(Tensor target, Scalar alpha) => Call("add.Tensor", this, target, alpha);

        public Tensor add(Scalar scalar) => Call("add.Scalar", this, scalar);

        public Tensor add_(Tensor target) => CallInPlace("add_.Tensor", this, target);

        public Tensor add_(Tensor target, Scalar alpha) => CallInPlace("add_.Tensor", this, target, alpha);

        public Tensor add_(Scalar scalar) => CallInPlace("add_.Scalar", this, scalar);

        public Tensor sub(Tensor target) => Call("sub.Tensor", this, target);

        public Tensor sub(Scalar target) => Call("sub.Scalar", this, target);

        public Tensor sub_(Tensor target) => CallInPlace("sub_.Tensor", this, target);

        public Tensor sub_(Scalar target) => CallInPlace("sub_.Scalar", this, target);

        public Tensor mul(Tensor target) => Call("mul.Tensor", this, target);

        public Tensor mul(Scalar target) => Call("mul.Scalar", this, target);

        public Tensor mul_(Tensor target) => CallInPlace("mul_.Tensor", this, target);

        public Tensor mul_(Scalar target) => CallInPlace("mul_.Scalar", this, target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Call("div.Tensor_mode", this, target, Named(rounding_mode));

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Call("div.Scalar_mode", this, target, Named(rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            CallInPlace("div_.Tensor_mode", this, target, Named(rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            CallInPlace("div_.Scalar_mode", this, target, Named(rounding_mode));

        public Tensor pow(Scalar exponent) => Call("pow.Tensor_Scalar", this, exponent);

        public Tensor pow(Tensor exponent) => Call("pow.Tensor_Tensor", this, exponent);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => CallInPlace("addcmul_", this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => CallInPlace("addcdiv_", this, tensor1, tensor2, value);

        public Tensor maximum(Tensor other) => Call("maximum", this, other);

        public Tensor minimum(Tensor other) => Call("minimum", this, other);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Call("clamp", this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Call("clamp.Tensor", this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => CallInPlace("clamp_", this, min, max);

        public Tensor clamp_min(Scalar min) => Call("clamp_min", this, min);

        public Tensor clamp_max(Scalar max) => Call("clamp_max", this, max);

        private static string? Named(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();
    }
}

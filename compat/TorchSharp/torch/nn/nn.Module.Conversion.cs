using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Replaces parameters and buffers that have another device or type, in fields too; the former objects are disposed.
            /// An optimizer is therefore made afterwards.
            /// </summary>
            internal void Convert(Device? device, ScalarType? type)
            {
                using var frozen = no_grad();
                foreach (var (name, parameter) in _parameters.Pairs.ToList()) {
                    if (Converted(parameter, device, type) is { } converted) {
                        var heir = new Parameter(converted.DetachFromDisposeScope(), parameter.requires_grad);
                        _parameters.Set(name, heir);
                        Replace(parameter, heir);
                    }
                }
                foreach (var (name, (buffer, persistent)) in _buffers.Pairs.ToList()) {
                    if (Converted(buffer, device, type) is { } heir) {
                        heir.DetachFromDisposeScope();
                        _buffers.Set(name, (heir, persistent));
                        Replace(buffer, heir);
                    }
                }
                foreach (var child in children()) {
                    child.Convert(device, type);
                }
            }

            /// <summary>Null where nothing is to change. As in PyTorch, a type is for floating-point tensors: a count stays a count.</summary>
            private static Tensor? Converted(Tensor tensor, Device? device, ScalarType? type)
            {
                var newType = type is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                var newDevice = device ?? tensor.device;
                var stays = newType == tensor.dtype && newDevice.type == tensor.device_type
                    && (newDevice.index < 0 || newDevice.index == tensor.device_index);
                return stays ? null : tensor.to(newType, newDevice);
            }

            private void Replace(Tensor former, Tensor heir)
            {
                foreach (var field in GetType().GetFields(Fields).Where(field => ReferenceEquals(field.GetValue(this), former))) {
                    field.SetValue(this, heir);
                }
                former.Dispose();
            }
        }
    }
}

using static TorchSharp.torch;

namespace TorchSharp.Modules;

// Internal: its forward has another parameter name in each supported version.
internal sealed class BatchNorm2d : nn.Module<Tensor, Tensor>
{
    private readonly double _eps;
    private readonly double _momentum;

    internal BatchNorm2d(long features, double eps, double momentum, Device? device, ScalarType? type) : base(nameof(BatchNorm2d))
    {
        RegisteredByHand();
        (_eps, _momentum) = (eps, momentum);
        weight = Initial.Ones([features], device, type);
        bias = Initial.Zeros([features], device, type);
        running_mean = zeros([features], type, device).DetachFromDisposeScope();
        running_var = ones([features], type, device).DetachFromDisposeScope();
        num_batches_tracked = tensor(0L, device: device).DetachFromDisposeScope();
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
        register_buffer(nameof(running_mean), running_mean);
        register_buffer(nameof(running_var), running_var);
        register_buffer(nameof(num_batches_tracked), num_batches_tracked);
    }

    internal Parameter weight { get; set; }

    internal Parameter bias { get; set; }

    internal Tensor running_mean { get; set; }

    internal Tensor running_var { get; set; }

    internal Tensor num_batches_tracked { get; set; }

    public override Tensor forward(Tensor input)
    {
        if (training) {
            num_batches_tracked.add_(1);
        }
        return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, _momentum, _eps);
    }
}

using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>One module after the other.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) {
            register_module(name, module);
        }
    }

    internal Sequential(params nn.Module<Tensor, Tensor>[] modules)
        : this(modules.Select((module, place) => (place.ToString(CultureInfo.InvariantCulture), module)).ToArray())
    {
    }

    public int Count => children().Count();

    public override Tensor forward(Tensor tensor)
    {
        var result = tensor.alias();
        foreach (var module in children().Cast<nn.Module<Tensor, Tensor>>()) {
            using var before = result;
            result = module.call(before);
        }
        return result;
    }
}

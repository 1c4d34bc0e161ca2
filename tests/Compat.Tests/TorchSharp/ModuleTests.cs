using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public class ModuleTests
{
    private sealed class Layer : nn.Module
    {
        private readonly Parameter weight;
        private readonly Parameter? bias;

        public Layer(long inputs, long outputs, bool hasBias = true) : base("Layer")
        {
            weight = nn.Parameter(ones(outputs, inputs));
            bias = hasBias ? nn.Parameter(zeros(outputs)) : null;
            RegisterComponents();
        }

        public Tensor Apply(Tensor input) => nn.functional.linear(input, weight, bias);
    }

    private sealed class Block : nn.Module
    {
        private readonly Layer first = new(3, 4);
        private readonly Parameter scale = nn.Parameter(ones(4));
        private readonly Tensor shift = zeros(4);
        private readonly ModuleList<Layer> rest = nn.ModuleList(new Layer(4, 4, false), new Layer(4, 2));

        public Block() : base("Block") => RegisterComponents();

        public Tensor Apply(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = first.Apply(input) * scale + shift;
            foreach (var module in rest) {
                x = module.Apply(x);
            }
            return x.MoveToOuterDisposeScope();
        }
    }

    private static readonly string[] _names =
        ["scale", "first.weight", "first.bias", "rest.0.weight", "rest.1.weight", "rest.1.bias", "shift"];

    [Fact]
    public void Fields_give_the_names()
    {
        using var block = new Block();
        Assert.Equal(_names.Order(), block.state_dict().Keys.Order());
        Assert.Equal(_names.Except(["shift"]).Order(), block.named_parameters().Select(pair => pair.name).Order());
        Assert.Equal(["shift"], block.named_buffers().Select(pair => pair.name));
        Assert.Equal(["first", "rest"], block.named_children().Select(pair => pair.name));
    }

    [Fact]
    public void Buffers_that_are_not_saved_are_not_listed()
    {
        using var block = new Block();
        block.register_buffer("kept", ones(1));
        block.register_buffer("hidden", ones(1), false);
        Assert.Equal(["shift", "kept"], block.named_buffers().Select(pair => pair.name));
        Assert.Equal(2, block.buffers().Count());
        Assert.DoesNotContain("hidden", block.state_dict().Keys);
    }

    [Fact]
    public void A_state_dictionary_carries_the_values_over()
    {
        using var scope = NewDisposeScope();
        using var from = new Block();
        using var to = new Block();
        var x = ones(1, 3);
        foreach (var parameter in from.parameters()) {
            using var noGradient = no_grad();
            parameter.add_(1);
        }
        Assert.False(from.Apply(x).Equals(to.Apply(x)));
        to.load_state_dict(from.state_dict());
        Assert.True(from.Apply(x).Equals(to.Apply(x)));
    }

    [Fact]
    public void A_state_dictionary_that_does_not_fit_is_refused()
    {
        using var block = new Block();
        var state = block.state_dict();
        state.Remove("scale");
        Assert.Throws<InvalidOperationException>(() => block.load_state_dict(state));
        Assert.Equal(["scale"], block.load_state_dict(state, false).missing_keys);
    }

    [Fact]
    public void Training_and_evaluation_reach_every_module()
    {
        using var block = new Block();
        block.eval();
        Assert.All(block.modules(), module => Assert.False(module.training));
        block.train();
        Assert.All(block.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void A_conversion_reaches_parameters_and_buffers()
    {
        using var block = new Block().to(ScalarType.Float64);
        Assert.All(block.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.All(block.parameters(), parameter => Assert.True(parameter.requires_grad));
        Assert.All(block.buffers(), buffer => Assert.Equal(ScalarType.Float64, buffer.dtype));
    }

    [Fact]
    public void Gradients_are_dropped_together()
    {
        using var scope = NewDisposeScope();
        using var block = new Block();
        block.Apply(ones(1, 3)).sum().backward();
        Assert.All(block.parameters(), parameter => Assert.NotNull(parameter.grad));
        block.zero_grad();
        Assert.All(block.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void A_disposed_module_frees_its_tensors()
    {
        var block = new Block();
        var parameters = block.parameters().ToList();
        block.Dispose();
        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
    }

    [Fact]
    public void A_name_is_given_once_and_without_dots()
    {
        using var block = new Block();
        using var other = new Layer(1, 1);
        Assert.Throws<InvalidOperationException>(() => block.register_module("first", other));
        Assert.Throws<ArgumentException>(() => block.register_module("first.second", other));
    }

    [Fact]
    public void Parameters_come_module_by_module()
    {
        using var block = new Block();
        Assert.Equal(_names.Except(["shift"]), block.named_parameters().Select(pair => pair.name));
    }

    [Fact]
    public void A_parameter_takes_its_tensor_over()
    {
        var data = ones(2);
        using var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
    }
}

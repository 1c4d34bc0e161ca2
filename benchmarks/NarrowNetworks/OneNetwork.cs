using MLNetUnlearning;
using MLNetUnlearning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace NarrowNetworks;

/// <summary>Three steps of training, and gradients beside those in double precision.</summary>
internal static class OneNetwork
{
    private const int Batch = 4, Classes = 5, Steps = 3;
    private const double LargestError = 1e-3;

    /// <summary>Deviations above zero, where all values lie after a normalisation: none is cut off by the ReLU that follows. Near zero,
    /// rounding decides whether a value is cut off, and single and double precision decide differently.</summary>
    private const float Lift = 6;

    /// <summary>Returns 0 if all is well, 2 if gradients differ or numbers are not finite; says on the console what was found.</summary>
    public static int Run(NetworkCase one)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1UL, CPU);
        var architecture = one.Network == "ResNet18" ? KnownNetworks.ResNet18(one.Width) : KnownNetworks.SmallConvNet(one.Width);
        var shape = FeatureShape.Image(one.Pixels, one.Pixels, one.Channels);
        using var network = architecture.Create(shape, Classes, generator);
        foreach (var (name, weight) in network.state_dict())
            if (name.EndsWith(".bias", StringComparison.Ordinal)) weight.detach().fill_(Lift);
        using var exact = network.Copy(CPU);
        exact.to(ScalarType.Float64);
        var images = rand([Batch, one.Channels, one.Pixels, one.Pixels], generator: generator); // b x C x H x W
        var labels = arange(Batch, ScalarType.Int64);
        exact.train();
        Loss(exact, images.to(ScalarType.Float64), labels).backward();
        var error = 0.0;
        using var optimizer = optim.SGD(network.parameters(), 0.05, momentum: 0.9);
        network.train();
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            Loss(network, images, labels).backward();
            if (step == 0) error = Difference(network, exact);
            optimizer.step();
        }
        network.eval();
        using var none = no_grad();
        var finite = network.forward(images).Logits.isfinite().all().ToBoolean();
        Console.WriteLine(FormattableString.Invariant($"gradients differ by {error:e1}{(finite ? "" : ", logits not finite")}"));
        return error <= LargestError && finite ? 0 : 2;
    }

    private static Tensor Loss(ClassifierNetwork network, Tensor images, Tensor labels) =>
        nn.functional.cross_entropy(network.forward(images).Logits, labels);

    /// <summary>The largest relative difference of a weight's gradient, by norm. Gradients that are next to nothing beside the others are
    /// rounding, and count by the norm of all.</summary>
    private static double Difference(ClassifierNetwork network, ClassifierNetwork exact)
    {
        Tensor[] expected = [.. exact.parameters().Select(weight => weight.grad!)];
        var all = Math.Sqrt(expected.Sum(gradient => Math.Pow(gradient.norm().ToDouble(), 2)));
        return network.parameters().Zip(expected, (weight, gradient) =>
            (weight.grad!.to(ScalarType.Float64) - gradient).norm().ToDouble() / Math.Max(gradient.norm().ToDouble(), 1e-2 * all)).Max();
    }
}

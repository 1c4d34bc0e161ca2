using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Speed.Peers;

/// <summary>A training loop as a user of TorchSharp writes it.</summary>
internal static class PlainTraining
{
    private const double Momentum = 0.9, WeightDecay = 5e-4;

    /// <summary>Trains, and times each step.</summary>
    /// <param name="model">Takes normalised images.</param>
    /// <param name="images">N x 3 x H x W, <c>Byte</c>.</param>
    /// <param name="labels">N, <c>Int64</c>.</param>
    /// <param name="batch">Rows of a step.</param>
    /// <param name="steps">How many.</param>
    /// <param name="rate">The learning rate.</param>
    /// <returns>Seconds and the loss of each step.</returns>
    public static (List<double> Seconds, List<double> Losses) Run(
        nn.Module<Tensor, Tensor> model, Tensor images, Tensor labels, int batch, int steps, double rate)
    {
        var mean = tensor([0.4914f, 0.4822f, 0.4465f]).view(1, 3, 1, 1);
        var deviation = tensor([0.2470f, 0.2435f, 0.2616f]).view(1, 3, 1, 1);
        var optimizer = optim.SGD(model.parameters(), rate, momentum: Momentum, weight_decay: WeightDecay);
        model.train();
        var (seconds, losses) = (new List<double>(), new List<double>());
        while (losses.Count < steps)
        {
            using var order = randperm(images.shape[0]);
            for (long start = 0; start + batch <= images.shape[0] && losses.Count < steps; start += batch)
            {
                var clock = Stopwatch.StartNew();
                using var scope = NewDisposeScope();
                var rows = order.narrow(0, start, batch);
                var x = (images.index_select(0, rows).to(ScalarType.Float32) / 255f - mean) / deviation;
                var loss = nn.functional.cross_entropy(model.call(x), labels.index_select(0, rows));
                optimizer.zero_grad();
                loss.backward();
                optimizer.step();
                losses.Add(loss.ToDouble());
                seconds.Add(clock.Elapsed.TotalSeconds);
            }
        }
        return (seconds, losses);
    }
}

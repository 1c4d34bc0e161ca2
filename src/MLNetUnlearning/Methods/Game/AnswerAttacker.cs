using MLNetUnlearning.Networks;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Methods;

/// <summary>A small attacker of the game: from the probabilities that a defender answers with it tells whether the row was a member of the
/// training set.</summary>
/// <remarks>
/// Input: the defender's logits, the one-hot label and K numbers that it does not use, b x 3K. From these it makes the scaled confidence
/// in the label, the logarithms of all probabilities in ascending order, or both. Two hidden layers of 64 follow. Output: logits, b x 2,
/// where 1 is member.
/// </remarks>
internal sealed class AnswerAttacker : nn.Module<Tensor, Tensor>
{
    private const int Hidden = 64;
    private const double Scale = 0.2; // log-odds reach about 5 or 10 in either direction
    private readonly LinearLayer fc1;
    private readonly LinearLayer fc2;
    private readonly LinearLayer fc3;
    private readonly int numberOfClasses;
    private readonly bool seesConfidence;
    private readonly bool seesProbabilities;

    /// <param name="numberOfClasses">K.</param>
    /// <param name="seesConfidence">Whether it sees the scaled confidence.</param>
    /// <param name="seesProbabilities">Whether it sees all probabilities.</param>
    /// <param name="generator">The CPU generator that draws the first weights.</param>
    /// <param name="device">Its device.</param>
    public AnswerAttacker(int numberOfClasses, bool seesConfidence, bool seesProbabilities, Generator generator, Device device)
        : base(nameof(AnswerAttacker))
    {
        (this.numberOfClasses, this.seesConfidence, this.seesProbabilities) = (numberOfClasses, seesConfidence, seesProbabilities);
        fc1 = new LinearLayer((seesConfidence ? 1 : 0) + (seesProbabilities ? numberOfClasses : 0), Hidden);
        fc2 = new LinearLayer(Hidden, Hidden);
        fc3 = new LinearLayer(Hidden, 2);
        RegisterComponents();
        foreach (var layer in new[] { fc1, fc2, fc3 }) layer.Initialize(generator);
        if (device.type != DeviceType.CPU) this.to(device);
    }

    public override Tensor forward(Tensor input) // b x 3K
    {
        var logits = input.narrow(1, 0, numberOfClasses); // b x K
        // Points at which gradients are penalised lie between labels: the nearest one counts.
        var label = functional.one_hot(input.narrow(1, numberOfClasses, numberOfClasses).argmax(1), numberOfClasses); // b x K
        var seen = new List<Tensor>();
        if (seesConfidence) seen.Add(ConfidenceMatching.Scaled(logits, label.to(ScalarType.Float32)).unsqueeze(1)); // b x 1
        if (seesProbabilities) seen.Add(logits.log_softmax(1).sort(1).Values); // b x K
        var hidden = functional.gelu(fc1.call(Scale * cat(seen, 1))); // b x 64
        return fc3.call(functional.gelu(fc2.call(hidden))); // b x 2
    }
}

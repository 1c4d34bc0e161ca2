using Microsoft.ML;
using MLNetUnlearning;
using Speed.Peers;

namespace Speed.Works;

/// <summary>Three steps from the same weights on the same rows: the library and the plain program must find the same losses, or they do
/// not do the same work.</summary>
internal sealed record SameLosses(int Width) : Work($"losses of three steps, width {Width}", "three steps", [Library, Plain])
{
    private const int Rows = 64; // a batch of all rows: the order in which they come plays no part
    private const double Rate = 0.005;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 10);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var pictures = MadeUpPictures.Folder(folder, Rows, 10);
        var meter = Meter.Start();
        if (contestant == Library)
        {
            var clock = new StepClock("training");
            using var model = Train(ml, pictures, steps: 3, Rate, clock);
            return meter.Stop(0, clock.Losses);
        }
        // A step that is too small to move a weight shows the weights that training starts from.
        var first = Path.Combine(folder, FormattableString.Invariant($"first-{Width}-{Environment.ProcessId}.safetensors"));
        using (var untrained = Train(ml, pictures, steps: 1, rate: 1e-30, null)) ml.Unlearning().ExportWeights(untrained, first);
        var (images, labels) = PlainRows.Read(pictures);
        using var plain = new PlainResNet18(Width, 10);
        PlainWeights.Load(plain, first);
        File.Delete(first);
        return meter.Stop(0, PlainTraining.Run(plain, images, labels, Rows, 3, Rate).Losses);
    }

    private NeuralClassifier Train(MLContext ml, string pictures, int steps, double rate, StepClock? clock) =>
        ml.Unlearning().TrainClassifier(
            new TrainingRecipe
            {
                NumberOfSteps = steps,
                BatchSize = Rows,
                LearningRate = rate,
                Augmentation = null,
                WarmUpShare = 0,
                DecayToZero = false,
                LearningRateDecay = 1, // the same rate in each step
            },
            network: KnownNetworks.ResNet18(Width), seed: 7, progress: clock).Fit(ml.LoadCifar(pictures));
}

using MLNetUnlearning;
using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace WriteYourOwnMethod;

/// <summary>A method of one's own: learn the retained rows on, and learn to doubt about the forgotten ones.</summary>
/// <remarks>
/// Each step goes down CE(retained) + w CE(forgotten, uniform): the labels of forgotten rows are smoothed until nothing of them is left,
/// 1/K for every
/// class. Settings are <c>init</c> properties: the classifier's history writes them down without being told.
/// </remarks>
internal sealed record LearnToDoubt : UnlearningMethod
{
    /// <summary>Passes over the retained rows.</summary>
    /// <value>Default 4. More forget more thoroughly and take longer.</value>
    public int NumberOfEpochs { get; init; } = 4;

    /// <summary>Rows in a batch of retained rows; as many forgotten ones come beside.</summary>
    /// <value>Default 32.</value>
    public int BatchSize { get; init; } = 32;

    /// <summary>The learning rate.</summary>
    /// <value>Default 0.02. Higher forgets faster and harms the retained rows more.</value>
    public double LearningRate { get; init; } = 0.02;

    /// <summary>w, the weight of the doubt.</summary>
    /// <value>Default 0.5. At 0 nothing but training goes on; above 1 the retained rows suffer.</value>
    public double DoubtWeight { get; init; } = 0.5;

    public override string Name => "learn to doubt";

    // Asked before anything is done: ml.Unlearn(..) throws one exception with all sentences.
    public override IEnumerable<string> Violations() => new SettingChecks()
        .AtLeast(NumberOfEpochs, 1)
        .AtLeast(BatchSize, 1)
        .Positive(LearningRate)
        .ZeroOrMore(DoubtWeight);

    public override void Unlearn(UnlearningRun run)
    {
        run.Network.train();
        using var optimizer = optim.SGD(run.Network.parameters(), LearningRate, momentum: run.Recipe.Momentum);
        for (var epoch = 0; epoch < NumberOfEpochs; epoch++)
        {
            var loss = 0.0;
            // run.Generator is the only source of random numbers: the same seed forgets in the same way.
            foreach (var rows in Batches.Shuffled(run.Split.Retain.Count, BatchSize, run.Generator))
            {
                run.CancellationToken.ThrowIfCancellationRequested();
                loss = Step(run, rows, optimizer);
            }
            run.Progress.Report(new UnlearningProgress("doubting", epoch + 1, NumberOfEpochs, loss));
        }
    }

    private double Step(UnlearningRun run, Tensor rows, optim.Optimizer optimizer)
    {
        using var step = NewDisposeScope(); // frees every tensor made below
        var (retain, forget) = (run.Split.Retain, run.Split.Forget);
        var others = Batches.Draw(forget.Count, Math.Min(BatchSize, forget.Count), run.Generator);
        // Both kinds go through the network together, so that batch normalisation sees one mixture.
        var images = cat([retain.FeaturesAt(rows, run.Device), forget.FeaturesAt(others, run.Device)], 0); // (b + f) x C x H x W
        var logits = run.Network.forward(images).Logits;                                           // (b + f) x K
        var known = Losses.CrossEntropy(logits.narrow(0, 0, rows.shape[0]), retain.LabelsAt(rows, run.Device));
        var doubt = -logits.narrow(0, rows.shape[0], others.shape[0]).log_softmax(1).mean();       // cross-entropy against 1/K
        var loss = known + DoubtWeight * doubt;
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return TrainingLoop.Finite(loss, "doubting");
    }
}

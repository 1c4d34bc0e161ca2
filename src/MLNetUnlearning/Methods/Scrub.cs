using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>SCRUB: the network moves away from its old answers for forgotten rows and back to its old answers for retained rows, in
/// turns.</summary>
/// <remarks>
/// <para>Choose it where retained rows must keep their labels and probabilities. With <see cref="Rewinds"/>, choose it where forgotten rows
/// should be answered no worse than unseen ones.</para>
/// <para>A max pass over the forgotten rows goes up mean min(KL(teacher || student), limit). A min pass over the retained rows goes down
/// alpha KL(teacher || student) + gamma CE. Every epoch has a min pass, and the first <see cref="MaxEpochs"/> epochs have a max pass before
/// it. The teacher is the original network in evaluation mode.</para>
/// <para>Source: Kurmanji et al., "Towards Unbounded Machine Unlearning", NeurIPS 2023, equation 3 and algorithms 1 to 3;
/// <see cref="Published"/> is its recipe. It differs from the published code in three ways: the divergence has a limit; each pass starts
/// without the momentum of the one before; and rewinding compares with unseen rows of the forgotten classes after each epoch, not with a
/// model of its own.</para>
/// </remarks>
public sealed record Scrub : DescentMethod
{
    /// <summary>Published settings (CIFAR-10, ResNet-18): Adam at 5e-4 for 10 epochs, 3 of them with a max pass, batches of 64, weight
    /// decay 0.1, alpha 0.5, gamma 1, temperature 2, no limit. The published rate falls tenfold after epochs 5, 8 and 9; here it falls in
    /// equal steps.</summary>
    public static Scrub Published { get; } = new()
    {
        RandomRows = PublishedDescent,
        WholeClass = PublishedDescent,
        MaxEpochs = 3,
        DivergenceWeight = 0.5,
        CrossEntropyWeight = 1,
        Temperature = 2,
        DivergenceLimit = null,
    };

    private static OptimizerSettings PublishedDescent =>
        new() { Adam = true, NumberOfEpochs = 10, BatchSize = 64, LearningRate = 5e-4, WeightDecay = 0.1 };

    /// <inheritdoc/>
    public override string Name => Rewinds ? "SCRUB with rewinding" : "SCRUB";

    /// <inheritdoc/>
    public override bool NeedsUnseenRows => Rewinds;

    /// <summary>How the passes are trained when rows of many classes are forgotten. Steps, which are those of the min passes, are rounded
    /// up to whole epochs. A rate that falls does so from epoch to epoch.</summary>
    /// <value>A fifth of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings RandomRows { get; init; } = new() { TrainingShare = 0.2, LearningRateShare = 0.5 };

    /// <summary>How the passes are trained when all rows of one class are forgotten. Steps, which are those of the min passes, are rounded
    /// up to whole epochs. A rate that falls does so from epoch to epoch.</summary>
    /// <value>A fifth of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings WholeClass { get; init; } = new() { TrainingShare = 0.2, LearningRateShare = 0.5 };

    /// <summary>The number of first epochs that begin with a max pass over the forgotten rows.</summary>
    /// <value>4. More forgets more and harms the retained rows more; fewer does less of both.</value>
    public int MaxEpochs { get; init; } = 4;

    /// <summary>alpha: the weight of the divergence on retained rows.</summary>
    /// <value>0.5, as published. Higher keeps more of their probabilities, and with them traces of the forgotten rows; lower keeps less of
    /// both.</value>
    public double DivergenceWeight { get; init; } = 0.5;

    /// <summary>gamma: the weight of the cross-entropy on retained rows.</summary>
    /// <value>1, as published. Higher keeps their labels better, lower less well.</value>
    public double CrossEntropyWeight { get; init; } = 1;

    /// <summary>T: the logits of teacher and student are divided by it before they are compared.</summary>
    /// <value>2, as published. Higher makes unlikely classes count more; lower makes them count less.</value>
    public double Temperature { get; init; } = 2;

    /// <summary>The divergence (natural logarithm) at which a forgotten row is no longer pushed away from its old answer.</summary>
    /// <value>4. Higher forgets more and harms the retained rows more; lower does less of both. Null sets no limit, as published.</value>
    public double? DivergenceLimit { get; init; } = 4;

    /// <summary>Whether the network goes back to an earlier epoch at the end: the one whose error on forgotten rows is nearest to the final
    /// error on unseen rows of the same classes (SCRUB+R).</summary>
    /// <value>False. True keeps forgotten rows from being answered worse than unseen ones. It needs unseen rows.</value>
    public bool Rewinds { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Nested(RandomRows)
        .Nested(WholeClass)
        .AtLeast(MaxEpochs, 1)
        .ZeroOrMore(DivergenceWeight)
        .ZeroOrMore(CrossEntropyWeight)
        .Positive(Temperature)
        .Positive(DivergenceLimit);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size)
    {
        var settings = size.Choose(RandomRows, WholeClass).ChosenFor(size);
        var epochs = EpochsOver(size.Retained, settings);
        UnlearningStage Stage(string kind, int epoch, int rows) =>
            size.Pass($"{kind} pass {epoch}", rows, 1 + UnlearningStage.ForwardPass);
        return [.. Enumerable.Range(1, epochs).SelectMany<int, UnlearningStage>(epoch => epoch <= MaxEpochs
            ? [Stage("max", epoch, size.Forgotten), Stage("min", epoch, size.Retained)]
            : [Stage("min", epoch, size.Retained)])];
    }

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var settings = run.Chosen(RandomRows, WholeClass);
        using var teacher = run.Network.Copy(run.Device);
        teacher.eval();
        using var checkpoints = Rewinds ? new Checkpoints(run) : null;
        var epochs = EpochsOver(run.Split.Retain.Count, settings);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var rate = settings.LearningRateAt(epoch, epochs);
            var pass = settings with { NumberOfEpochs = 1, NumberOfSteps = null, LearningRate = rate, DecayToZero = false };
            if (epoch < MaxEpochs)
                Pass(run, teacher, run.Split.Forget, pass, $"max pass {epoch + 1}", (_, divergence) => -divergence, DivergenceLimit);
            Pass(
                run, teacher, run.Split.Retain, pass, $"min pass {epoch + 1}",
                (crossEntropy, divergence) => DivergenceWeight * divergence + CrossEntropyWeight * crossEntropy, null);
            checkpoints?.Keep();
        }
        checkpoints?.Rewind();
    }

    private static int EpochsOver(int retained, OptimizerSettings settings) => settings.NumberOfEpochs
        ?? (settings.NumberOfSteps!.Value - 1) / Batches.InEpoch(retained, settings.BatchSize!.Value) + 1;

    /// <summary>One pass over rows. The loss is computed from their cross-entropy and their divergence from the teacher.</summary>
    private void Pass(
        UnlearningRun run, ClassifierNetwork teacher, RowSubset rows, OptimizerSettings settings, string stage,
        Func<Tensor, Tensor, Tensor> loss, double? limit) =>
        run.Descend(rows.Count, settings, stage, step =>
        {
            var images = run.FeaturesAt(rows, step.Indices); // b x C x H x W
            var logits = run.Network.forward(images).Logits; // b x K
            return loss(
                Losses.CrossEntropy(logits, rows.LabelsAt(step.Indices, run.Device)),
                Losses.Divergence(Answers(teacher, images), logits, Temperature, limit));
        });

    private static Tensor Answers(ClassifierNetwork teacher, Tensor images)
    {
        using var none = no_grad();
        return teacher.forward(images).Logits;
    }
}

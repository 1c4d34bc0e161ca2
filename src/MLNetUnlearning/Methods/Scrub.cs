using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>SCRUB: turn by turn, the network moves away from what it answered for forgotten rows, and back to what it answered for retained
/// ones.</summary>
/// <remarks>
/// <para>Choose it where retained rows must keep their labels and probabilities; with <see cref="Rewinds"/>, where forgotten rows should be
/// answered no worse than unseen ones.</para>
/// <para>Each of the first epochs begins with a max pass over the forgotten rows, up mean min(KL(teacher || student), limit). Every epoch
/// has a min pass over the retained rows, down alpha KL(teacher || student) + gamma CE. The teacher is the original network in evaluation
/// mode.</para>
/// <para>Source: Kurmanji et al., "Towards Unbounded Machine Unlearning", NeurIPS 2023, equation 3 and algorithms 1 to 3;
/// <see cref="Published"/> is its recipe. It differs from the published code in the limit, in that each pass starts without the momentum of
/// the one before, and in that rewinding compares with unseen rows of the forgotten classes after each epoch, not with a model of its
/// own.</para>
/// </remarks>
public sealed record Scrub : UnlearningMethod
{
    /// <summary>Published settings (CIFAR-10, ResNet-18): Adam at 5e-4 for 10 epochs, 3 of them with a max pass, batches of 64, weight
    /// decay 0.1, alpha 0.5, gamma 1, temperature 2, no limit. Its rate falls tenfold after epochs 5, 8 and 9; here it falls in equal
    /// steps.</summary>
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
        new() { Adam = true, NumberOfEpochs = 10, LearningRate = 5e-4, DecayToZero = true, WeightDecay = 0.1 };

    /// <inheritdoc/>
    public override string Name => Rewinds ? "SCRUB with rewinding" : "SCRUB";

    /// <inheritdoc/>
    public override bool NeedsUnseenRows => Rewinds;

    /// <summary>The passes where rows of many classes are forgotten; the rate falls epoch by epoch where it falls.</summary>
    /// <value>4 epochs at 0.1, falling to 0. More epochs keep more of the retained rows, a higher rate forgets more.</value>
    public OptimizerSettings RandomRows { get; init; } = new() { NumberOfEpochs = 4, LearningRate = 0.1, DecayToZero = true };

    /// <summary>The passes where all rows of one class are forgotten; the rate falls epoch by epoch where it falls.</summary>
    /// <value>4 epochs at 0.1, falling to 0. More epochs keep more of the retained rows, a higher rate forgets more.</value>
    public OptimizerSettings WholeClass { get; init; } = new() { NumberOfEpochs = 4, LearningRate = 0.1, DecayToZero = true };

    /// <summary>How many of the first epochs begin with a max pass over the forgotten rows.</summary>
    /// <value>2. More forgets more and harms the retained rows more.</value>
    public int MaxEpochs { get; init; } = 2;

    /// <summary>alpha, the weight of the divergence on retained rows.</summary>
    /// <value>0.5, as published. Higher keeps their probabilities, forgotten traces included.</value>
    public double DivergenceWeight { get; init; } = 0.5;

    /// <summary>gamma, the weight of the cross-entropy on retained rows.</summary>
    /// <value>1, as published. Higher keeps their labels.</value>
    public double CrossEntropyWeight { get; init; } = 1;

    /// <summary>T, by which both networks' answers are softened before they are compared.</summary>
    /// <value>2, as published. Higher lets unlikely classes count more.</value>
    public double Temperature { get; init; } = 2;

    /// <summary>The divergence, by natural logarithm, at which a forgotten row is pushed away no further.</summary>
    /// <value>4. Higher forgets more and harms the retained rows more; null pushes without end, as published.</value>
    public double? DivergenceLimit { get; init; } = 4;

    /// <summary>Whether the network ends as it was after that epoch whose error on forgotten rows is nearest to its final error on unseen
    /// rows of the same classes (SCRUB+R).</summary>
    /// <value>False. True keeps forgotten rows from being answered worse than unseen ones; it needs unseen rows.</value>
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
    public override void Unlearn(UnlearningRun run)
    {
        var settings = run.Split.Choose(RandomRows, WholeClass);
        using var teacher = run.Network.Copy(run.Device);
        teacher.eval();
        using var checkpoints = Rewinds ? new Checkpoints(run) : null;
        for (var epoch = 0; epoch < settings.NumberOfEpochs; epoch++)
        {
            var rate = settings.LearningRateAt(epoch, settings.NumberOfEpochs);
            var pass = settings with { NumberOfEpochs = 1, LearningRate = rate, DecayToZero = false };
            if (epoch < MaxEpochs)
                Pass(run, teacher, run.Split.Forget, pass, $"max pass {epoch + 1}", (_, divergence) => -divergence, DivergenceLimit);
            Pass(
                run, teacher, run.Split.Retain, pass, $"min pass {epoch + 1}",
                (crossEntropy, divergence) => DivergenceWeight * divergence + CrossEntropyWeight * crossEntropy, null);
            checkpoints?.Keep();
        }
        checkpoints?.Rewind();
    }

    /// <summary>One pass over rows; the loss is made of their cross-entropy and their divergence from the teacher.</summary>
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

using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>The two players at work: the loop of <see cref="AdversarialMinMax"/>.</summary>
internal sealed class AdversarialGame : IDisposable
{
    private const int FewestRowsForSelfSupervision = 8;
    private readonly AdversarialMinMax settings;
    private readonly UnlearningRun run;
    private readonly MembershipAttacker attacker;
    private readonly optim.Optimizer attackerOptimizer;
    private readonly optim.Optimizer defenderOptimizer;

    public AdversarialGame(AdversarialMinMax settings, UnlearningRun run, MembershipAttacker attacker)
    {
        this.settings = settings;
        this.run = run;
        this.attacker = attacker;
        attackerOptimizer = optim.Adam(attacker.parameters(), settings.AttackerLearningRate);
        defenderOptimizer = optim.SGD(run.Network.parameters(), settings.RandomRows.LearningRate, settings.Momentum, 0, settings.WeightDecay);
    }

    public void Play(GameSchedule schedule)
    {
        using LabeledImages unseen = Opponents(schedule);
        LabeledImages retain = run.Split.Retain, forget = run.Split.Forget;
        int batch = settings.BatchOf(forget.Count, unseen.Count);
        bool selfSupervised = settings.SelfSupervisedWeight > 0 && batch >= FewestRowsForSelfSupervision;
        string? note = settings.SelfSupervisedWeight > 0 && !selfSupervised
            ? $"the self-supervised term is off: it needs batches of {FewestRowsForSelfSupervision} rows or more and there are {batch}"
            : null;
        int iterationsAnEpoch = (retain.Count + settings.BatchSize - 1) / settings.BatchSize;
        int iterations = schedule.NumberOfEpochs * iterationsAnEpoch;
        int iterationsOfGame = schedule.IterationsOfGame(iterations);
        int iteration = 0;
        run.Network.train();
        attacker.train();
        for (int epoch = 0; epoch < schedule.NumberOfEpochs; epoch++)
        {
            using var epochScope = NewDisposeScope();
            foreach (Tensor indices in Batches.Shuffled(retain.Count, settings.BatchSize, run.Generator))
            {
                run.CancellationToken.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                bool adversarial = iteration < iterationsOfGame && schedule.AdversarialStrength > 0;
                SetLearningRate(schedule.LearningRateAt(iteration, iterations));
                Tensor? terms = adversarial ? AdversarialTerms(schedule, forget, unseen, batch, selfSupervised) : null;
                double loss = DefenderStep(retain, indices, terms);
                run.Progress.Report(new UnlearningProgress(adversarial ? "game" : "after the game", ++iteration, iterations, loss, note));
            }
        }
    }

    /// <summary>The attacker's step, then beta (lambda1 L_A + lambda2 L_BT) with the graph through the defender.</summary>
    private Tensor AdversarialTerms(GameSchedule schedule, LabeledImages forget, LabeledImages unseen, int batch, bool selfSupervised)
    {
        var (forgetView, forgetFeatures) = View(forget, batch, schedule.AugmentForgotten);   // b x 3K, b x F
        var (unseenView, unseenFeatures) = View(unseen, batch, augment: false);   // b x 3K, b x F
        Tensor views = cat([forgetView, unseenView]);   // 2b x 3K
        Tensor members = AttackerPreTraining.Labels(batch, run.Device);   // 2b: 1 = forgotten, 0 = unseen

        attackerOptimizer.zero_grad();
        Losses.CrossEntropy(attacker.forward(views.detach()), members).backward();
        attackerOptimizer.step();

        Tensor swapped = Losses.CrossEntropy(attacker.forward(views), 1 - members);   // L_A
        Tensor terms = settings.AdversarialWeight * swapped;
        if (selfSupervised)
            terms = terms + settings.SelfSupervisedWeight * Losses.BarlowTwins(forgetFeatures, unseenFeatures);
        return schedule.AdversarialStrength * terms;
    }

    private double DefenderStep(LabeledImages retain, Tensor indices, Tensor? adversarialTerms)
    {
        Tensor images = Augmented(retain.Images(indices, run.Device));   // b x C x H x W
        Tensor loss = Losses.CrossEntropy(run.Network.forward(images).Logits, retain.LabelsAt(indices, run.Device));
        if (adversarialTerms is not null)
            loss = loss + adversarialTerms;
        defenderOptimizer.zero_grad();
        loss.backward();
        double value = TrainingLoop.Finite(loss, "the game");
        defenderOptimizer.step();
        return value;
    }

    private (Tensor View, Tensor Features) View(LabeledImages rows, int batch, bool augment)
    {
        Tensor indices = Batches.Draw(rows.Count, batch, run.Generator);   // b
        Tensor images = rows.Images(indices, run.Device);   // b x C x H x W
        return AttackerView.Of(run.Network, augment ? Augmented(images) : images, rows.LabelsAt(indices, run.Device), settings, run.Generator);
    }

    private Tensor Augmented(Tensor images) => run.Recipe.Augmentation?.Apply(images, run.Generator) ?? images;

    private void SetLearningRate(double rate)
    {
        foreach (var group in defenderOptimizer.ParamGroups)
            group.LearningRate = rate;
    }

    private LabeledImages Opponents(GameSchedule schedule)
    {
        LabeledImages unseen = run.Split.Unseen!;
        long[] labels = unseen.Labels.data<long>().ToArray();
        HashSet<long> forgotten = schedule.UnseenRows == UnseenRows.ForgottenClasses ? [.. run.Split.Forget.Labels.data<long>().ToArray()] : [.. labels];
        long[] rows = Enumerable.Range(0, labels.Length).Where(row => forgotten.Contains(labels[row])).Select(row => (long)row).ToArray();
        return rows.Length >= 2
            ? unseen.Select(rows)
            : throw new UnlearningException($"The game needs 2 unseen rows or more of the classes to be forgotten and has {rows.Length}: give more, or set {nameof(GameSchedule.UnseenRows)} to {nameof(UnseenRows.AllClasses)}.");
    }

    public void Dispose()
    {
        attackerOptimizer.Dispose();
        defenderOptimizer.Dispose();
    }
}

using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Training;

/// <summary>Says how far the network of an unlearning run has got, at any time of the run and without a retrained model.</summary>
/// <remarks>An answer costs passes over up to 1,000 retained, forgotten and unseen rows each, or as many as it is told. No random numbers
/// are drawn.</remarks>
internal sealed class Judge
{
    private const double CostOfAnswer = 0.2; // less than a forward pass of training: nothing is kept for a gradient

    private readonly ClassifierNetwork network;
    private readonly CancellationToken cancellationToken;
    private readonly RowSample retain, forget;
    private readonly RowSample? unseen;
    private readonly Yardstick? yardstick;
    private readonly double retainBefore;
    private readonly double? unseenBefore, expectedAccuracy, expectedConfidence, areaBefore;
    private readonly RowAnswers forgottenBefore;

    // What the networks that DistanceNow was asked about are like, by their weights: one of them is the result.
    private readonly Dictionary<string, Lazy<SelfJudgement>> searched = [];

    /// <summary>Asks the network for its answers before it is changed, which tell what is expected.</summary>
    /// <param name="network">The network, which the run is going to change in place.</param>
    /// <param name="split">The rows of the run.</param>
    /// <param name="cancellationToken">Ends every pass early.</param>
    /// <param name="most">The most rows of a kind that it asks about. Fewer are cheaper and tell less.</param>
    public Judge(
        ClassifierNetwork network, ForgetSplit split, CancellationToken cancellationToken, int most = RowSample.MostRows)
    {
        (this.network, this.cancellationToken) = (network, cancellationToken);
        (retain, forget) = (new RowSample(split.Retain, most), new RowSample(split.Forget, most));
        retainBefore = Ask(retain).Accuracy;
        forgottenBefore = Ask(forget);
        var staying = split.StayingClasses;
        RowAnswers? ofUnseen = null;
        if (split.Unseen?.OfClasses(staying) is { Count: > 0 } known)
        {
            unseen = new RowSample(known, most);
            ofUnseen = Ask(unseen);
            unseenBefore = ofUnseen.Accuracy;
            yardstick = Yardstick.Of(forget.Classes, staying, known, unseen, most);
        }
        if (yardstick is not null)
        {
            var answers = yardstick.Rows == unseen ? ofUnseen! : Ask(yardstick.Rows);
            (expectedAccuracy, expectedConfidence) = (yardstick.Accuracy(answers), yardstick.Confidence(answers));
            areaBefore = yardstick.IsOfAll ? yardstick.AreaOver(forgottenBefore, answers) : null;
        }
        else if (!forget.Classes.Any(staying.Contains))
            (expectedAccuracy, expectedConfidence) = (0, 0); // a model that never saw a class never names it
    }

    /// <summary>The work of asking a judge so often.</summary>
    public static UnlearningStage Work(UnlearningSize size, string stage, int times, int most = RowSample.MostRows)
    {
        var rows = new[] { size.Retained, size.Forgotten, size.Unseen }.Sum(count => Math.Min(count, most));
        return size.Pass(stage, (double)rows * times, CostOfAnswer);
    }

    /// <summary>Whether there is something to compare the answers for forgotten rows with: unseen rows, or only classes that are forgotten
    /// whole.</summary>
    public bool KnowsWhatToExpect => expectedAccuracy is not null;

    /// <summary>How far the network has got as it is now. Where its answers are no numbers, neither are confidence and distance. A network
    /// that <see cref="DistanceNow"/> was asked about is not asked the same again.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public SelfJudgement Now() => searched.Count > 0 && searched.TryGetValue(Weights(), out var known)
        ? known.Value : Now(Ask(retain).Accuracy);

    private SelfJudgement Now(double retainAccuracy)
    {
        var forgotten = Ask(forget);
        var others = unseen is null ? null : Ask(unseen);
        return new SelfJudgement
        {
            NumberOfForgottenRows = forget.Count,
            NumberOfRetainedRows = retain.Count,
            NumberOfUnseenRows = unseen?.Count ?? 0,
            NumberOfYardstickRows = yardstick?.NumberOfRows,
            ForgottenAccuracy = forgotten.Accuracy,
            ForgottenAccuracyBefore = forgottenBefore.Accuracy,
            ExpectedForgottenAccuracy = expectedAccuracy,
            ForgottenConfidence = forgotten.Confidence,
            ForgottenConfidenceBefore = forgottenBefore.Confidence,
            ExpectedForgottenConfidence = expectedConfidence,
            AttackAreaUnderCurve = yardstick is { IsOfAll: true }
                ? yardstick.AreaOver(forgotten, yardstick.Rows == unseen ? others! : Ask(yardstick.Rows))
                : null,
            RetainAccuracyBefore = retainBefore,
            RetainAccuracy = retainAccuracy,
            AttackAreaUnderCurveBefore = areaBefore,
            UnseenAccuracyBefore = unseenBefore,
            UnseenAccuracy = others?.Accuracy,
        };
    }

    /// <summary>The <see cref="DistanceOf"/> of the network as it is now. Rows whose answers cannot change it are not asked
    /// about.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public double DistanceNow()
    {
        bool IsBorne(int wrong) => retainBefore - 100.0 * (retain.Count - wrong) / retain.Count <= LargestLoss;
        var answers = retain.Ask(network, cancellationToken, IsBorne);
        if (!IsBorne(answers.NumberOfWrong)) return double.PositiveInfinity;
        var now = searched[Weights()] = new(() => Now(answers.Accuracy), LazyThreadSafetyMode.None);
        return KnowsWhatToExpect ? DistanceOf(now.Value) : 0;
    }

    /// <summary>How far the answers are from those expected of a retrained model, for choosing among networks of the run.</summary>
    /// <param name="now">What was found.</param>
    /// <returns>Points. Infinite where retained rows have lost too much: 15 points or, where it is unknown how forgotten rows should be
    /// answered, 5. In that case every other network counts alike, as 0.</returns>
    public double DistanceOf(SelfJudgement now)
    {
        if (!(now.RetainAccuracyLost <= LargestLoss)) return double.PositiveInfinity;
        if (!KnowsWhatToExpect) return 0;
        return double.IsNaN(now.Distance) ? double.PositiveInfinity : now.Distance; // the network's answers are no numbers any more
    }

    /// <summary>The most accuracy on retained rows that is given up, in points.</summary>
    public double LargestLoss => KnowsWhatToExpect ? SelfJudgement.LargestLoss : 5;

    private RowAnswers Ask(RowSample rows) => rows.Ask(network, cancellationToken);

    private string Weights()
    {
        using var scope = NewDisposeScope();
        return WeightsHash.Of(network.state_dict());
    }
}

/// <summary>Unseen rows that stand for the forgotten rows of classes that stay: each counts by the share of its class among those. Where a
/// class has no unseen rows, all of them stand for it.</summary>
internal sealed class Yardstick
{
    private readonly double[] weights; // of each row; their sum is 1
    private readonly double share; // of the forgotten rows, those of classes that stay

    private Yardstick(RowSample rows, double[] weights, double share) => (Rows, this.weights, this.share) = (rows, weights, share);

    /// <summary>The rows that it asks about.</summary>
    public RowSample Rows { get; }

    /// <summary>Whether all forgotten rows are of classes that stay.</summary>
    public bool IsOfAll => share == 1;

    /// <summary>As many rows would tell as much if all counted alike.</summary>
    public double NumberOfRows => 1 / weights.Sum(weight => weight * weight);

    /// <summary>Chooses and weighs unseen rows.</summary>
    /// <param name="forgotten">The class of each forgotten row.</param>
    /// <param name="staying">The classes that have retained rows.</param>
    /// <param name="unseen">Unseen rows of these classes; at least one.</param>
    /// <param name="sample">A sample of all of them.</param>
    /// <param name="most">The most rows to ask about.</param>
    /// <returns>Null if no forgotten row is of a class that stays.</returns>
    public static Yardstick? Of(
        IReadOnlyList<long> forgotten, IReadOnlySet<long> staying, RowSubset unseen, RowSample sample, int most)
    {
        long[] replaced = [.. forgotten.Where(staying.Contains)];
        if (replaced.Length == 0) return null;
        var alike = unseen.OfClasses(replaced);
        var isOfEach = alike.Classes.Distinct().Count() == replaced.Distinct().Count();
        var rows = isOfEach && alike.Count < unseen.Count ? new RowSample(alike, most) : sample;
        var shares = replaced.CountBy(index => index).ToDictionary(count => count.Key, count => (double)count.Value / replaced.Length);
        var counts = rows.Classes.CountBy(index => index).ToDictionary();
        var ofOthers = shares.Where(one => !counts.ContainsKey(one.Key)).Sum(one => one.Value) / rows.Count;
        double[] weights = [.. rows.Classes.Select(index => ofOthers + shares.GetValueOrDefault(index) / counts[index])];
        return new Yardstick(rows, weights, (double)replaced.Length / forgotten.Count);
    }

    /// <summary>The accuracy on forgotten rows that these answers let expect, in percent.</summary>
    public double Accuracy(RowAnswers answers) => 100 * share * Mean(answers.AreRight, right => right ? 1 : 0);

    /// <summary>The mean confidence on forgotten rows that these answers let expect, in percent.</summary>
    public double Confidence(RowAnswers answers) => 100 * share * Mean(answers.Confidences, value => value);

    /// <summary>The chance that a forgotten row is answered with more confidence than an unseen one; ties count half.</summary>
    public double AreaOver(RowAnswers forgotten, RowAnswers answers) => forgotten.Confidences.Average(member =>
        Mean(answers.Confidences, other => member > other ? 1 : member == other ? 0.5 : 0));

    private double Mean<T>(IEnumerable<T> answers, Func<T, double> value) =>
        Math.Min(1, weights.Zip(answers, (weight, answer) => weight * value(answer)).Sum()); // rounding must not lead above 1
}

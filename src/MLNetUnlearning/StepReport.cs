using Microsoft.ML.Runtime;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>Says in the log what a finished step is worth, refuses one that is ruined, and marks one that cost too much.</summary>
/// <param name="channel">Gets what is to be told.</param>
internal sealed class StepReport(IChannel channel)
{
    /// <summary>The step with what it says of itself, which the log gets too.</summary>
    /// <param name="step">An unlearning step.</param>
    /// <param name="judgement">What its run says of itself.</param>
    /// <param name="most">The most accuracy that it may cost on retained rows, in points.</param>
    /// <exception cref="UnlearningException">It cost more, or answers are not finite.</exception>
    public ClassifierStep Judged(ClassifierStep step, SelfJudgement judgement, double most)
    {
        if (!double.IsFinite(judgement.Distance) || !double.IsFinite(judgement.ForgottenConfidence))
            throw new UnlearningException($"After '{step.Name}' some of the network's answers are not finite: {NetworkCheck.Remedy}");
        if (judgement.RetainAccuracyLost > most)
            throw new UnlearningException(FormattableString.Invariant(
                $"'{step.Name}' cost retained rows {judgement.RetainAccuracyLost:F1} points of accuracy, which fell from ")
                + FormattableString.Invariant($"{judgement.RetainAccuracyBefore:F1} to {judgement.RetainAccuracy:F1} %; at most ")
                + FormattableString.Invariant($"{most:0.##} are allowed. Choose weaker settings or another method. To get the classifier ")
                + "all the same, raise maximumRetainAccuracyLoss of ml.Unlearn(..). Nothing was changed.")
            { RetainAccuracyLost = judgement.RetainAccuracyLost };
        // That a model trained anew knows nothing of the rows needs no figures.
        if (IsRetrained(step)) judgement = judgement with { ForgottenAccuracyBefore = null, ForgottenConfidenceBefore = null };
        var report = judgement.ToString();
        if (IsRetrained(step)) // exact, whatever chance makes of its answers
            channel.Info(MessageSensitivity.None, "It was trained anew, without the forgotten rows. {0}", report);
        else if (judgement.IsReached == false)
            channel.Warning(MessageSensitivity.None, "{0}", report);
        else
            channel.Info(MessageSensitivity.None, "{0}", report);
        return Marked(step with { Judgement = judgement }, judgement.RetainAccuracyLost);
    }

    /// <summary>The step, marked if it cost more accuracy on retained rows than a step should. The log then warns.</summary>
    /// <param name="step">The step.</param>
    /// <param name="lost">The accuracy that it cost on retained rows, in points.</param>
    public ClassifierStep Marked(ClassifierStep step, double lost)
    {
        if (lost <= SelfJudgement.LargestLoss) return step;
        var text = FormattableString.Invariant(
            $"'{step.Name}' cost retained rows {lost:F1} points of accuracy, more than {SelfJudgement.LargestLoss:F0}: ");
        channel.Warning(
            MessageSensitivity.None, "{0}{1}; the history is marked", text, IsRetrained(step)
                ? "few rows are left to learn from" : "weaker settings or another method may cost less");
        return step with { RetainAccuracyLost = lost };
    }

    private static bool IsRetrained(ClassifierStep step) => step.Name == ComparedRun.Retrain;
}

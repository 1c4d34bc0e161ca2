using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>What a run does about rows that are not what they seem.</summary>
/// <param name="DropOverlappingRows">Whether to leave out unseen and test rows that are training rows, and marked rows that are none,
/// instead of refusing them. Null: the caller has no such option, so the message does not offer it.</param>
/// <param name="RefuseForgottenRows">Whether to refuse rows that were forgotten before, instead of leaving them out.</param>
/// <param name="AllowUnknownHistory">Whether to go on where nobody can know which rows were forgotten.</param>
/// <param name="AreGranted">Whether the marks are of requests that the classifier may have granted, as in an audit. It then need not have
/// been trained on marked rows.</param>
internal sealed record RowRules(
    bool? DropOverlappingRows = null, bool RefuseForgottenRows = false, bool AllowUnknownHistory = false, bool AreGranted = false);

/// <summary>One rule and one wording for rows that are not what they seem: it refuses them, or says in the log that they are left
/// out.</summary>
internal sealed class RowReport(IChannel channel, RowRules rules)
{
    /// <summary>Speaks of a classifier whose rows nobody can know, because the key is missing.</summary>
    public void OfHistory(RememberedRows remembered)
    {
        if (remembered.Nameless > 0 && !rules.AllowUnknownHistory)
            throw Unknown(remembered, rules.AreGranted ? ""
                : " To unlearn or prune all the same, make sure that none of them is in the view and set allowUnknownHistory: true.");
        if (remembered.Nameless > 0)
            channel.Warning(MessageSensitivity.None,
                "Nobody can know which {0} rows the classifier has forgotten: rows of this view that were among them are learnt again",
                remembered.Nameless);
        if (remembered.LacksKey)
            channel.Warning(MessageSensitivity.None,
                "Fingerprint key {0} is missing: nobody can know the {1} rows that the classifier was trained on",
                remembered.KeyIdentity, remembered.Training.Count);
    }

    /// <summary>Speaks of training rows: those that were forgotten before, were never trained on, or look like forgotten ones.</summary>
    /// <returns>The rows without those that are left out.</returns>
    public KnownRows Of(KnownRows rows, RememberedRows remembered, CancellationToken cancellationToken)
    {
        OfForgottenRows(rows);
        var never = remembered.NeverTrainedAmong(rows.Read.Fingerprints);
        var known = rules.AreGranted ? rows : WithoutNeverTrained(rows, never);
        OfNearDuplicates(known, remembered, cancellationToken);
        var added = never.Count(row => known.Kinds[row] == RowKind.Retain);
        if (added > 0)
            channel.Info(MessageSensitivity.None, "{0} of {1} training rows are new to the classifier and count as retained",
                added, known.Read.Count);
        var absent = remembered.NumberAbsentFrom(known);
        if (absent > 0)
            channel.Info(MessageSensitivity.None,
                "{0} of {1} rows that the classifier was trained on are not in this view: a model that is trained anew knows nothing of "
                + "them",
                absent, remembered.Training.Count);
        return known with { Absent = absent };
    }

    /// <summary>Speaks of rows that must not be training rows and are.</summary>
    /// <param name="name">What the rows are: unseen or test rows.</param>
    /// <param name="overlap">The numbers of those that are training rows.</param>
    /// <param name="count">The number of rows.</param>
    public void OfTrainingRows(string name, long[] overlap, int count) => LeaveOut(
        overlap, overlap.Length == count, $"{overlap.Length} of {count} {name} rows are training rows.",
        "Hold rows out before training (HoldOut keeps equal rows on one side)");

    /// <summary>The error for a classifier that has forgotten rows nobody can name. <paramref name="otherwise"/> says what else
    /// helps.</summary>
    public static InvalidOperationException Unknown(RememberedRows remembered, string otherwise = "") => new(
        $"The classifier has forgotten {remembered.Nameless} rows, and nobody can know which: "
        + (remembered.LacksKey
            ? $"fingerprint key {remembered.KeyIdentity} is missing. It is written beside the classifier's file, with '.key' at the end of "
                + "the name; or pass it as fingerprintKey."
            : "an older file did not keep them, or the key was missing when it went on.")
        + otherwise);

    private void OfForgottenRows(KnownRows rows)
    {
        if (rows.Again.Count > 0 && !rules.AreGranted)
            channel.Info(MessageSensitivity.None, "{0} of {1} marked rows were forgotten before; they are forgotten again",
                rows.Again.Count, rows.Count(RowKind.Forget));
        var before = rows.Of(RowKind.ForgottenBefore).ToArray();
        if (before.Length == 0) return;
        if (rules.RefuseForgottenRows)
            throw new InvalidOperationException(
                $"{before.Length} of {rows.Read.Count} training rows were forgotten before. Rows, counted from 0: "
                + $"{NameList.OfRows(before)}. Take them out of the view, mark them, or leave them out with refuseForgottenRows: false.");
        channel.Warning(MessageSensitivity.None,
            "{0} of {1} training rows were forgotten before and are not retained. Rows, counted from 0: {2}",
            before.Length, rows.Read.Count, NameList.OfRows(before));
    }

    private KnownRows WithoutNeverTrained(KnownRows rows, long[] neverTrained)
    {
        var never = neverTrained.Where(row => rows.Kinds[row] == RowKind.Forget).ToArray();
        var marked = rows.Count(RowKind.Forget);
        LeaveOut(
            never, never.Length == marked, $"{never.Length} of {marked} marked rows are no training rows.",
            "Mark rows that the classifier was trained on, prepared by the same steps as in training");
        if (never.Length == 0) return rows;
        var kinds = rows.Kinds.ToArray();
        foreach (var row in never) kinds[row] = RowKind.NeverTrained;
        return rows with { Kinds = kinds };
    }

    private void LeaveOut(long[] rows, bool areAll, string what, string help)
    {
        if (rows.Length == 0) return;
        var message = $"{what} Rows, counted from 0: {NameList.OfRows(rows)}.";
        if (rules.DropOverlappingRows != true || areAll)
            throw new InvalidOperationException(
                $"{message} {help}{(rules.DropOverlappingRows is null ? "." : ", or leave these out with dropOverlappingRows: true.")}");
        channel.Warning(MessageSensitivity.None, "{0} They are left out", message);
    }

    private void OfNearDuplicates(KnownRows rows, RememberedRows remembered, CancellationToken cancellationToken)
    {
        var like = rows.NearDuplicates(remembered, cancellationToken);
        if (like.Length > 0)
            channel.Warning(MessageSensitivity.None,
                "{0} retained rows look like forgotten ones, as a picture does that was encoded again or resized; they are other rows and "
                + "stay. Rows, counted from 0: {1}",
                like.Length, NameList.OfRows(like));
    }
}

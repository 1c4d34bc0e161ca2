namespace MLNetUnlearning;

/// <summary>What the way of forgetting promises.</summary>
public enum DeletionGuarantee
{
    /// <summary>The model is one that training without the rows gives: it was trained anew, from nothing, by the same recipe.</summary>
    Exact,

    /// <summary>The weights were changed so that the model answers as if it had not seen the rows, as far as tests show.</summary>
    Approximate,

    /// <summary>The model was trained anew without the rows, but something stays that was chosen while they were there: the mask of a
    /// pruned network. It is not shown to be equal to training without them.</summary>
    Retrained,
}

/// <summary>The words in which a record says what it is, and what it is not.</summary>
internal static class DeletionStatements
{
    private const string OfEvidence = "evidence of reduced influence under the tests listed; not proof of erasure or anonymity";

    private const string OfExactMethods =
        "equal to training without these rows, for what lies inside the stage; backups, earlier outputs and earlier copies are not covered";

    /// <summary>The statement of a record.</summary>
    public static string Of(DeletionGuarantee guarantee) => guarantee == DeletionGuarantee.Exact ? OfExactMethods : OfEvidence;

    /// <summary>What a way of forgetting promises.</summary>
    /// <param name="isRetrained">Whether the network was trained anew from nothing.</param>
    /// <param name="sparsity">The share of its weights that pruning had fixed at zero before.</param>
    public static DeletionGuarantee Of(bool isRetrained, double sparsity) =>
        !isRetrained ? DeletionGuarantee.Approximate : sparsity > 0 ? DeletionGuarantee.Retrained : DeletionGuarantee.Exact;
}

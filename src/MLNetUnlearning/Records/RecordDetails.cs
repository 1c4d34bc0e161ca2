namespace MLNetUnlearning;

/// <summary>What a deletion record says besides what the models know themselves. All of it may be left out.</summary>
public sealed record RecordDetails
{
    /// <summary>When the request came in. The record says how long it took (GDPR, article 12(3): one month as a rule).</summary>
    /// <value>Null: it is not stated.</value>
    public DateTimeOffset? Received { get; init; }

    /// <summary>How the rows were identified, in words. State it where the names of requests would give somebody away, such as a class
    /// that is named after a person.</summary>
    /// <value>Null: the names of the requests of the marked view, such as "class:cat" or "rows:3 of Person".</value>
    public IReadOnlyList<string>? IdentifiedBy { get; init; }

    /// <summary>Who asked. It is not written into the record but into a file beside it, which ends in <c>.requester</c> and can be deleted;
    /// the record stays sound without it.</summary>
    /// <value>Null: there is no such file.</value>
    public string? Requester { get; init; }

    /// <summary>The metrics of the model before, on the same rows: they show the change in utility.</summary>
    /// <value>Null: the change is what the run itself measured.</value>
    public UnlearningMetrics? MetricsBefore { get; init; }

    /// <summary>A model that was trained without the rows, to compare with.</summary>
    /// <value>Null: the record says that there was none.</value>
    public ITransformer? Retrained { get; init; }

    /// <summary>The metrics of <see cref="Retrained"/>, on the same rows by the same attacks.</summary>
    /// <value>Null: none. It is given if and only if <see cref="Retrained"/> is.</value>
    public UnlearningMetrics? RetrainedMetrics { get; init; }

    /// <summary>What audits of the model or of its method found, by the name of the audit: how well forgotten rows were told from rows
    /// never trained on. Such as <c>[audit.Auditor] = audit.Forgotten</c>.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, RocMetrics> Audits { get; init; } = new Dictionary<string, RocMetrics>();

    /// <summary>What was made from the rows or from the model before, as far as it is known: files of models, exports, checkpoints, caches,
    /// prepared attackers, copies of others. The record adds by itself that attackers were prepared for the model before, if it holds
    /// any.</summary>
    public IReadOnlyList<DerivedArtefact> Artefacts { get; init; } = [];

    /// <summary>The Boolean column of the marked view that marks the rows.</summary>
    /// <value>Default: "Forget".</value>
    public string ForgetColumnName { get; init; } = "Forget";

    /// <summary>The key of the models' rows, which models of <c>Model.Load</c> do not hold.</summary>
    public FingerprintKey? FingerprintKey { get; init; }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNetUnlearning.Tool.Register;

/// <summary>Where a request stands.</summary>
internal enum RequestStatus
{
    Open,
    Done,
    Withdrawn,
}

/// <summary>What is to be forgotten.</summary>
/// <param name="Words">As <c>--forget</c> takes it, such as <c>class:cat</c>.</param>
/// <param name="Ids">Ids of rows, in place of a file that may change.</param>
internal sealed record WhatToForget(IReadOnlyList<string> Words, IReadOnlyList<string> Ids)
{
    private static readonly JsonSerializerOptions Fields = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>What is left after it was removed.</summary>
    public static WhatToForget Removed { get; } = new([], []);

    public string ToJson() => JsonSerializer.Serialize(this, Fields);

    public static WhatToForget Parse(string json) => JsonSerializer.Deserialize<WhatToForget>(json, Fields)!;

    /// <summary>In words, without the ids.</summary>
    public override string ToString() => string.Join(", ", Ids.Count switch
    {
        0 when Words.Count == 0 => ["removed"],
        0 => Words,
        1 => Words.Append("1 row by its id"),
        var many => Words.Append(string.Create(CultureInfo.InvariantCulture, $"{many} rows by their ids")),
    });
}

/// <summary>Who asked. It can be removed apart from the request.</summary>
internal sealed record Requester(string? Name, string? Contact, string? Note);

/// <summary>More time for a request, and why.</summary>
internal sealed record Extension(DateTimeOffset Until, string Reason, DateTimeOffset NotedAt);

/// <summary>A request to be forgotten, as it stands in the register.</summary>
/// <param name="Id">Its number.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="FirstDueAt">The end of the first period.</param>
/// <param name="Model">The classifier: a full path.</param>
/// <param name="Data">The data: a full path, or the word <c>synthetic</c>.</param>
/// <param name="What">What is to be forgotten.</param>
/// <param name="Status">Where it stands.</param>
internal sealed record ForgettingRequest(
    long Id, DateTimeOffset ReceivedAt, DateTimeOffset FirstDueAt, string Model, string Data, WhatToForget What, RequestStatus Status)
{
    /// <summary>When it was done or withdrawn; null: it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Why it was withdrawn.</summary>
    public string? Reason { get; init; }

    /// <summary>The SHA-256 of the deletion record that was written when it was done; null: none was.</summary>
    public string? RecordHash { get; init; }

    /// <summary>When who asked was removed; null: it was not.</summary>
    public DateTimeOffset? PurgedAt { get; init; }

    /// <summary>When what was to be forgotten was removed; null: it was not.</summary>
    public DateTimeOffset? WhatPurgedAt { get; init; }

    /// <summary>Who asked; null: nobody was named, or it was removed.</summary>
    public Requester? Requester { get; init; }

    public IReadOnlyList<Extension> Extensions { get; init; } = [];

    /// <summary>The runs that were made for it, the oldest first.</summary>
    public IReadOnlyList<long> Runs { get; init; } = [];

    /// <summary>Until when it must be answered, with its last extension.</summary>
    public DateTimeOffset DueAt => Extensions.Count > 0 ? Extensions[^1].Until : FirstDueAt;

    public bool IsOverdue(DateTimeOffset now) => Status == RequestStatus.Open && now > DueAt;
}

using System.Text.Json;

namespace MLNetUnlearning.Tool.Register;

/// <summary>What somebody has marked of some data.</summary>
/// <param name="Classes">Classes that go as a whole.</param>
/// <param name="Ids">Single rows.</param>
internal sealed record Marks(IReadOnlySet<string> Classes, IReadOnlySet<string> Ids)
{
    private const string ClassStart = "class:", IdStart = "id:";

    public static Marks None { get; } = new(new HashSet<string>(), new HashSet<string>());

    public bool IsEmpty => Classes.Count + Ids.Count == 0;

    /// <summary>These, with marks that are added and without those that are taken away.</summary>
    public Marks With(
        IEnumerable<string> addClasses, IEnumerable<string> removeClasses, IEnumerable<string> addIds,
        IEnumerable<string> removeIds) => new(
        Classes.Except(removeClasses).Union(addClasses).ToHashSet(), Ids.Except(removeIds).Union(addIds).ToHashSet());

    /// <summary>What a request asks for, as far as it can be marked: classes, and rows by their ids.</summary>
    public static Marks Of(WhatToForget what) =>
        new(what.Words.Select(Tool.Requests.ClassOf).OfType<string>().ToHashSet(), what.Ids.ToHashSet());

    /// <summary>These, without others.</summary>
    public Marks Without(Marks others) => With([], others.Classes, [], others.Ids);

    /// <summary>Whether both are marks of the same.</summary>
    public bool AreSame(Marks other) => Classes.SetEquals(other.Classes) && Ids.SetEquals(other.Ids);

    public string ToJson() => JsonSerializer.Serialize(
        Classes.Order(StringComparer.Ordinal).Select(name => ClassStart + name)
            .Concat(Ids.Order(StringComparer.Ordinal).Select(id => IdStart + id)));

    public static Marks Parse(string json)
    {
        var all = JsonSerializer.Deserialize<string[]>(json) ?? [];
        return new(Of(ClassStart), Of(IdStart));

        HashSet<string> Of(string start) =>
            [.. all.Where(mark => mark.StartsWith(start, StringComparison.Ordinal)).Select(mark => mark[start.Length..])];
    }
}

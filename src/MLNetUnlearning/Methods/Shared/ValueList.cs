using System.Collections;

namespace MLNetUnlearning.Methods;

/// <summary>A list within a record: nobody can change it, and it equals every other one of the same values.</summary>
internal sealed class ValueList<T>(IEnumerable<T> values) : IReadOnlyList<T>
{
    private readonly T[] values = [.. values];

    public int Count => values.Length;

    public T this[int index] => values[index];

    /// <summary>A copy of a list; null, which a check refuses later, stays null.</summary>
    public static IReadOnlyList<T> Of(IReadOnlyList<T>? values) => values is null ? null! : new ValueList<T>(values);

    public IEnumerator<T> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is ValueList<T> other && values.SequenceEqual(other.values);

    public override int GetHashCode() => values.Aggregate(0, HashCode.Combine);
}

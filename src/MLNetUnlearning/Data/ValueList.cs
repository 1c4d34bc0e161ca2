using System.Collections;

namespace MLNetUnlearning.Data;

/// <summary>A list for records: nobody can change it, and it equals every other list of the same values.</summary>
internal sealed class ValueList<T>(IEnumerable<T> values) : IReadOnlyList<T>
{
    private readonly T[] values = [.. values];

    public int Count => values.Length;

    public T this[int index] => values[index];

    /// <summary>A copy of a list. Null stays null, and a check refuses it later.</summary>
    public static IReadOnlyList<T> Of(IReadOnlyList<T>? values) => values is null ? null! : new ValueList<T>(values);

    public IEnumerator<T> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is ValueList<T> other && values.SequenceEqual(other.values);

    public override int GetHashCode() => values.Aggregate(0, HashCode.Combine);
}

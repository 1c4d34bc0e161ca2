using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>Makes the classes of all shards out of those of each.</summary>
internal static class ShardClasses
{
    /// <summary>The classes, in an order that does not depend on the order of rows: the given one, that of the label's own keys, or else by
    /// value.</summary>
    /// <param name="label">The label as the rows have it.</param>
    /// <param name="shards">The shards.</param>
    /// <param name="given">The classes that the user states; null: those of the rows.</param>
    /// <exception cref="InvalidOperationException">A shard has a class that is not among the given ones.</exception>
    public static LabelKeys Of(DataViewSchema.Column label, IReadOnlyCollection<Shard> shards, IReadOnlyList<string>? given)
    {
        var type = shards.Select(shard => shard.Classes).FirstOrDefault(classes => classes is not null) is { } known
            ? known.ValueType : ValueTypeOf(label);
        if (shards.Any(shard => shard.Classes is { IsKey: false })
            || (label.Type is BooleanDataViewType && shards.All(shard => shard.Classes is null)))
            return LabelKeys.Booleans;
        var found = NamesOf(shards);
        if (given is null && label.Type is KeyDataViewType && LabelKeys.Read(label).Names is var own && found.IsSubsetOf(own)) given = own;
        if (given is null) return new LabelKeys([.. Sorted(found, type)], type);
        var kind = type is null ? null : KeyValueKind.Of(type);
        string[] stated = [.. given.Select(name => kind?.Normalized(name) ?? name)];
        ThrowIfOthers(found, stated, "The rows have classes that were not given");
        return new LabelKeys(stated, type);
    }

    /// <summary>Refuses shards with a class that the model does not have: the rows are no more those of its first fit.</summary>
    /// <exception cref="InvalidOperationException">A shard has such a class.</exception>
    public static void ThrowIfOthers(LabelKeys classes, IEnumerable<Shard> shards) =>
        ThrowIfOthers(NamesOf(shards), classes.Names, "Rows now have classes that the model was not fitted on");

    private static HashSet<string> NamesOf(IEnumerable<Shard> shards) =>
        [.. shards.SelectMany(shard => shard.Classes?.Names ?? (shard.OnlyClass is { } only ? [only] : []))];

    private static void ThrowIfOthers(IEnumerable<string> found, IEnumerable<string> known, string what)
    {
        if (found.Except(known).ToList() is { Count: > 0 } others)
            throw new InvalidOperationException($"{what}: {NameList.Of(others.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>The type of a label's values.</summary>
    public static PrimitiveDataViewType? ValueTypeOf(DataViewSchema.Column label) =>
        label.Type is KeyDataViewType ? LabelKeys.Read(label).ValueType : label.Type as PrimitiveDataViewType;

    private static IEnumerable<string> Sorted(IEnumerable<string> names, PrimitiveDataViewType? type) =>
        type is null or NumberDataViewType
            ? names.OrderBy(name => double.Parse(name, CultureInfo.InvariantCulture)).ThenBy(name => name, StringComparer.Ordinal)
            : names.Order(StringComparer.Ordinal);
}

using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Output columns that are input columns passed on, or are computed from columns of the same row.</summary>
internal abstract class RowMapper : IRowToRowMapper
{
    private readonly int[] _passed;
    private readonly IReadOnlyList<AddedColumn> _added;

    /// <summary>All input columns, then the added ones.</summary>
    protected RowMapper(DataViewSchema inputSchema, IReadOnlyList<AddedColumn> added)
        : this(inputSchema, Enumerable.Range(0, inputSchema.Count).ToArray(), added)
    {
    }

    /// <summary>The input columns with the indices given, in that order, then the added ones.</summary>
    protected RowMapper(DataViewSchema inputSchema, int[] passed, IReadOnlyList<AddedColumn> added)
    {
        InputSchema = inputSchema;
        _passed = passed;
        _added = added;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(passed.Select(index => inputSchema[index]));
        foreach (AddedColumn column in added)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new SortedSet<int>();
        foreach (DataViewSchema.Column column in dependingColumns)
        {
            if (PassedFrom(column.Index) is int index)
                needed.Add(index);
            else
                needed.UnionWith(_added[column.Index - _passed.Length].Inputs);
        }
        return needed.Select(index => InputSchema[index]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != InputSchema)
            throw new ArgumentException("Schema of input row must be the same as the schema the mapper is bound to", nameof(input));
        return new MappedRow(this, input, activeColumns.Select(column => column.Index));
    }

    /// <summary>The input column that an output column is, or null when it is computed.</summary>
    internal int? PassedFrom(int outputColumn) => outputColumn < _passed.Length ? _passed[outputColumn] : null;

    /// <summary>The getters by output column, null for what is passed on or not active, and what to do when the row is disposed of.</summary>
    internal (Delegate[] Getters, Action Disposer) CreateGetters(DataViewRow input, IReadOnlySet<int> active)
    {
        var getters = new Delegate[OutputSchema.Count];
        Action disposer = null;
        if (!Enumerable.Range(_passed.Length, _added.Count).Any(active.Contains))
            return (getters, null);
        Func<int, Delegate> create = CreateAddedGetters(input, ref disposer);
        for (int i = _passed.Length; i < getters.Length; i++)
        {
            if (active.Contains(i))
                getters[i] = create(i - _passed.Length);
        }
        return (getters, disposer);
    }

    /// <summary>Makes the getters of added columns over a row that is live: they are asked again after the row has moved.</summary>
    protected virtual Func<int, Delegate> CreateAddedGetters(DataViewRow input, ref Action disposer)
    {
        Action all = null;
        disposer = () => all?.Invoke();
        return added => CreateGetter(input, added, ref all);
    }

    /// <summary>The getter of one added column, where each is computed on its own.</summary>
    protected virtual Delegate CreateGetter(DataViewRow input, int added, ref Action disposer) => throw new NotSupportedException();

    /// <summary>A column that a mapper adds, and the indices of the input columns it is computed from.</summary>
    internal sealed record AddedColumn(string Name, DataViewType Type, DataViewSchema.Annotations Annotations, IReadOnlyList<int> Inputs);
}

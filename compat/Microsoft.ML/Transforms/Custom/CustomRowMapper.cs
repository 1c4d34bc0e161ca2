using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The columns that a user's mapping adds: all of them come from one call a row, made when the first is asked for.</summary>
internal sealed class CustomRowMapper<TSrc, TDst> : RowMapper
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly CustomMapping<TSrc, TDst> _mapping;
    private readonly List<(SchemaDefinition.Column Member, DataViewSchema.Column Source)> _inputs;

    public CustomRowMapper(DataViewSchema inputSchema, CustomMapping<TSrc, TDst> mapping)
        : this(inputSchema, mapping, RowFiller<TSrc>.Bind(inputSchema, mapping.Input, ignoreMissingColumns: false))
    {
    }

    private CustomRowMapper(
        DataViewSchema inputSchema, CustomMapping<TSrc, TDst> mapping, List<(SchemaDefinition.Column Member, DataViewSchema.Column Source)> inputs)
        : base(inputSchema, Added(mapping, inputs.ConvertAll(pair => pair.Source.Index))) => (_mapping, _inputs) = (mapping, inputs);

    protected override Func<int, Delegate> CreateAddedGetters(DataViewRow input, ref Action disposer)
    {
        var source = new TSrc();
        var result = new TDst();
        Action<TSrc> fill = RowFiller<TSrc>.Create(input, _inputs);
        long mapped = -1;
        return added => _mapping.Output.Getter(added, Current);

        TDst Current()
        {
            if (input.Position < 0)
                throw new InvalidOperationException("Cannot fill values. The cursor is not active.");
            if (mapped != input.Position) {
                fill(source);
                _mapping.Action(source, result);
                mapped = input.Position;
            }
            return result;
        }
    }

    private static List<AddedColumn> Added(CustomMapping<TSrc, TDst> mapping, IReadOnlyList<int> inputs) =>
        [.. mapping.Output.Schema.Select(column => new AddedColumn(column.Name, column.Type, column.Annotations, inputs))];
}

using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>A transformer in which every output column comes from one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal OneToOneTransformerBase(IHost host, IReadOnlyList<(string Output, string Input)> columns)
        : base(host) => Columns = columns;

    internal IReadOnlyList<(string Output, string Input)> Columns { get; }

    /// <summary>The type and annotations of output column number i, given its input; throws when the input does not fit.</summary>
    internal abstract (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input);

    internal abstract Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer);

    internal sealed override RowMapper CreateMapper(DataViewSchema inputSchema) => new OneToOneMapper(this, inputSchema);

    private sealed class OneToOneMapper(OneToOneTransformerBase parent, DataViewSchema inputSchema)
        : RowMapper(inputSchema, parent.Columns.Select((column, i) => Added(parent, i, inputSchema)).ToList())
    {
        protected override Delegate CreateGetter(DataViewRow input, int added, ref Action disposer) =>
            parent.CreateGetter(added, input, SchemaErrors.Find(InputSchema, parent.Columns[added].Input, "input"), ref disposer);

        private static AddedColumn Added(OneToOneTransformerBase parent, int i, DataViewSchema schema)
        {
            DataViewSchema.Column input = SchemaErrors.Find(schema, parent.Columns[i].Input, "input");
            var (type, annotations) = parent.OutputOf(i, input);
            return new AddedColumn(parent.Columns[i].Output, type, annotations, [input.Index]);
        }
    }
}

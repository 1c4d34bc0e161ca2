using MLNetUnlearning.Data;

namespace MLNetUnlearning.Features;

/// <summary>The fitted stage: looks features up, and computes those that are not kept. It keeps nothing itself.</summary>
/// <param name="steps">Computes features; a model file stores these steps and no feature.</param>
/// <param name="store">The kept features.</param>
/// <param name="idColumnName">Says whose features they are.</param>
/// <param name="featureColumnName">The column of features.</param>
internal sealed class KeptFeaturesTransformer(
    ITransformer steps, FeatureStore store, string idColumnName, string featureColumnName) : ITransformer
{
    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
        KeptRows.Annotated(steps.GetOutputSchema(inputSchema), featureColumnName, store.Place, idColumnName);

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new KeptRows(input, steps.GetRowToRowMapper(input.Schema), store, idColumnName, featureColumnName);
    }

    // Single rows are new ones that ask for an answer, and not those of the file.
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => steps.GetRowToRowMapper(inputSchema);

    public void Save(ModelSaveContext ctx) => steps.Save(ctx);
}

/// <summary>Rows with their features: those that are kept, and otherwise computed when a cursor asks for them.</summary>
internal sealed class KeptRows : IDataView
{
    private readonly IDataView input;
    private readonly IRowToRowMapper mapper;
    private readonly FeatureStore store;
    private readonly FeatureIds? ids; // null: rows without an id, whose features are computed
    private readonly DataViewSchema.Column features;
    private readonly SameFeatures same;

    public KeptRows(IDataView input, IRowToRowMapper mapper, FeatureStore store, string idColumnName, string featureColumnName)
    {
        (this.input, this.mapper, this.store) = (input, mapper, store);
        ids = input.Schema.GetColumnOrNull(idColumnName) is { } column ? new FeatureIds(column, store.Key) : null;
        Schema = Annotated(mapper.OutputSchema, featureColumnName, store.Place, idColumnName);
        features = mapper.OutputSchema[featureColumnName];
        same = new SameFeatures(store.Place, idColumnName);
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToList();
        return new Cursor(this, input.GetRowCursor(Needs(columns), rand), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToList();
        return Array.ConvertAll(
            input.GetRowCursorSet(Needs(columns), n, rand), DataViewRowCursor (cursor) => new Cursor(this, cursor, columns));
    }

    /// <summary>The columns of the steps, with the file named at the features.</summary>
    public static DataViewSchema Annotated(DataViewSchema schema, string featureColumnName, string path, string idColumnName)
    {
        var features = schema.RequireFeatures(featureColumnName);
        var builder = new DataViewSchema.Builder();
        foreach (var column in schema)
            builder.AddColumn(
                column.Name, column.Type,
                column.Index == features.Index ? KeptColumn.Annotated(column, path, idColumnName) : column.Annotations);
        return builder.ToSchema();
    }

    private IEnumerable<DataViewSchema.Column> Needs(List<DataViewSchema.Column> columns)
    {
        var needed = mapper.GetDependencies(columns.Select(column => mapper.OutputSchema[column.Index]));
        return columns.Any(column => column.Index == features.Index) && ids is not null
            ? needed.Append(ids.Column).DistinctBy(column => column.Index) : needed;
    }

    private sealed class Cursor : WrappedCursor
    {
        private readonly KeptRows view;
        private readonly DataViewRow row;
        private readonly bool[] active;
        private readonly FeatureTable table;

        public Cursor(KeptRows view, DataViewRowCursor input, List<DataViewSchema.Column> columns) : base(input, view.Schema)
        {
            (this.view, active, table) = (view, view.Schema.Active(columns), view.store.Table);
            row = view.mapper.GetRow(input, columns.Select(column => view.mapper.OutputSchema[column.Index]));
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column)) throw SchemaErrors.Inactive(column);
            return column.Index == view.features.Index && view.ids is { } ids
                ? (ValueGetter<VBuffer<float>>)Features(ids) as ValueGetter<TValue> ?? throw SchemaErrors.WrongGetter<TValue>(column)
                : row.GetGetter<TValue>(view.mapper.OutputSchema[column.Index]);
        }

        private ValueGetter<VBuffer<float>> Features(FeatureIds ids)
        {
            var (readId, compute, isCompared) = (ids.Reader(Input), row.GetGetter<VBuffer<float>>(view.features), false);
            return (ref VBuffer<float> value) =>
            {
                var kept = table.Find(readId().Hash);
                if (kept.IsEmpty || !isCompared) compute(ref value);
                if (kept.IsEmpty) return;
                if (!isCompared) view.same.Require(kept, [.. value.DenseValues()]);
                isCompared = true;
                var editor = VBufferEditor.Create(ref value, kept.Length);
                kept.CopyTo(editor.Values);
                value = editor.Commit();
            };
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) row.Dispose();
            base.Dispose(disposing);
        }
    }
}

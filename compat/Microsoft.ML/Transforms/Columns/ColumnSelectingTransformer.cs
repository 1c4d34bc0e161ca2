using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingTransformer : ITransformer
{
    internal ColumnSelectingTransformer(Selection selection) => Choice = selection;

    bool ITransformer.IsRowToRowMapper => true;

    internal Selection Choice { get; }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new Mapper(inputSchema, Choice).OutputSchema;
    }

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(input, new Mapper(input.Schema, Choice));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new Mapper(inputSchema, Choice);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SavedTransformers.Save(ctx, this, Write);

    internal static ColumnSelectingTransformer Read(IHostEnvironment env, BinaryReader reader)
    {
        bool drop = reader.ReadBoolean(), keepHidden = reader.ReadBoolean();
        string[] names = new string[reader.ReadInt32()];
        for (int i = 0; i < names.Length; i++)
            names[i] = reader.ReadString();
        return new ColumnSelectingTransformer(new Selection(names, drop, keepHidden));
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write(Choice.Drop);
        writer.Write(Choice.KeepHidden);
        writer.Write(Choice.Names.Length);
        foreach (string name in Choice.Names)
            writer.Write(name);
    }

    /// <summary>Columns to drop, or to keep in the order given; hidden columns (those with a later namesake) go unless they are kept.</summary>
    internal sealed record Selection(string[] Names, bool Drop, bool KeepHidden)
    {
        public int[] Of(DataViewSchema schema)
        {
            foreach (string name in Names)
                _ = SchemaErrors.Find(schema, name, "input");
            IEnumerable<DataViewSchema.Column> chosen = Drop
                ? schema.Where(column => !Names.Contains(column.Name))
                : Names.SelectMany(name => schema.Where(column => column.Name == name));
            return chosen.Where(column => KeepHidden || !column.IsHidden).Select(column => column.Index).ToArray();
        }
    }

    private sealed class Mapper(DataViewSchema inputSchema, Selection selection) : RowMapper(inputSchema, selection.Of(inputSchema), []);
}

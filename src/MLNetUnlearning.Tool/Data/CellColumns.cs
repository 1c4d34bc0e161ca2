using Microsoft.ML.Data;

namespace MLNetUnlearning.Tool.Data;

/// <summary>Makes a column of text of each cell of a table's rows, and of one of them the label.</summary>
internal static class CellColumns
{
    private const Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality ByValue =
        Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue;

    /// <summary>The view with a column for each name and, if one is the label, with Label: a key, its values in order.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="view">Rows with a vector of texts, <see cref="Picture.Cells"/> by name.</param>
    /// <param name="names">The names of the texts.</param>
    /// <param name="label">The column of classes; null: there is none.</param>
    public static IDataView Split(MLContext ml, IDataView view, string[] names, string? label)
    {
        foreach (var (at, name) in names.Index()) view = WithColumn(ml, view, at, name);
        if (label is not null)
        {
            if (label != "Label") view = ml.Transforms.CopyColumns("Label", label).Fit(view).Transform(view);
            view = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ByValue).Fit(view).Transform(view);
        }
        return ml.Transforms.DropColumns(nameof(Picture.Cells)).Fit(view).Transform(view);
    }

    /// <summary>The view with one of the texts as a column of its own.</summary>
    private static IDataView WithColumn(MLContext ml, IDataView view, int at, string name)
    {
        var output = SchemaDefinition.Create(typeof(Cell));
        output[nameof(Cell.Text)].ColumnName = name;
        var input = SchemaDefinition.Create(typeof(Cells));
        void Take(Cells row, Cell cell) => cell.Text = row.Values.GetItemOrDefault(at);
        input[nameof(Cells.Values)].ColumnName = nameof(Picture.Cells);
        return ml.Transforms.CustomMapping<Cells, Cell>(Take, null, input, output).Fit(view).Transform(view);
    }

    /// <summary>The texts of a row.</summary>
    internal sealed class Cells
    {
        public VBuffer<ReadOnlyMemory<char>> Values { get; set; }
    }

    /// <summary>One text of a row.</summary>
    internal sealed class Cell
    {
        public ReadOnlyMemory<char> Text { get; set; }
    }
}

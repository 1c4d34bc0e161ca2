using Microsoft.ML.Data;

namespace MLNetUnlearning.Tool.Data;

/// <summary>Pictures with their columns of text, decoded once and held as bytes: splits, training and evaluation read them many
/// times.</summary>
internal sealed class PictureRows(MLContext ml, Session session)
{
    private const string Features = "Features";

    /// <summary>A view with Features, Label (a key, its values in order) and all columns of text.</summary>
    /// <param name="names">The columns of text.</param>
    /// <param name="rows">The texts of each row.</param>
    /// <param name="path">The column of paths.</param>
    /// <param name="label">The column of classes.</param>
    /// <param name="folder">The folder that paths are relative to.</param>
    /// <param name="size">The side that pictures are scaled to.</param>
    public IDataView Load(string[] names, IReadOnlyList<string[]> rows, string path, string label, string folder, int size)
    {
        var pathAt = Array.IndexOf(names, path);
        var paths = ml.Data.LoadFromEnumerable(rows.Select(row => new OnePath { ImagePath = row[pathAt] }).ToArray());
        var pixels = ml.ImagePixels(folder, size, size).Fit(paths).Transform(paths);
        var decoded = session.Display.Watch("reading pictures", progress => Decoded(pixels, rows, progress));
        var schema = SchemaDefinition.Create(typeof(Picture));
        schema[nameof(Picture.Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, 3, size, size);
        schema[nameof(Picture.Cells)].ColumnType = new VectorDataViewType(TextDataViewType.Instance, names.Length);
        var view = ml.Data.LoadFromEnumerable(decoded, schema);
        view = CellColumns.Split(ml, view, names, label);
        var typed = ml.Transforms.Conversion.ConvertType(Features, nameof(Picture.Pixels), Microsoft.ML.Data.DataKind.Single)
            .Append(ml.Transforms.DropColumns(nameof(Picture.Pixels)));
        return typed.Fit(view).Transform(view);
    }

    private List<Picture> Decoded(IDataView pixels, IReadOnlyList<string[]> rows, IProgress<UnlearningProgress> progress)
    {
        var pictures = new List<Picture>(rows.Count);
        foreach (var values in pixels.GetColumn<float[]>(Features))
        {
            session.Cancellation.ThrowIfCancellationRequested();
            pictures.Add(new Picture { Pixels = Array.ConvertAll(values, value => (byte)value), Cells = rows[pictures.Count] });
            progress.Report(new UnlearningProgress("reading pictures", pictures.Count, rows.Count));
        }
        return pictures;
    }

    private sealed class OnePath
    {
        public string ImagePath { get; init; } = "";
    }
}

/// <summary>A decoded picture.</summary>
internal sealed class Picture
{
    public byte[] Pixels { get; init; } = [];

    public string[] Cells { get; init; } = [];
}

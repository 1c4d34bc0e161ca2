using Microsoft.ML.Data;

namespace MLNetUnlearning.Tool.Data;

/// <summary>Pictures with their columns of text, decoded once and held as bytes: splits, training and evaluation read them many
/// times.</summary>
/// <param name="ml">The context.</param>
/// <param name="session">Shows progress.</param>
/// <param name="size">The side that pictures are scaled to.</param>
/// <param name="kept">The file that keeps features, and the part of the data; null: the pixels are read.</param>
internal sealed class PictureRows(MLContext ml, Session session, int size, (string File, string Part)? kept)
{
    private const string Features = "Features";
    private const int SideOfShown = 64;

    /// <summary>A view with Features, Label (a key, its values in order) and all columns of text.</summary>
    /// <param name="names">The columns of text.</param>
    /// <param name="rows">The texts of each row.</param>
    /// <param name="path">The column of paths.</param>
    /// <param name="label">The column of classes.</param>
    /// <param name="folder">The folder that paths are relative to.</param>
    public IDataView Load(string[] names, IReadOnlyList<string[]> rows, string path, string label, string folder)
    {
        var pathAt = Array.IndexOf(names, path);
        var view = kept is { } features
            ? WithFeatures([.. rows.Select(row => (string[])[.. row, $"{features.Part}/{row[pathAt]}"])], pathAt, folder, features.File)
            : WithPixels(rows, pathAt, folder);
        if (kept is null) return CellColumns.Split(ml, view, names, label);
        // What the features are of, for reports; a picture is decoded when it is shown.
        var shown = ml.ImagePixels(
            folder, SideOfShown, SideOfShown, inputColumnName: path, outputColumnName: PhotoFeatures.Picture);
        view = CellColumns.Split(ml, view, [.. names, PhotoFeatures.Id], label);
        return shown.Fit(view).Transform(view);
    }

    private IDataView WithPixels(IReadOnlyList<string[]> rows, int pathAt, string folder)
    {
        var paths = ml.Data.LoadFromEnumerable(rows.Select(row => new OnePath { ImagePath = row[pathAt] }).ToArray());
        var pixels = ml.ImagePixels(folder, size, size).Fit(paths).Transform(paths);
        var decoded = session.Display.Watch("reading pictures", progress => Decoded(pixels, rows, progress));
        var schema = SchemaDefinition.Create(typeof(Picture));
        schema[nameof(Picture.Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, 3, size, size);
        schema[nameof(Picture.Cells)].ColumnType = new VectorDataViewType(TextDataViewType.Instance, rows[0].Length);
        var view = ml.Data.LoadFromEnumerable(decoded, schema);
        var typed = ml.Transforms.Conversion.ConvertType(Features, nameof(Picture.Pixels), Microsoft.ML.Data.DataKind.Single)
            .Append(ml.Transforms.DropColumns(nameof(Picture.Pixels)));
        return typed.Fit(view).Transform(view);
    }

    /// <summary>The features of pictures, whose last text says whose they are: computed, unless they are kept.</summary>
    private IDataView WithFeatures(IReadOnlyList<string[]> rows, int pathAt, string folder, string file)
    {
        var photos = ml.Data.LoadFromEnumerable(rows.Select(
            row => new OnePath { ImagePath = row[pathAt], FeatureId = row[^1] }).ToArray());
        var made = session.Display.Watch("reading photos", progress =>
        {
            var stage = PhotoFeatures.Kept(ml, file, folder, progress, session.Cancellation).Fit(photos);
            return stage.Transform(photos).GetColumn<float[]>(Features)
                .Select((features, row) => new Featured { Features = features, Cells = rows[row] }).ToList();
        });
        var schema = SchemaDefinition.Create(typeof(Featured));
        schema[nameof(Featured.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, made[0].Features.Length);
        schema[nameof(Featured.Cells)].ColumnType = new VectorDataViewType(TextDataViewType.Instance, rows[0].Length);
        return ml.Data.LoadFromEnumerable(made, schema);
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

        public string FeatureId { get; init; } = "";
    }
}

/// <summary>The features of a picture.</summary>
internal sealed class Featured
{
    public float[] Features { get; init; } = [];

    public string[] Cells { get; init; } = [];
}

/// <summary>A decoded picture.</summary>
internal sealed class Picture
{
    public byte[] Pixels { get; init; } = [];

    public string[] Cells { get; init; } = [];
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tests;

/// <summary>Models through ML.NET's own files, in memory.</summary>
internal static class ModelFiles
{
    public static byte[] Bytes(ITransformer model, DataViewSchema schema)
    {
        using var file = new MemoryStream();
        new MLContext().Model.Save(model, schema, file);
        return file.ToArray();
    }

    /// <summary>What a context that was never told of this library reads.</summary>
    public static ITransformer Load(byte[] bytes) => new MLContext().Model.Load(new MemoryStream(bytes), out _);

    public static ITransformer ThereAndBack(ITransformer model, IDataView rows) => Load(Bytes(model, rows.Schema));

    public static float[][] Scores(this IDataView scored, string column = "Score") =>
        [.. scored.GetColumn<VBuffer<float>>(scored.Schema[column]).Select(score => score.DenseValues().ToArray())];

    public static string[] Texts(this DataViewSchema.Column column, string annotation)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }
}

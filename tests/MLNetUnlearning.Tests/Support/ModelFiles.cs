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
}

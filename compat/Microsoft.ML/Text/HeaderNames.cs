using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>The names in a file's header, which the slots of vectors are named by.</summary>
internal static class HeaderNames
{
    /// <summary>The header of the first file, or nothing where there is none.</summary>
    public static IReadOnlyList<string> Read(IMultiStreamSource sample, TextLoader.Options options)
    {
        if (!options.HasHeader || sample is null || sample.Count == 0)
            return [];
        using var lines = new TextLines(sample, options);
        if (lines.ReadHeader() is not { } header)
            return [];
        var fields = new List<ReadOnlyMemory<char>>();
        new FieldSplitter(options, int.MaxValue).Split(header, fields, (_, _) => { });
        return [.. fields.Select(field => field.ToString().Trim())];
    }

    public static DataViewSchema.Annotations Annotations(TextColumn column, IReadOnlyList<string> header)
    {
        if (column.Type is not VectorDataViewType)
            return null;
        ReadOnlyMemory<char>[] names = [.. column.Fields.Select(field => field < header.Count ? header[field].AsMemory() : default)];
        if (names.All(name => name.IsEmpty))
            return null;
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddSlotNames(
            names.Length, (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
        return builder.ToAnnotations();
    }
}

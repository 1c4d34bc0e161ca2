using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

public sealed class ImageLoadingEstimator : TrivialEstimator<ImageLoadingTransformer>
{
    internal ImageLoadingEstimator(IHostEnvironment environment, string folder, IReadOnlyList<(string Output, string Input)> columns)
        : base(environment.Register(nameof(ImageLoadingEstimator)), new ImageLoadingTransformer(environment, folder, columns))
    {
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
            throw new ArgumentException($"Directory \"{folder}\" does not exist.");
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => ImageShapes.Map(inputSchema, Transformer.Columns,
        source => source.ItemType is TextDataViewType && source.Kind == SchemaShape.Column.VectorKind.Scalar, "String",
        (name, _) => new SchemaShape.Column(name, SchemaShape.Column.VectorKind.Scalar, new ImageDataViewType(), false));
}

/// <summary>Opens the image files that a text column names, when the image is asked for.</summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    public readonly string ImageFolder;

    internal ImageLoadingTransformer(IHostEnvironment environment, string folder, IReadOnlyList<(string Output, string Input)> columns)
        : base(environment.Register(nameof(ImageLoadingTransformer)), columns) => ImageFolder = folder;

    internal static ImageLoadingTransformer Read(IHostEnvironment environment, BinaryReader reader)
    {
        string folder = reader.ReadString();
        return new(environment, folder.Length == 0 ? null : folder, ColumnPairs.Read(reader));
    }

    internal override (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input) =>
        input.Type is TextDataViewType
            ? (new ImageDataViewType(), null)
            : throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, "String", input.Type.ToString());

    internal override Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer)
    {
        var getPath = row.GetGetter<ReadOnlyMemory<char>>(input);
        ReadOnlyMemory<char> path = default;
        return (ValueGetter<MLImage>)((ref MLImage image) =>
        {
            image?.Dispose();
            image = null;
            getPath(ref path);
            if (path.IsEmpty)
                return;
            string file = string.IsNullOrWhiteSpace(ImageFolder) ? path.ToString() : Path.Combine(ImageFolder, path.ToString());
            using FileStream stream = File.OpenRead(file);
            image = MLImage.CreateFromStream(stream);
            image.Tag = file;
        });
    }

    private protected override void Write(BinaryWriter writer)
    {
        writer.Write(ImageFolder ?? "");
        ColumnPairs.Write(writer, Columns);
    }
}

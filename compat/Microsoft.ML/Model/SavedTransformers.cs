using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML;

/// <summary>The transformers that a model file may hold, each by the name of its class. Nothing else is ever made from a file.</summary>
internal static class SavedTransformers
{
    private const string Chain = "TransformerChain";

    private static readonly Dictionary<string, Func<IHostEnvironment, BinaryReader, ITransformer>> Readers = new()
    {
        [nameof(BinaryPredictionTransformer)] = BinaryPredictionTransformer.Read,
        [nameof(ImageLoadingTransformer)] = ImageLoadingTransformer.Read,
        [nameof(ImageResizingTransformer)] = ImageResizingTransformer.Read,
        [nameof(ImagePixelExtractingTransformer)] = ImagePixelExtractingTransformer.Read,
        [nameof(ColumnCopyingTransformer)] = ColumnCopyingTransformer.Read,
        [nameof(ColumnConcatenatingTransformer)] = ColumnConcatenatingTransformer.Read,
        [nameof(ColumnSelectingTransformer)] = ColumnSelectingTransformer.Read,
        [nameof(ValueToKeyMappingTransformer)] = ValueToKeyMappingTransformer.Read,
        [nameof(KeyToValueMappingTransformer)] = KeyToValueMappingTransformer.Read,
        [nameof(ValueMappingTransformer)] = ValueMappingTransformer.Read,
        ["CustomMappingTransformer"] = CustomContracts.Read,
        [nameof(NormalizingTransformer)] = NormalizingTransformer.Read,
        [nameof(ApproximatedKernelTransformer)] = ApproximatedKernelTransformer.Read,
    };

    public static void Save(ModelSaveContext ctx, ITransformer transformer, Action<BinaryWriter> write)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.Write(NameOf(transformer.GetType()), write);
    }

    public static void SaveChain(ModelSaveContext ctx, IChain chain)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.Write(Chain, writer => {
            writer.Write(chain.Scopes.Count);
            foreach (TransformerScope scope in chain.Scopes)
                writer.Write((int)scope);
        });
        for (int i = 0; i < chain.Transformers.Count; i++)
            ctx.SaveModel(chain.Transformers[i], $"Transform_{i:000}");
    }

    public static ITransformer Read(string component, ModelLoadContext context, BinaryReader reader)
    {
        if (component == Chain)
            return ReadChain(context, reader);
        return Readers.TryGetValue(component, out var read)
            ? read(context.Environment, reader)
            : throw new FormatException($"The model holds a component '{component}' that is not known.");
    }

    private static TransformerChain<ITransformer> ReadChain(ModelLoadContext context, BinaryReader reader)
    {
        int count = reader.ReadInt32();
        if (count is < 0 or > 10_000)
            throw new FormatException("The model's chain is damaged.");
        var scopes = new List<TransformerScope>();
        for (int i = 0; i < count; i++)
            scopes.Add((TransformerScope)reader.ReadInt32());
        return new TransformerChain<ITransformer>(scopes.Select((_, i) => context.LoadModel($"Transform_{i:000}")).ToList(), scopes);
    }

    private static string NameOf(Type type) => type.IsGenericType ? type.Name[..type.Name.IndexOf('`')] : type.Name;
}

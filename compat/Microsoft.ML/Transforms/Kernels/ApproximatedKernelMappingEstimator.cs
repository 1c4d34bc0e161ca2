using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>
/// Draws random Fourier features (Rahimi and Recht, 2007), whose products approximate a kernel. All that is learned is the kernel's unit.
/// </summary>
public sealed class ApproximatedKernelMappingEstimator : IEstimator<ApproximatedKernelTransformer>
{
    private readonly IHost _host;
    private readonly (string Output, string Input) _column;
    private readonly int _rank;
    private readonly bool _useCosAndSinBases;
    private readonly KernelBase _kernel;
    private readonly int? _seed;

    internal ApproximatedKernelMappingEstimator(
        IHostEnvironment env, (string Output, string Input) column, int rank, bool useCosAndSinBases, KernelBase kernel, int? seed)
    {
        if (rank <= 0)
            throw new ArgumentOutOfRangeException(nameof(rank), "must be positive.");
        _host = env.Register(nameof(ApproximatedKernelMappingEstimator));
        (_column, _rank, _useCosAndSinBases, _kernel, _seed) = (column, rank, useCosAndSinBases, kernel, seed);
    }

    public ApproximatedKernelTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column source = input.Schema.GetColumnOrNull(_column.Input)
            ?? throw SchemaErrors.NotFound(nameof(input), "input", _column.Input);
        int size = ApproximatedKernelTransformer.SizeOf(source, nameof(input));
        // Without a seed of its own, every fit draws anew from the context's numbers.
        var random = new Random(_seed ?? _host.Rand.Next());
        float unit = KernelUnit.Of(input, source, _kernel, random);
        return new ApproximatedKernelTransformer(_host, _column, FourierFeatures.Draw(_kernel, unit, _rank, size, _useCosAndSinBases, random));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        // A column of another kind is as good as none, and so are the words.
        if (SchemaErrors.Find(inputSchema, _column.Input, "input") is not { Kind: SchemaShape.Column.VectorKind.Vector } source
            || !source.ItemType.Equals(NumberDataViewType.Single))
            throw SchemaErrors.NotFound(nameof(inputSchema), "input", _column.Input);
        var shape = new ShapeBuilder(inputSchema);
        shape.Set(new SchemaShape.Column(_column.Output, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false));
        return shape.ToShape();
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using static Compat.Tests.Transforms.Columns;

namespace Compat.Tests.Transforms;

/// <summary>What a normalized column is: its type, annotations, sparsity, and what is refused.</summary>
public class NormalizedColumnTests
{
    private readonly MLContext context = new(seed: 1);

    [Fact]
    public void A_normalized_column_says_so_and_keeps_the_names_of_its_slots()
    {
        IDataView view = context.Data.LoadFromEnumerable(new[] { new Named { Width = 1, Height = 2 }, new Named { Width = 3, Height = 5 } });

        IDataView normalized = context.Transforms.Concatenate("Size", "Width", "Height")
            .Append(context.Transforms.NormalizeMinMax("Scaled", "Size"))
            .Append(context.Transforms.NormalizeMeanVariance("Width")).Fit(view).Transform(view);

        Assert.True(normalized.Schema["Scaled"].IsNormalized());
        Assert.True(normalized.Schema["Width"].IsNormalized());
        Assert.False(normalized.Schema["Size"].IsNormalized());
        Assert.True(normalized.Schema["Scaled"].HasSlotNames());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), normalized.Schema["Scaled"].Type);
        Assert.Equal(["IsNormalized"], normalized.Schema["Width"].Annotations.Schema.Select(annotation => annotation.Name));
    }

    [Fact]
    public void A_chain_knows_the_annotations_before_it_has_seen_a_row()
    {
        IDataView view = context.Data.LoadFromEnumerable(new[] { new Named { Width = 1, Height = 2 } });
        var witness = new ShapeWitness(context);

        context.Transforms.Concatenate("Size", "Width", "Height").Append(context.Transforms.NormalizeMinMax("Size"))
            .Append(context.Transforms.ApproximatedKernelMap("Map", "Size", rank: 2)).Append(witness).Fit(view);

        SchemaShape.Column size = witness.Seen!.Single(column => column.Name == "Size"), map = witness.Seen!.Single(column => column.Name == "Map");
        Assert.Equal(["IsNormalized", "SlotNames"], size.Annotations.Select(annotation => annotation.Name).Order());
        Assert.Equal((SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single), (size.Kind, size.ItemType));
        Assert.Equal((SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single), (map.Kind, map.ItemType));
        Assert.Empty(map.Annotations);
    }

    [Fact]
    public void Several_columns_are_normalized_together()
    {
        IDataView view = context.Data.LoadFromEnumerable(new[] { new Named { Width = 1, Height = 2 }, new Named { Width = 3, Height = 4 } });

        IDataView normalized = context.Transforms.NormalizeMinMax([new("Scaled", "Width"), new("Height")], fixZero: false)
            .Fit(view).Transform(view);

        Assert.Equal(["Height", "Scaled", "Width"], normalized.Schema.Where(column => !column.IsHidden).Select(column => column.Name).Order());
        AssertClose([0, 1], normalized.GetColumn<float>("Scaled"));
        AssertClose([0, 1], normalized.GetColumn<float>("Height"));
        AssertClose([1, 3], normalized.GetColumn<float>("Width"));
    }

    private IDataView SparseRows
    {
        get
        {
            VBuffer<float>[] rows = [new(4, 2, [2f, -4f], [0, 2]), new(4, 1, [1f], [1]), new(4, 1, [4f], [0])];
            return context.Data.LoadFromEnumerable(rows.Select(row => new Sparse { Values = row }));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Slots_that_a_sparse_vector_leaves_out_are_zeros(bool fixZero)
    {
        float[][] normalized = context.Transforms.NormalizeMeanVariance("Values", fixZero: fixZero).Vectors(SparseRows);

        float[] expected = fixZero
            ? [0.7745967f, 0, -1.7320509f, 0, 0, 1.7320509f, 0, 0, 1.5491934f, 0, 0, 0]
            : [0, -0.70710677f, -1.4142134f, 0, -1.2247448f, 1.4142134f, 0.70710677f, 0, 1.2247448f, -0.70710677f, 0.70710677f, 0];
        AssertClose(expected, normalized.SelectMany(row => row));
    }

    [Fact]
    public void Slots_that_a_sparse_vector_leaves_out_stay_zeros_as_shares_of_a_normal_distribution()
    {
        float[][] shares = context.Transforms.NormalizeMeanVariance("Values", useCdf: true).Vectors(SparseRows);

        AssertClose([0.5f, 0, 0.0786627f, 0, 0, 0.9213373f, 0, 0, 0.8896309f, 0, 0, 0], shares.SelectMany(row => row));
    }

    [Fact]
    public void A_saved_normalization_gives_the_same_bits_in_another_context()
    {
        IDataView view = context.Data.LoadFromEnumerable(new[] { new Named { Width = 1, Height = 2 }, new Named { Width = 3, Height = 4.3f } });
        ITransformer model = context.Transforms.Concatenate("Size", "Width", "Height")
            .Append(context.Transforms.NormalizeMinMax("Size", fixZero: false))
            .Append(context.Transforms.NormalizeMeanVariance("Height"))
            .Append(context.Transforms.NormalizeMeanVariance("Width", useCdf: true)).Fit(view);

        ITransformer loaded = SavedAndLoaded(context, model, view);

        IDataView expected = model.Transform(view), actual = loaded.Transform(view);
        Assert.Equal(expected.GetColumn<float[]>("Size"), actual.GetColumn<float[]>("Size"));
        Assert.Equal(expected.GetColumn<float>("Height"), actual.GetColumn<float>("Height"));
        Assert.Equal(expected.GetColumn<float>("Width"), actual.GetColumn<float>("Width"));
        Assert.True(actual.Schema["Size"].IsNormalized());
    }

    [Fact]
    public void An_engine_normalizes_one_object_at_a_time()
    {
        ITransformer model = context.Transforms.NormalizeMinMax("Value").Fit(Numbers(context, 1, 4));
        using PredictionEngine<Number, Number> engine = context.Model.CreatePredictionEngine<Number, Number>(model);

        Assert.Equal(0.5f, engine.Predict(new Number { Value = 2 }).Value);
        IRowToRowMapper mapper = model.GetRowToRowMapper(Numbers(context, 1, 4).Schema);
        Assert.Equal(["Value"], mapper.GetDependencies([mapper.OutputSchema["Value"]]).Select(column => column.Name));
    }

    private sealed class Named
    {
        public float Width { get; set; }

        public float Height { get; set; }
    }

    private sealed class Sparse
    {
        [VectorType(4)]
        public VBuffer<float> Values { get; set; }
    }
}

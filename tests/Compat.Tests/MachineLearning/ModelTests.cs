using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

public class ModelTests
{
    private readonly MLContext context = new(seed: 1);
    private readonly IDataView view;
    private readonly ITransformer model;

    public ModelTests()
    {
        view = context.Data.LoadFromEnumerable(Flower.Field(6));
        model = context.Transforms.Conversion.MapValueToKey("Label", "Name").Append(context.Transforms.Concatenate("Features", "Width", "Petals")).Fit(view);
    }

    [Fact]
    public void A_saved_chain_gives_the_same_columns_in_another_context()
    {
        using var file = new MemoryStream();
        context.Model.Save(model, view.Schema, file);
        file.Position = 0;

        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema schema);
        IDataView expected = model.Transform(view), actual = loaded.Transform(view);

        Assert.Equal(["Name", "Width", "IsRed", "Petals", "Kind"], schema.Select(column => column.Name));
        Assert.Equal(view.Schema.Select(column => column.Type), schema.Select(column => column.Type));
        Assert.Equal(expected.GetColumn<uint>("Label"), actual.GetColumn<uint>("Label"));
        Assert.Equal(expected.GetColumn<float[]>("Features"), actual.GetColumn<float[]>("Features"));
        Assert.True(actual.Schema["Label"].HasKeyValues());
    }

    [Fact]
    public void An_engine_predicts_one_object_at_a_time()
    {
        using PredictionEngine<Flower, Answer> engine = context.Model.CreatePredictionEngine<Flower, Answer>(model);

        Assert.Equal([3f, 3f, -3f], engine.Predict(Flower.Number(3)).Features);
        Assert.Equal(3u, engine.Predict(Flower.Number(2)).Label);
        Assert.Equal(0u, engine.Predict(new Flower { Name = "unknown", Petals = [0, 0] }).Label);
    }

    [Fact]
    public void A_chain_maps_rows_and_says_what_they_depend_on()
    {
        Assert.True(model.IsRowToRowMapper);
        IRowToRowMapper mapper = model.GetRowToRowMapper(view.Schema);

        Assert.Same(view.Schema, mapper.InputSchema);
        Assert.Equal(["Width", "Petals"], mapper.GetDependencies([mapper.OutputSchema["Features"]]).Select(column => column.Name));
        Assert.Equal(model.GetOutputSchema(view.Schema).Select(column => column.Name), mapper.OutputSchema.Select(column => column.Name));
    }

    [Fact]
    public void A_chain_knows_its_last_part()
    {
        TransformerChain<ITransformer> chain = new(model);

        Assert.Same(model, chain.LastTransformer);
        Assert.Same(model, Assert.Single(chain));
    }

    [Fact]
    public void What_is_no_model_is_refused()
    {
        using var file = new MemoryStream(new byte[100]);

        Assert.ThrowsAny<Exception>(() => context.Model.Load(file, out _));
    }

    private sealed class Answer
    {
        public uint Label { get; set; }

        public float[] Features { get; set; } = [];
    }
}

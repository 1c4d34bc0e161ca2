using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace MLNetUnlearning.Tests;

/// <summary>Exported classifiers in ML.NET's own pipelines, by <c>ApplyOnnxModel</c>, score as they do here.</summary>
public sealed class ApplyOnnxModelTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    private string Onnx => folder.File("classifier.onnx");

    [Theory]
    [InlineData("trained")]
    [InlineData("with a normalisation of its own")]
    [InlineData("for pixels of 0 to 1")]
    [InlineData("pruned")]
    public void Logits_and_scores_in_a_pipeline_are_those_of_the_classifier(string kind)
    {
        var rows = RowsFor(kind, seed: 5);
        using var classifier = Classifier(kind, RowsFor(kind, seed: 0));
        classifier.SaveOnnx(Onnx);
        using var onnx = ml.Transforms.ApplyOnnxModel(["Logits", "Score"], ["Features"], Onnx).Fit(rows);
        var scored = onnx.Transform(rows);
        AssertClose(classifier.Transform(rows).Vectors("Score"), scored.Vectors("Score"));
        AssertClose(OnnxSession.Run(Onnx, rows.Vectors("Features"))["Logits"], scored.Vectors("Logits"));
    }

    [Fact]
    public void Its_columns_are_those_of_the_classifier_without_names_of_classes()
    {
        var rows = WithPixels(seed: 0, "Pixels", row => row);
        using var classifier = ml.Unlearning()
            .TrainClassifier(
                Tiny.Recipe, featureColumnName: "Pixels", scoreColumnName: "Chances", network: Tiny.Network, featureShape: Tiny.Shape)
            .Fit(rows);
        classifier.SaveOnnx(Onnx);
        using var onnx = ml.Transforms.ApplyOnnxModel("Chances", "Pixels", Onnx).Fit(rows);
        var scored = onnx.Transform(rows);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 3), scored.Schema["Chances"].Type);
        Assert.False(scored.Schema["Chances"].HasSlotNames());
        AssertClose(classifier.Transform(rows).Vectors("Chances"), scored.Vectors("Chances"));
    }

    [Fact]
    public void Pictures_are_scored_from_their_files_and_their_classes_named()
    {
        foreach (var plane in (int[])[0, 1, 2])
            for (var shade = 0; shade < 4; shade++) WritePicture($"{Tiny.Classes[plane]}/{shade}.png", plane, (byte)(40 * shade));
        var train = ml.LoadImageFolder(folder.Path, imageHeight: 32, imageWidth: 32);
        using var classifier = ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network).Fit(train);
        classifier.SaveOnnx(Onnx);

        List<Picture> pictures = [.. Tiny.Classes.Select(name => new Picture { ImagePath = $"{name}/1.png" })];
        var rows = ml.Data.LoadFromEnumerable(pictures);
        using var session = new InferenceSession(Onnx);
        var classes = JsonSerializer.Deserialize<string[]>(session.ModelMetadata.CustomMetadataMap["classes"])!;
        var pipeline = ml.ImagePixels(folder.Path, imageWidth: 32, imageHeight: 32)
            .Append(ml.Transforms.ApplyOnnxModel(outputColumnName: "Score", inputColumnName: "Features", modelFile: Onnx))
            .Append(ml.Transforms.CustomMapping<Scored, Named>(
                (row, name) => name.PredictedLabel = classes[Array.IndexOf(row.Score, row.Score.Max())], contractName: null));
        using var model = pipeline.Fit(rows);
        var scored = model.Transform(rows);

        var ours = classifier.Transform(scored); // of the column Features: the very pixels that the file was given
        AssertClose(ours.Vectors("Score"), scored.Vectors("Score"));
        var named = ml.Transforms.Conversion.MapKeyToValue("Ours", "PredictedLabel").Fit(ours).Transform(ours);
        Assert.Equal(named.GetColumn<string>("Ours"), scored.GetColumn<string>("PredictedLabel"));
        Assert.Equal(Tiny.Classes, scored.GetColumn<string>("PredictedLabel"));

        using var engine = ml.Model.CreatePredictionEngine<Picture, Answer>(model, new PredictionEngineOptions { OwnsTransformer = false });
        List<Answer> answers = [.. pictures.Select(picture => engine.Predict(picture))];
        Assert.Equal(Tiny.Classes, answers.Select(answer => answer.PredictedLabel));
        AssertClose(ours.Vectors("Score"), [.. answers.Select(answer => answer.Score)]);
    }

    public void Dispose() => folder.Dispose();

    private NeuralClassifier Classifier(string kind, IDataView train)
    {
        switch (kind)
        {
            case "with a normalisation of its own":
                var network = KnownNetworks.SmallConvNet(4, new ImageNormalization([0.1f, 0.5f, 0.9f], [0.5f, 1, 0.2f]));
                return ml.Unlearning().TrainClassifier(Tiny.Recipe, network: network).Fit(train);
            case "for pixels of 0 to 1":
                var shape = FeatureShape.Image(Tiny.Side, Tiny.Side, 3, PixelRange.ZeroToOne);
                return ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network, featureShape: shape).Fit(train);
            case "pruned":
                using (var dense = Tiny.Trainer(ml).Fit(train))
                    return ml.Unlearning().Prune(dense, new MagnitudePruning { Sparsity = 0.5 }).Fit(train);
            default:
                return Tiny.Trainer(ml).Fit(train);
        }
    }

    private static WrittenView RowsFor(string kind, int seed) =>
        kind == "for pixels of 0 to 1" ? WithPixels(seed, "Features", row => [.. row.Select(pixel => pixel / 255)]) : Tiny.Rows(seed);

    /// <summary>Rows whose pixels are one flat vector, in a column of the given name.</summary>
    private static WrittenView WithPixels(int seed, string column, Func<float[], float[]> change)
    {
        var pixels = Tiny.Rows(seed).Vectors("Features").Select(row => new VBuffer<float>(row.Length, change(row))).ToArray();
        var type = new VectorDataViewType(NumberDataViewType.Single, 3 * Tiny.Side * Tiny.Side);
        return Tiny.Rows(seed).Without("Features").With(column, type, pixels);
    }

    private void WritePicture(string file, int brightPlane, byte others)
    {
        byte[] pixel = [others, others, others, 255];
        pixel[brightPlane] = 255;
        folder.Write(file, []);
        byte[] pixels = [.. Enumerable.Repeat(pixel, 40 * 40).SelectMany(bytes => bytes)];
        using var picture = MLImage.CreateFromPixels(40, 40, MLPixelFormat.Rgba32, pixels);
        picture.Save(folder.File(file));
    }

    private static void AssertClose(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), rows =>
        {
            Assert.Equal(rows.First.Length, rows.Second.Length);
            Assert.All(rows.First.Zip(rows.Second), pair => Assert.InRange(pair.Second, pair.First - Tolerance, pair.First + Tolerance));
        });
    }

    private sealed class Picture
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class Named
    {
        public string PredictedLabel { get; set; } = "";
    }

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }
}

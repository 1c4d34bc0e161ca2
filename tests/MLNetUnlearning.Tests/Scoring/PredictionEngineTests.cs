namespace MLNetUnlearning.Tests;

/// <summary>ML.NET's own way to score one object at a time.</summary>
public sealed class PredictionEngineTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void It_is_made_of_a_classifier_without_a_chain_and_scores_as_the_view_does()
    {
        var classifier = Tiny.Trained(ml);
        var expected = classifier.Transform(Tiny.Rows(seed: 4)).Scores();
        using var engine = ml.Model.CreatePredictionEngine<ModelInput, ModelOutput>(classifier);
        foreach (var (image, scores) in Tiny.Rows(seed: 4).Vectors("Features").Zip(expected))
        {
            var output = engine.Predict(new ModelInput { Features = image });
            Assert.Equal(scores, output.Score, (one, other) => Math.Abs(one - other) < 1e-5);
            Assert.Equal((uint)Array.IndexOf(output.Score, output.Score.Max()) + 1, output.PredictedLabel);
        }
    }

    [Fact]
    public void Pixels_that_are_no_image_are_an_error_and_the_engine_goes_on()
    {
        using var engine = ml.Model.CreatePredictionEngine<ModelInput, ModelOutput>(Tiny.Trained(ml));
        var image = Tiny.Rows().Vectors("Features")[0];
        var negative = new ModelInput { Features = [.. image.Select(pixel => -pixel)] };
        Refused.With<InvalidOperationException>("the image shape says 0 to 255", () => engine.Predict(negative));
        Assert.Equal(3, engine.Predict(new ModelInput { Features = image }).Score.Length);
    }

    [Fact]
    public void Features_of_another_size_are_refused_when_it_is_made()
    {
        using var classifier = Tiny.Trained(ml);
        Refused.With<ArgumentOutOfRangeException>(
            "Schema mismatch for feature column 'Features'", () => ml.Model.CreatePredictionEngine<SmallInput, ModelOutput>(classifier));
    }

    [Fact]
    public void Disposing_it_frees_the_classifier_unless_it_is_told_not_to()
    {
        var kept = new Oracle(0).Classifier();
        var shared = new PredictionEngineOptions { OwnsTransformer = false };
        ml.Model.CreatePredictionEngine<OracleInput, ModelOutput>(kept, shared).Dispose();
        Assert.False(Oracle.Freed(kept));
        ml.Model.CreatePredictionEngine<OracleInput, ModelOutput>(kept).Dispose();
        Assert.True(Oracle.Freed(kept));
    }

    private sealed class ModelInput
    {
        [VectorType(3, Tiny.Side, Tiny.Side)]
        public float[] Features { get; set; } = [];
    }

    private sealed class SmallInput
    {
        [VectorType(5)]
        public float[] Features { get; set; } = [];
    }

    private sealed class OracleInput
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }

    private sealed class ModelOutput
    {
        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];
    }
}

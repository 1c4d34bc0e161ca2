namespace MLNetUnlearning.Tests;

public sealed class NeuralClassifierTrainerTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void All_wrong_settings_are_told_at_once() => Refused.With<ArgumentException>(
        ["NumberOfEpochs is 0", "LearningRate is -1", "labelColumnName and scoreColumnName are both 'Label'"],
        () => ml.Unlearning().TrainClassifier(scoreColumnName: "Label", numberOfEpochs: 0, learningRate: -1));

    [Fact]
    public void Columns_may_bear_other_names()
    {
        var rows = Tiny.Rows();
        using var classifier = ml.Unlearning()
            .TrainClassifier(Tiny.Recipe, scoreColumnName: "P", predictedLabelColumnName: "Class", network: Tiny.Network).Fit(rows);
        Assert.Equal(["P", "Class"], classifier.Transform(rows).Schema.Skip(rows.Schema.Count).Select(column => column.Name));
    }

    [Fact]
    public void A_stated_shape_is_used()
    {
        var shape = FeatureShape.Image(Tiny.Side * 2, Tiny.Side / 2);
        using var classifier = ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network, featureShape: shape).Fit(Tiny.Rows());
        Assert.Equal(shape, classifier.Shape);
    }

    [Fact]
    public void One_class_is_refused()
    {
        var rows = Tiny.Rows().Without("Label").WithKey("Label", ["red"], [.. Enumerable.Repeat("red", Tiny.NumberOfRows)]);
        Refused.With<InvalidOperationException>("two or more", () => Tiny.Trainer(ml).Fit(rows));
    }

    [Fact]
    public void Labels_without_key_values_are_numbered()
    {
        uint[] keys = [.. Enumerable.Range(0, Tiny.NumberOfRows).Select(row => (uint)(row % 3) + 1)];
        using var classifier = Tiny.Trainer(ml).Fit(Tiny.Rows().Without("Label").With("Label", new KeyDataViewType(typeof(uint), 3), keys));
        Assert.Equal(["0", "1", "2"], classifier.Labels.Names);
        Assert.Null(classifier.Transform(Tiny.Rows()).Schema["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
    }

    [Fact]
    public void It_trains_at_the_end_of_a_chain()
    {
        var model = new EstimatorChain<ITransformer>().Append(Tiny.Trainer(ml)).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Classes, model.LastTransformer.Labels.Names);
        Assert.NotNull(model.Transform(Tiny.Rows()).Schema.GetColumnOrNull("Score"));
    }

    [Fact]
    public void A_diverging_run_ends_in_a_typed_error()
    {
        var trainer = ml.Unlearning().TrainClassifier(Tiny.Recipe with { LearningRate = 1e30 }, network: Tiny.Network);
        Assert.Throws<UnlearningException>(() => trainer.Fit(Tiny.Rows()));
    }

    [Fact]
    public void Progress_is_told_every_step()
    {
        var reports = new Reports();
        ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network, progress: reports).Fit(Tiny.Rows()).Dispose();
        Assert.Equal(Enumerable.Range(1, 24), reports.Select(report => report.Step)); // 8 epochs of 3 steps
        Assert.All(reports, report => Assert.Equal(24, report.NumberOfSteps));
    }

    [Fact]
    public void A_GPU_that_is_not_there_is_refused_where_falling_back_is_forbidden()
    {
        if (cuda.is_available()) return; // then there is nothing to refuse
        (ml.GpuDeviceId, ml.FallbackToCpu) = (0, false);
        Refused.With<InvalidOperationException>("CUDA is not available", () => Tiny.Trainer(ml).Fit(Tiny.Rows()));
    }
}

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
    public void Few_rows_are_learnt_at_the_chosen_batch_and_rate()
    {
        var (rows, reports) = (ml.LoadSyntheticImages(rowsPerClass: 9), new Reports());
        using var classifier = ml.Unlearning()
            .TrainClassifier(numberOfSteps: 200, network: KnownNetworks.SmallConvNet(8), progress: reports).Fit(rows);
        var metrics = ml.MulticlassClassification.Evaluate(classifier.Transform(rows));
        Assert.True(reports[^1].Loss < reports[0].Loss / 2, $"loss {reports[0].Loss} -> {reports[^1].Loss}");
        Assert.True(metrics.MicroAccuracy > 0.7, $"accuracy {metrics.MicroAccuracy}");
        Assert.Equal((32, 0.1), (classifier.Recipe.BatchSize, classifier.Recipe.LearningRate));
        Assert.Equal($"{classifier.Architecture}; {classifier.Recipe}", classifier.History[0].Settings);
    }

    [Fact]
    public void A_network_is_chosen_and_the_log_says_which_and_that_a_batch_was_cut()
    {
        var messages = new List<string>();
        ml.Log += (_, e) => messages.Add(e.Message);
        using var classifier = ml.Unlearning().TrainClassifier(numberOfSteps: 2, batchSize: 256, learningRate: 0.01).Fit(Tiny.Rows());
        Assert.Equal(KnownNetworks.ResNet18(8), classifier.Architecture);
        Assert.Equal((24, 2, null), (classifier.Recipe.BatchSize, classifier.Recipe.NumberOfSteps, classifier.Recipe.NumberOfEpochs));
        Assert.Contains(messages, message => message.EndsWith(
            "24 rows of 3 classes: ResNet18 of width 8, 2 steps of batches of 24, rate 0.01 and then falling to zero; "
            + "chosen from the rows: network, batch (not 256: too few rows)", StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_that_fill_no_epoch_are_done_and_told()
    {
        var reports = new Reports();
        using var classifier = ml.Unlearning()
            .TrainClassifier(numberOfSteps: 4, batchSize: 8, network: Tiny.Network, progress: reports).Fit(Tiny.Rows());
        Assert.Equal([1, 2, 3, 4], reports.Select(report => report.Step)); // an epoch has three
        Assert.All(reports, report => Assert.Equal(4, report.NumberOfSteps));
        using var retrained = ml.Unlearn(classifier, new Retrain(), progress: reports).Fit(Tiny.Rows());
        Assert.Equal((4, 4), (reports[^1].Step, reports[^1].NumberOfSteps));
    }

    [Fact]
    public void A_GPU_that_is_not_there_is_refused_where_falling_back_is_forbidden()
    {
        if (cuda.is_available()) return; // then there is nothing to refuse
        (ml.GpuDeviceId, ml.FallbackToCpu) = (0, false);
        Refused.With<InvalidOperationException>("CUDA is not available", () => Tiny.Trainer(ml).Fit(Tiny.Rows()));
    }
}

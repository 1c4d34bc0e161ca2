namespace MLNetUnlearning.Tests;

/// <summary>What classifiers, metrics and reports print as: something to read, in the invariant culture.</summary>
public sealed class TextFormsTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void A_classifier_tells_its_network_classes_and_history()
    {
        using var retrained = ml.Unlearn(trained.Classifier, new Retrain()).Fit(Tiny.Rows());
        Assert.Equal(
            "SmallConvNet of width 4, 3 x 8 x 8, pixels 0..255, 3 classes: 'red', 'green', 'blue'; train", trained.Classifier.ToString());
        Assert.EndsWith("; train, retrain (8 rows forgotten)", retrained.ToString());
    }

    [Fact]
    public void Metrics_tell_their_figures()
    {
        var metrics = ml.Unlearning().Evaluate(PlantedRows.View(PlantedRows.Random));
        Assert.Equal("UA 75.00 %, MIA-Efficacy 75.00 % (confidence, RBF SVM), RA 100.00 %, TA 60.00 %", metrics.ToString());
        Assert.Equal("confidence, RBF SVM: efficacy 75.00 %, training privacy 100.00 %", metrics.MembershipInference[0].ToString());
        Assert.Equal(
            "average disparity 0.00 points (UA 0.00, MIA-Efficacy 0.00, RA 0.00, TA 0.00)", metrics.CompareTo(metrics).ToString());
        Assert.StartsWith("area under the curve 1 (", metrics.MembershipInference[0].TrainingPrivacy.ToString());
        var report = new UnlearningReport("rows", [new("original", metrics)]);
        Assert.Equal(report.ToTable(), report.ToString());
    }

    [Fact]
    public void No_public_type_of_results_prints_its_own_name() => Assert.Empty(typeof(NeuralClassifier).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false, Namespace: "MLNetUnlearning" } && HasFigures(type))
        .Where(type => type.GetMethod(nameof(ToString), [])!.DeclaringType == typeof(object)).Select(type => type.Name));

    /// <summary>Whether a type has properties to read: estimators, catalogs and pools have none.</summary>
    private static bool HasFigures(Type type) => type.GetProperties().Length > 2;
}

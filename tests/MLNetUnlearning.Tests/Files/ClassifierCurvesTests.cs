using System.Text;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests.Files;

public sealed class ClassifierCurvesTests
{
    private static readonly RunCurve[] Curves =
    [
        new("training", RunCurve.Loss, [new(1, 2.5), new(4, 0.1 + 0.2)]), new("game \"é\"", RunCurve.AttackerAccuracy, [new(7, -1e-300)]),
    ];

    [Fact]
    public void Curves_come_back_to_the_bit()
    {
        var bytes = ClassifierCurves.Write(Curves);
        var back = ClassifierCurves.Read(bytes);
        Assert.Equal(Curves.Select(curve => (curve.Stage, curve.Figure)), back.Select(curve => (curve.Stage, curve.Figure)));
        Assert.Equal(Curves.SelectMany(curve => curve.Points), back.SelectMany(curve => curve.Points));
        Assert.Equal(bytes, ClassifierCurves.Write(back));
    }

    [Fact]
    public void The_most_that_a_run_keeps_fits()
    {
        var points = Enumerable.Range(int.MaxValue - RunCurve.MostPoints, RunCurve.MostPoints)
            .Select(step => new CurvePoint(step, -1.0 / step * 1e-290));
        var curves = Enumerable.Range(0, RunCurve.Most)
            .Select(number => new RunCurve(new string('\u0001', RunCurve.LongestStage), RunCurve.AttackerAccuracy, [.. points])).ToArray();
        var bytes = ClassifierCurves.Write(curves);
        Assert.InRange(bytes.Length, 1, ClassifierCurves.MaximumLength);
        Assert.Equal(RunCurve.Most, ClassifierCurves.Read(bytes).Count);
    }

    [Fact]
    public void A_classifiers_file_keeps_how_its_last_step_went()
    {
        var ml = new MLContext(1);
        using var trained = ml.Unlearning()
            .TrainClassifier(
                new TrainingRecipe { NumberOfEpochs = 3, BatchSize = 8, Augmentation = null }, network: KnownNetworks.SmallConvNet(2))
            .Fit(ml.LoadSyntheticImages(rowsPerClass: 4));
        Assert.NotEmpty(trained.Curves);
        using var noted = trained.WithNotes(new Dictionary<string, string> { ["a"] = "b" });
        using var back = Saved.Load(Saved.Bytes(noted));
        Assert.Equal(trained.Curves.SelectMany(curve => curve.Points), back.Curves.SelectMany(curve => curve.Points));
    }

    [Theory]
    [InlineData("[]", "0 curves")]
    [InlineData("""[{"stage":"","figure":"loss","steps":[1],"values":[1]}]""", "a name that has not")]
    [InlineData("""[{"stage":"a","figure":"loss","steps":[1,2],"values":[1]}]""", "a curve of 2 steps and 1 values")]
    [InlineData("""[{"stage":"a","figure":"loss","steps":[],"values":[]}]""", "a curve of 0 steps")]
    [InlineData("""[{"stage":"a","figure":"loss","steps":[2,2],"values":[1,1]}]""", "steps that do not ascend")]
    [InlineData("""[{"stage":"a","figure":"loss","steps":[0],"values":[1]}]""", "steps that do not ascend")]
    [InlineData("""[{"stage":"a","figure":"loss","steps":[1],"values":[1e999]}]""", "a value that is not finite")]
    [InlineData("""[{"stage":"a","figure":"loss","steps":[1],"values":["NaN"]}]""", "cannot be read")]
    [InlineData("""[{"stage":"a","figure":"loss","steps":[1]}]""", "cannot be read")]
    [InlineData("""[null]""", "cannot be read")]
    [InlineData("""{}""", "cannot be read")]
    public void Other_texts_are_refused(string json, string message) =>
        Refused.With<ModelFileException>(message, () => ClassifierCurves.Read(Encoding.UTF8.GetBytes(json)));
}

using System.Text.Json;

namespace MLNetUnlearning.Tests;

/// <summary>What version 0.1.0 saved is read for ever: a pruned classifier that has forgotten a class, alone and in a model file.</summary>
public sealed class EarlierFilesTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void A_classifier_file_scores_as_it_did()
    {
        using var classifier = ml.Unlearning().LoadClassifier(Fixture("classifier-0.1.zip"));
        Assert.Equal(["train", "magnitude pruning", "fine-tuning"], classifier.History.Select(step => step.Name));
        Assert.Equal(0.5, classifier.Sparsity, 2);
        Assert.Equal(30, classifier.TrainingRows.Count);
        AssertScores(classifier.Transform(Rows));
    }

    [Fact]
    public void A_model_file_scores_as_it_did_and_gives_its_classifier_back()
    {
        var model = ml.Model.Load(Fixture("mlnet-model-0.1.zip"), out _);
        AssertScores(model.Transform(Rows));
        using var classifier = ml.Unlearning().FindClassifier(model);
        AssertScores(classifier.Transform(Rows));
        Assert.Contains("moon", classifier.Labels.Names);
    }

    [Fact]
    public void It_forgets_again_where_the_caller_knows_what_it_has_forgotten()
    {
        var marked = ml.Unlearning().MarkForgotten(Rows, ForgetRequest.Class("disc"));
        var model = ml.Model.Load(Fixture("mlnet-model-0.1.zip"), out _);
        var method = new Methods.FineTune { WholeClass = new() { NumberOfEpochs = 1, BatchSize = 6 } };
        Refused.With<InvalidOperationException>(["has forgotten 3 rows", "allowUnknownHistory"], () =>
            ml.Unlearn(model, method).Fit(marked));
        using var again = ml.Unlearn(model, method, seed: 1, allowUnknownHistory: true).Fit(marked);
        Assert.Equal(4, again.History.Count);
        Assert.Equal(3, again.ForgottenRows.Count);
        Refused.With<InvalidOperationException>("has forgotten 3 rows", () => ml.Unlearn(again, method).Fit(marked));
    }

    private IDataView Rows => ml.LoadSyntheticImages(rowsPerClass: 3);

    private static void AssertScores(IDataView scored)
    {
        var expected = JsonSerializer.Deserialize<float[][]>(File.ReadAllText(Fixture("model-0.1-scores.json")))!;
        var scores = scored.GetColumn<VBuffer<float>>(scored.Schema["Score"]).SelectMany(row => row.DenseValues());
        Assert.Equal(expected.SelectMany(row => row), scores, (one, other) => Math.Abs(one - other) < 1e-5);
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}

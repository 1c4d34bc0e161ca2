namespace MLNetUnlearning.Tests;

/// <summary>What a run chooses is logged, kept in the history, and no more than what was left open.</summary>
public sealed class ChosenSettingsTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private const string Rest = "DecayToZero = true, Momentum = 0.9, WeightDecay = 0.0005, Adam = false";

    /// <summary>The steps of retraining on 16 rows are 16: a tenth of them is less than the fewest.</summary>
    private const string OfWholeClass = "NumberOfSteps = 50, BatchSize = 8, LearningRate = 0.025";

    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> log = [];
    private readonly Reports reports = [];

    [Fact]
    public void The_log_the_history_and_the_file_say_what_was_chosen_for_the_request_at_hand()
    {
        using var unlearned = Unlearned(new FineTune());
        Assert.Contains(
            $"Chosen for 16 rows to keep, 8 to forget, 24 unseen: fine-tuning (WholeClass = ({OfWholeClass}))", Choices.Single());
        var settings = unlearned.History[^1].Settings;
        Assert.Equal(
            $"RandomRows = (TrainingShare = 0.3, LearningRateShare = 0.5, {Rest}), WholeClass = ({OfWholeClass}, {Rest})", settings);
        Assert.Equal((50, 50), (reports[^1].Step, reports[^1].NumberOfSteps));
        using var file = new TemporaryFolder();
        unlearned.Save(file.File("chosen.zip"));
        using var loaded = ml.Unlearning().LoadClassifier(file.File("chosen.zip"));
        Assert.Equal(settings, loaded.History[^1].Settings);
    }

    [Fact]
    public void Rows_of_classes_that_stay_have_settings_of_their_own()
    {
        using var unlearned = Unlearned(new FineTune { RandomRows = new() { NumberOfEpochs = 3 } }, row => row is 1 or 2);
        // 22 rows make three batches of 8.
        Assert.Equal((9, 9), (reports[^1].Step, reports[^1].NumberOfSteps));
        Assert.StartsWith("RandomRows = (NumberOfEpochs = 3, BatchSize = 8, LearningRate = 0.01, ", unlearned.History[^1].Settings);
        Assert.Contains("RandomRows = (NumberOfEpochs = 3, BatchSize = 8, LearningRate = 0.01)", Choices.Single());
    }

    [Fact]
    public void Where_everything_is_stated_nothing_is_chosen()
    {
        var stated = new FineTune { WholeClass = new() { NumberOfSteps = 5, BatchSize = 6, LearningRate = 0.02, DecayToZero = false } };
        using var unlearned = Unlearned(stated);
        Assert.Empty(Choices);
        Assert.Equal(SettingsText.Of(stated), unlearned.History[^1].Settings);
        Assert.Equal((5, 5), (reports[^1].Step, reports[^1].NumberOfSteps));
        using var retrained = Unlearned(new Retrain());
        Assert.Empty(Choices);
    }

    [Fact]
    public void What_was_chosen_gives_the_same_weights_when_it_is_stated()
    {
        using var chosen = Unlearned(new FineTune());
        using var stated = Unlearned(new FineTune { WholeClass = new() { NumberOfSteps = 50, BatchSize = 8, LearningRate = 0.025 } });
        Assert.Equal(Tiny.Weights(chosen), Tiny.Weights(stated));
        Assert.Equal(chosen.History[^1].Settings, stated.History[^1].Settings);
    }

    /// <summary>Of the library, each that has such settings.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void Every_method_chooses_for_the_request_what_it_leaves_open(bool isWholeClass)
    {
        var size = new UnlearningSize(900, 100, 50, 10, isWholeClass, Tiny.Recipe);
        var (asked, other) = isWholeClass ? ("WholeClass", "RandomRows") : ("RandomRows", "WholeClass");
        UnlearningMethod[] methods = [.. new MLContext().Unlearning().Methods.Where(method => Of(method, asked) is not null)];
        Assert.NotEmpty(methods);
        foreach (var method in methods)
        {
            var chosen = method.ChosenFor(size);
            Assert.Equal(Of(method, asked)!.ChosenFor(size), Of(chosen, asked));
            Assert.NotEqual(Of(method, asked), Of(chosen, asked));
            Assert.Equal(Of(method, other), Of(chosen, other));
            Assert.Equal(chosen, chosen.ChosenFor(size));
        }
    }

    private static OptimizerSettings? Of(UnlearningMethod method, string setting) =>
        method.GetType().GetProperty(setting)?.GetValue(method) as OptimizerSettings;

    private IEnumerable<string> Choices => log.Where(message => message.Contains("Chosen for "));

    private NeuralClassifier Unlearned(UnlearningMethod method, Predicate<int>? forget = null)
    {
        log.Clear();
        reports.Clear();
        var context = new MLContext(seed: 1);
        context.Log += (_, message) => log.Add(message.Message);
        return context.Unlearn(trained.Classifier, method, unseen: Tiny.Unseen, progress: reports).Fit(Tiny.Rows(forget: forget));
    }
}

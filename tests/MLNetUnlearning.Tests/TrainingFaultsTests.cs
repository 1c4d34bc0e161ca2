namespace MLNetUnlearning.Tests;

/// <summary>Few rows, and rates that are far too high: a classifier whose weights and answers are numbers, or an error that says why there
/// is none.</summary>
public sealed class TrainingFaultsTests
{
    private const double FarTooHigh = 1e38;

    /// <summary>On pictures of 8 x 8 its last layers see one point a picture, so one row is one value a channel.</summary>
    private static readonly NetworkArchitecture Network = KnownNetworks.ResNet18(2);

    public static TheoryData<string> All => [.. Methods.Keys];

    public static TheoryData<string> ThatTrain =>
        [.. Methods.Where(method => WithRate(method.Value, FarTooHigh) is not null).Select(method => method.Key)];

    private static Dictionary<string, UnlearningMethod> Methods { get; } = typeof(UnlearningMethod).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(UnlearningMethod)) && !type.IsAbstract)
        .ToDictionary(
            type => type.Name, type => type == Tiny.Game.GetType() ? Tiny.Game : (UnlearningMethod)Activator.CreateInstance(type)!);

    [Fact]
    public void A_row_that_is_left_over_does_not_spoil_the_statistics()
    {
        using var classifier = Trained();
        AssertSound(classifier);
    }

    [Fact]
    public void Pruning_with_a_row_that_is_left_over_gives_numbers()
    {
        using var classifier = Trained();
        using var pruned = new MLContext(1).Unlearning().Prune(classifier, new MagnitudePruning { Sparsity = 0.5 }).Fit(Rows());
        AssertSound(pruned);
    }

    [Theory, MemberData(nameof(All))]
    public void One_row_is_forgotten_or_it_is_said_why_not(string method)
    {
        using var classifier = Trained();
        try
        {
            using var unlearned = Unlearning(classifier, Methods[method]).Fit(Rows());
            AssertSound(unlearned);
        }
        catch (UnlearningException refused)
        {
            Assert.Matches("strengths in (Strengths|SelectionWeights)", refused.Message);
        }
    }

    [Theory, MemberData(nameof(ThatTrain))]
    public void A_rate_that_is_far_too_high_is_refused(string method)
    {
        using var classifier = Trained();
        var estimator = Unlearning(classifier, WithRate(Methods[method], FarTooHigh)!);
        Assert.Contains("lower the learning rate", Assert.Throws<UnlearningException>(() => estimator.Fit(Rows())).Message);
    }

    [Fact]
    public void The_trainer_refuses_it_too_and_so_does_a_single_step()
    {
        var ml = new MLContext(1);
        foreach (var epochs in new[] { 1, 3 })
        {
            var recipe = Tiny.Recipe with { LearningRate = FarTooHigh, NumberOfEpochs = epochs };
            Assert.Throws<UnlearningException>(() => ml.Unlearning().TrainClassifier(recipe, network: Network).Fit(Rows()));
        }
    }

    [Fact]
    public void A_shadow_model_that_is_not_finite_ends_the_audit()
    {
        using var classifier = Trained();
        Assert.Contains("After 'spoiling' weight", Assert.Throws<UnlearningException>(
            () => new MLContext(1).Unlearning().AuditUnlearning(classifier, new Spoiling(), Rows(), numberOfShadowModels: 2)).Message);
    }

    private static WrittenView Rows() => Tiny.Rows(forget: row => row == 4, numberOfRows: 9);

    private static NeuralClassifier Trained() => new MLContext(1).Unlearning()
        .TrainClassifier(Tiny.Recipe with { NumberOfEpochs = 3, BatchSize = 8 }, network: Network).Fit(Rows());

    private static UnlearningEstimator Unlearning(NeuralClassifier classifier, UnlearningMethod method) =>
        new MLContext(1).Unlearn(classifier, method, unseen: Tiny.Rows(seed: 7));

    /// <summary>The method with another learning rate; null if it has none.</summary>
    private static UnlearningMethod? WithRate(UnlearningMethod method, double rate)
    {
        var changed = method with { };
        var hasRate = false;
        foreach (var property in method.GetType().GetProperties().Where(property => property.CanWrite))
        {
            object? other = property.GetValue(method) switch
            {
                OptimizerSettings settings => settings with { LearningRate = rate },
                _ => null,
            };
            if (other is null) continue;
            property.SetValue(changed, other);
            hasRate = true;
        }
        return hasRate ? changed : null;
    }

    private static void AssertSound(NeuralClassifier classifier)
    {
        Assert.All(Tiny.Weights(classifier), weight => Assert.All(weight.Value, number => Assert.True(float.IsFinite(number), weight.Key)));
        var scored = classifier.Transform(Rows());
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getter = cursor.GetGetter<Microsoft.ML.Data.VBuffer<float>>(scored.Schema["Score"]);
        for (var score = default(Microsoft.ML.Data.VBuffer<float>); cursor.MoveNext();)
        {
            getter(ref score);
            Assert.All(score.DenseValues(), value => Assert.True(float.IsFinite(value)));
        }
    }
}

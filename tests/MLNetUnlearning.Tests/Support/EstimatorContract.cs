namespace MLNetUnlearning.Tests;

/// <summary>What every estimator of the library promises: the trainer, and unlearning by each method there is. Here of images.</summary>
public class EstimatorContract
{
    /// <summary>Every method in the library: a new one is tested here without a word.</summary>
    public static TheoryData<string> Estimators => ["", .. Methods.Keys];

    internal static Dictionary<string, UnlearningMethod> Methods { get; } = typeof(UnlearningMethod).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(UnlearningMethod)) && !type.IsAbstract)
        .Select(type => type == Tiny.Game.GetType() ? Tiny.Game : (UnlearningMethod)Activator.CreateInstance(type)!)
        .ToDictionary(method => method.GetType().Name);

    [Theory, MemberData(nameof(Estimators))]
    public void A_missing_column_is_refused_before_and_in_fitting(string method)
    {
        foreach (var (column, role) in Needed(method))
            Refuses(method, Rows().Without(column), $"Could not find {role} column '{column}'");
    }

    [Theory, MemberData(nameof(Estimators))]
    public void A_column_of_another_type_is_refused_before_and_in_fitting(string method)
    {
        var texts = Enumerable.Repeat("text".AsMemory(), Tiny.NumberOfRows).ToArray();
        foreach (var (column, role) in Needed(method))
        {
            var rows = Rows().Without(column).With(column, TextDataViewType.Instance, texts);
            Refuses(method, rows, $"Schema mismatch for {role} column '{column}'");
        }
    }

    [Theory, MemberData(nameof(Estimators))]
    public void The_shape_told_beforehand_is_that_of_the_scored_rows(string method)
    {
        var rows = Rows();
        using var classifier = Estimator(method).Fit(rows);
        var told = Estimator(method).GetOutputSchema(SchemaShapes.Of(rows.Schema));
        var real = SchemaShapes.Of(classifier.Transform(rows).Schema);
        Assert.Equal(Describe(real), Describe(told));
    }

    [Theory, MemberData(nameof(Estimators))]
    public void Fitting_again_gives_the_same_weights(string method)
    {
        var estimator = Estimator(method);
        using var first = estimator.Fit(Rows());
        using var second = estimator.Fit(Rows());
        Assert.Equal(Tiny.Weights(first), Tiny.Weights(second));
    }

    [Theory, MemberData(nameof(Estimators))]
    public void The_same_seed_of_the_context_gives_the_same_weights_and_another_one_others(string method)
    {
        using var first = Estimator(method, seed: 5).Fit(Rows());
        using var second = Estimator(method, seed: 5).Fit(Rows());
        using var other = Estimator(method, seed: 6).Fit(Rows());
        Assert.Equal(Tiny.Weights(first), Tiny.Weights(second));
        Assert.NotEqual(Tiny.Weights(first), Tiny.Weights(other));
    }

    [Theory, MemberData(nameof(Estimators))]
    public void The_global_random_state_is_left_alone(string method)
    {
        var before = get_rng_state().data<byte>().ToArray();
        Estimator(method).Fit(Rows()).Dispose();
        Assert.Equal(before, get_rng_state().data<byte>().ToArray());
    }

    [Theory, MemberData(nameof(Estimators))]
    public void Two_threads_may_fit_at_once(string method)
    {
        var estimator = Estimator(method);
        var fitted = new NeuralClassifier[2];
        Parallel.For(0, 2, i => fitted[i] = estimator.Fit(Rows()));
        using (fitted[0])
        using (fitted[1]) Assert.Equal(Tiny.Weights(fitted[0]), Tiny.Weights(fitted[1]));
    }

    [Theory, MemberData(nameof(Estimators))]
    public void A_cancelled_run_ends(string method)
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => Estimator(method, cancellation: cancelled).Fit(Rows()));
    }

    [Theory, MemberData(nameof(Estimators))]
    public void The_classifier_outlives_a_scope_of_its_user(string method)
    {
        NeuralClassifier classifier;
        using (NewDisposeScope()) classifier = Estimator(method).Fit(Rows());
        using (classifier) Assert.Equal(Tiny.NumberOfRows, classifier.Transform(Rows()).GetColumn<uint>("PredictedLabel").Count());
    }

    [Theory, MemberData(nameof(Estimators))]
    public void It_leaves_no_tensor_in_a_scope(string method)
    {
        var estimator = Estimator(method);
        estimator.Fit(Rows()).Dispose(); // the first run may prepare what stays with the classifier
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        estimator.Fit(Rows()).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory, MemberData(nameof(Estimators))]
    public void What_was_pruned_stays_pruned(string method)
    {
        if (method.Length == 0) return; // the trainer makes dense ones
        var ml = new MLContext(1);
        using var dense = Trained(ml);
        using var sparse = ml.Unlearning().Prune(dense, new MagnitudePruning { Sparsity = 0.5 }).Fit(Rows());
        using var unlearned = ml.Unlearn(sparse, MethodOf(method), unseen: Unseen, maximumRetainAccuracyLoss: double.PositiveInfinity)
            .Fit(Rows());
        Assert.Equal(0.5, unlearned.Sparsity);
        Assert.Equal(Tiny.Zeros(sparse), Tiny.Zeros(unlearned));
    }

    private protected virtual NetworkArchitecture Network => Tiny.Network;

    private protected virtual WrittenView Unseen => Tiny.Unseen;

    private protected virtual WrittenView Rows() => Tiny.Rows();

    private protected virtual UnlearningMethod MethodOf(string name) => Methods[name];

    private NeuralClassifier Trained(MLContext ml) => ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Network).Fit(Rows());

    private IEstimator<NeuralClassifier> Estimator(string method, int seed = 1, CancellationToken cancellation = default)
    {
        var ml = new MLContext(seed);
        return method.Length == 0
            ? ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Network, cancellationToken: cancellation)
            : ml.Unlearn(
                Trained(new MLContext(1)), MethodOf(method), unseen: Unseen, maximumRetainAccuracyLoss: double.PositiveInfinity,
                cancellationToken: cancellation);
    }

    private static IEnumerable<(string Column, string Role)> Needed(string method) =>
        [("Label", "label"), ("Features", "feature"), .. method.Length == 0 ? Array.Empty<(string, string)>() : [("Forget", "forget")]];

    private void Refuses(string method, WrittenView rows, string message)
    {
        var estimator = Estimator(method);
        var shape = SchemaShapes.Of(rows.Schema);
        Refused.With<ArgumentOutOfRangeException>(message, () => estimator.GetOutputSchema(shape));
        Refused.With<ArgumentOutOfRangeException>(message, () => estimator.Fit(rows));
    }

    private static IEnumerable<string> Describe(SchemaShape shape) => shape
        .Select(one => $"{one.Name}: {one.Kind} {one.ItemType} {(one.IsKey ? "key" : "")} [{string.Join("; ", Describe(one.Annotations))}]")
        .Order(StringComparer.Ordinal);
}

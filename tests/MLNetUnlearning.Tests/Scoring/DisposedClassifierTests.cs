using MLNetUnlearning.Serving;

namespace MLNetUnlearning.Tests;

/// <summary>After its disposal a classifier refuses everything that needs weights, and touches no file.</summary>
public sealed class DisposedClassifierTests : IDisposable
{
    private static readonly MLContext Ml = new(seed: 1);

    private readonly string folder = Directory.CreateTempSubdirectory("disposed").FullName;

    [Theory, InlineData(false), InlineData(true)]
    public void A_fit_that_is_under_way_ends_well(bool prunes)
    {
        using var original = Tiny.Trained(Ml);
        var passing = Ml.Unlearning().FindClassifier(original);
        var disposing = new WrittenRows(Tiny.Rows(), passing.Dispose); // the rows are read before the network is copied
        using var result = prunes
            ? Ml.Unlearning().Prune(passing, new MagnitudePruning { Sparsity = 0.5, Rewind = false }).Fit(disposing)
            : Ml.Unlearn(passing, new FineTune()).Fit(disposing);
        Assert.Equal(2, result.History.Count);
        Assert.Throws<ObjectDisposedException>(() => passing.Transform(Tiny.Rows()));
    }

    /// <summary>Rows whose first reader triggers something.</summary>
    private sealed class WrittenRows(IDataView rows, Action read) : IDataView
    {
        public DataViewSchema Schema => rows.Schema;

        public bool CanShuffle => false;

        public long? GetRowCount() => rows.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            read();
            return rows.GetRowCursor(columnsNeeded, rand);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }

    /// <summary>What writes or reads a file.</summary>
    private static readonly Dictionary<string, Action<NeuralClassifier, string>> WithFile = new()
    {
        ["Save"] = (classifier, path) => classifier.Save(path),
        ["SaveOnnx"] = (classifier, path) => classifier.SaveOnnx(path),
        ["SavePreparations"] = (classifier, path) => classifier.SavePreparations(path),
        ["LoadPreparations"] = (classifier, path) => classifier.LoadPreparations(path),
        ["SaveModel"] = (classifier, path) => Ml.Unlearning().SaveModel(classifier, Tiny.Rows().Schema, path),
        ["SaveModel of a chain"] = (classifier, path) =>
            Ml.Unlearning().SaveModel(new TransformerChain<ITransformer>(classifier), Tiny.Rows().Schema, path),
        ["ExportWeights"] = (classifier, path) => Ml.Unlearning().ExportWeights(classifier, path),
    };

    private static readonly Dictionary<string, Action<NeuralClassifier>> Others = new()
    {
        ["Transform"] = classifier => classifier.Transform(Tiny.Rows()),
        ["GetRowToRowMapper"] = classifier => classifier.GetRowToRowMapper(Tiny.Rows().Schema),
        ["Model.Save"] = classifier => Ml.Model.Save(classifier, Tiny.Rows().Schema, new MemoryStream()),
        ["Model.Save of a chain"] = classifier =>
            Ml.Model.Save(new TransformerChain<ITransformer>(classifier), Tiny.Rows().Schema, new MemoryStream()),
        ["Unlearn"] = classifier => Ml.Unlearn(classifier, new FineTune()),
        ["Unlearn in a chain"] = classifier => Ml.Unlearn(new TransformerChain<ITransformer>(classifier), new Retrain()),
        ["Prune"] = classifier => Ml.Unlearning().Prune(classifier),
        ["AuditMembership"] = classifier => Ml.Unlearning().AuditMembership(classifier, Tiny.Rows(), Tiny.Unseen),
        ["AuditUnlearning"] = classifier => Ml.Unlearning().AuditUnlearning(classifier, new FineTune(), Tiny.Rows()),
        ["Evaluate"] = classifier => Ml.Unlearning().Evaluate(classifier, Tiny.Rows(), null, Tiny.Rows(seed: 3)),
        ["Compare"] = classifier => Ml.Unlearning().Compare(classifier, Tiny.Rows(), null, Tiny.Rows(seed: 3)),
        ["ClassifierPool"] = classifier => new ClassifierPool(classifier),
        ["Preparations"] = classifier => classifier.Preparations.For("rows").GetOrAdd("key", () => "value"),
    };

    /// <summary>What was made before the disposal.</summary>
    private static readonly Dictionary<string, Func<NeuralClassifier, Action>> Before = new()
    {
        ["view"] = classifier => Later(classifier.Transform(Tiny.Rows()), rows => rows.Scores()),
        ["cursor"] = classifier =>
        {
            var rows = classifier.Transform(Tiny.Rows());
            var cursor = rows.GetRowCursor(rows.Schema);
            var getter = cursor.GetGetter<VBuffer<float>>(rows.Schema["Score"]);
            cursor.MoveNext();
            return () =>
            {
                VBuffer<float> scores = default;
                getter(ref scores);
            };
        },
        ["subsets"] = classifier => Later(
            Ml.Unlearning().Subsets(classifier.Transform(Tiny.Rows()), test: classifier.Transform(Tiny.Rows(seed: 3))),
            rows => Ml.Unlearning().Evaluate(rows)),
        ["engine"] = classifier =>
            Later(Ml.Model.CreatePredictionEngine<ModelInput, ModelOutput>(classifier), engine => engine.Predict(new())),
        ["Unlearn"] = classifier => Later(Ml.Unlearn(classifier, new FineTune()), estimator => estimator.Fit(Tiny.Rows())),
        ["Retrain"] = classifier => Later(Ml.Unlearn(classifier, new Retrain()), estimator => estimator.Fit(Tiny.Rows())),
        ["Prune"] = classifier => Later(Ml.Unlearning().Prune(classifier), estimator => estimator.Fit(Tiny.Rows())),
    };

    public static TheoryData<string> NamesWithFile => [.. WithFile.Keys];

    public static TheoryData<string> NamesOfOthers => [.. Others.Keys];

    public static TheoryData<string> NamesBefore => [.. Before.Keys];

    [Theory, MemberData(nameof(NamesWithFile))]
    public void A_good_file_stays_as_it_was(string name)
    {
        var path = Path.Combine(folder, "good");
        File.WriteAllText(path, "good");
        RefusesDisposed(() => WithFile[name](Disposed(), path));
        Assert.Equal("good", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void ML_NET_opens_a_file_before_it_asks_a_model_to_save_itself_so_its_own_Save_spoils_a_good_one()
    {
        var path = Path.Combine(folder, "good");
        File.WriteAllText(path, "good");
        RefusesDisposed(() => Ml.Model.Save(Disposed(), Tiny.Rows().Schema, path));
        Assert.NotEqual("good", File.ReadAllText(path));
    }

    [Theory, MemberData(nameof(NamesOfOthers))]
    public void It_is_refused_by(string name) => RefusesDisposed(() => Others[name](Disposed()));

    [Theory, MemberData(nameof(NamesBefore))]
    public void It_is_refused_by_what_was_made_of_it_before(string name)
    {
        var classifier = Trained();
        var later = Before[name](classifier);
        classifier.Dispose();
        RefusesDisposed(later);
    }

    [Fact]
    public async Task It_is_refused_by_a_pool_that_scores_or_swaps()
    {
        var image = new float[Tiny.Shape.Size];
        var used = Trained();
        using var pool = new ClassifierPool(used);
        var next = Disposed();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.SwapAsync(next));
        using var lease = pool.Lease();
        used.Dispose(); // against what the pool's documentation says
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.ScoreAsync(image));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => lease.ScoreAsync(image));
    }

    [Fact]
    public void What_it_is_can_still_be_read_and_what_was_made_from_it_still_works()
    {
        var classifier = Trained();
        using var made = Ml.Unlearn(classifier, new FineTune()).Fit(Tiny.Rows());
        var written = (classifier.Columns, classifier.Shape, classifier.Recipe, classifier.Sparsity, classifier.History.Count);
        classifier.Dispose();
        classifier.Dispose(); // a second time does nothing
        Assert.Equal(
            written, (classifier.Columns, classifier.Shape, classifier.Recipe, classifier.Sparsity, classifier.History.Count));
        Assert.Equal(Tiny.Classes, classifier.Labels.Names);
        Assert.Equal(Tiny.NumberOfRows, made.Transform(Tiny.Rows()).Scores().Length);
    }

    [Fact]
    public async Task A_pass_that_is_under_way_ends_well_before_the_weights_are_freed()
    {
        var classifier = new Oracle(1).Classifier();
        var oracle = (Oracle)classifier.Architecture;
        Task<float[]> scores;
        using (oracle.Close())
        {
            scores = Task.Run(() => classifier.Pass.Probabilities(zeros(2, 1, 2, 2), 2));
            await oracle.SomebodyIsInside();
            classifier.Dispose();
            Assert.False(oracle.IsFreed);
            RefusesDisposed(() => classifier.Pass.Probabilities(zeros(2, 1, 2, 2), 2));
        }
        Assert.Equal(4, (await scores).Length);
        Assert.True(oracle.IsFreed);
    }

    [Fact]
    public void Evaluating_a_loaded_model_frees_the_classifiers_that_it_restores()
    {
        using var classifier = Trained();
        var loaded = ModelFiles.ThereAndBack(classifier, Tiny.Rows());
        var restored = Ml.Unlearning().Restore(loaded);
        var inside = Ml.Unlearning().FindClassifier(restored);
        Scoring.ClassifierChains.FreeRestored(restored, loaded);
        RefusesDisposed(() => inside.Transform(Tiny.Rows()));
        Scoring.ClassifierChains.FreeRestored(Ml.Unlearning().Restore(classifier), classifier); // it was not restored
        var metrics = Ml.Unlearning().Evaluate(classifier, Tiny.Rows(), null, Tiny.Rows(seed: 3));
        var ofLoaded = Ml.Unlearning().Evaluate(loaded, Tiny.Rows(), null, Tiny.Rows(seed: 3));
        Assert.Equal(metrics.RetainAccuracy, ofLoaded.RetainAccuracy);
    }

    [Fact]
    public void SaveModel_writes_what_ML_NET_writes()
    {
        using var classifier = Trained();
        var path = Path.Combine(folder, "model.zip");
        Ml.Unlearning().SaveModel(classifier, Tiny.Rows().Schema, path);
        var loaded = new MLContext().Model.Load(path, out var schema);
        Assert.Equal(Tiny.Rows().Schema.Types(), schema.Types());
        Assert.Equal(classifier.Transform(Tiny.Rows()).Scores(), loaded.Transform(Tiny.Rows()).Scores());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void RefusesDisposed(Action action)
    {
        var error = Assert.ThrowsAny<Exception>(action);
        Assert.IsType<ObjectDisposedException>(error.GetBaseException());
    }

    private static Action Later<T>(T made, Action<T> use) => () => use(made);

    private static Action Later<T, TResult>(T made, Func<T, TResult> use) => () => use(made);

    private static NeuralClassifier Trained() => Ml.Unlearning()
        .TrainClassifier(Tiny.Recipe with { NumberOfEpochs = 2 }, network: Tiny.Network).Fit(Tiny.Rows());

    private static NeuralClassifier Disposed()
    {
        var classifier = Trained();
        classifier.Dispose();
        return classifier;
    }

    private sealed class ModelInput
    {
        [VectorType(3, Tiny.Side, Tiny.Side)]
        public float[] Features { get; set; } = new float[3 * Tiny.Side * Tiny.Side];
    }

    private sealed class ModelOutput
    {
        public float[] Score { get; set; } = [];
    }
}

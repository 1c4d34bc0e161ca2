using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A linear support vector machine by stochastic sub-gradient steps: <see cref="StochasticSvm"/>.</summary>
public sealed class LinearSvmTrainer
    : OnlineLinearTrainer<BinaryPredictionTransformer<LinearBinaryModelParameters>, LinearBinaryModelParameters>
{
    private readonly Options _options;

    internal LinearSvmTrainer(IHostEnvironment environment, Options options)
        : base(environment.Register("LinearSvm"), Features(options), Label(options), Weight(options)) => _options = Checked(options);

    private protected override IEnumerable<SchemaShape.Column> OutputColumns() => ScoreColumns.BinaryShape;

    private protected override BinaryPredictionTransformer<LinearBinaryModelParameters> Train(IDataView input, LinearModelParameters start)
    {
        CheckInputs(SchemaShape.Create(input.Schema));
        DataViewSchema.Column features = input.Schema[FeatureColumn.Name];
        List<TrainingRow> rows = TrainingRow.ReadAll(input, FeatureColumn.Name, LabelColumn.Name, WeightColumn.Name, Host);
        StochasticSvm svm = Begin(((VectorDataViewType)features.Type).Size, start);
        Random order = _options.Shuffle && input.CanShuffle ? new Random(Host.Rand.Next()) : null;
        for (int iteration = 0; iteration < _options.NumberOfIterations; iteration++) {
            if (order is not null)
                Shuffle(rows, order);
            svm.BeginPass();
            foreach (TrainingRow row in rows)
                svm.Add(row.Features, row.Label, row.Weight);
        }
        return new(Host, new LinearBinaryModelParameters(svm.Weights, svm.Bias), features.Name, features.Type);
    }

    private StochasticSvm Begin(int size, LinearModelParameters start)
    {
        if (start is not null && start.Weights.Count != size)
            throw new ArgumentException($"The model has {start.Weights.Count} weights, the features {size} slots", nameof(start));
        if (start is not null)
            return new StochasticSvm(_options, [.. start.Weights], start.Bias);
        float Draw() => _options.InitialWeightsDiameter > 0 ? _options.InitialWeightsDiameter * (Host.Rand.NextSingle() - 0.5f) : 0;
        return new StochasticSvm(_options, [.. Enumerable.Range(0, size).Select(_ => Draw())], Draw());
    }

    private static void Shuffle(List<TrainingRow> rows, Random random)
    {
        for (int i = rows.Count - 1; i > 0; i--) {
            int other = random.Next(i + 1);
            (rows[i], rows[other]) = (rows[other], rows[i]);
        }
    }

    private static Options Checked(Options options)
    {
        if (options.NumberOfIterations <= 0)
            throw new ArgumentOutOfRangeException(nameof(options.NumberOfIterations), "must be positive");
        if (!(options.InitialWeightsDiameter >= 0))
            throw new ArgumentOutOfRangeException(nameof(options.InitialWeightsDiameter), "must be non-negative");
        if (!(options.Lambda > 0))
            throw new ArgumentOutOfRangeException(nameof(options.Lambda), "must be positive");
        if (options.BatchSize <= 0)
            throw new ArgumentOutOfRangeException(nameof(options.BatchSize), "must be positive");
        return options;
    }

    private static SchemaShape.Column Features(Options options) =>
        new(options.FeatureColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);

    private static SchemaShape.Column Label(Options options) =>
        new(options.LabelColumnName, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);

    private static SchemaShape.Column Weight(Options options) => options.ExampleWeightColumnName is null
        ? default
        : new(options.ExampleWeightColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false);

    public sealed class Options : OnlineLinearOptions
    {
        public float Lambda = 0.001f;

        public int BatchSize = 1;

        public bool PerformProjection;

        public bool NoBias;

        public string ExampleWeightColumnName;
    }
}

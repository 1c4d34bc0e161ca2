namespace MLNetUnlearning.Tests;

/// <summary>A network that knows tiny pictures of three classes by heart, and methods at work on copies of it.</summary>
public sealed class LearntPictures : IDisposable
{
    public const int NumberOfClasses = 3;
    private const int NumberOfRows = 36;
    private readonly RowSubset rows = Pictures(seed: 1);

    public LearntPictures()
    {
        using var generator = Seeding.Create(1);
        Original = Tiny.Network.Create(Tiny.Shape, NumberOfClasses, generator);
        TrainingLoop.Train(Original, rows, Tiny.Recipe, generator, "learning", null, default);
    }

    public static OptimizerSettings Descent { get; } = new() { NumberOfEpochs = 8, BatchSize = 8, LearningRate = 0.05 };

    public ClassifierNetwork Original { get; }

    /// <summary>All rows of the first class are to be forgotten.</summary>
    public ForgetSplit WholeClass() => Split(row => row % NumberOfClasses == 0);

    /// <summary>Some rows of each class are to be forgotten.</summary>
    public ForgetSplit RandomRows() => Split(row => row % 5 == 0);

    /// <summary>As <see cref="RandomRows"/>, with other pictures in place of the forgotten ones.</summary>
    public ForgetSplit OtherForgottenRows() => new(RandomRows().Retain, Others().Forget);

    /// <summary>As <see cref="RandomRows"/>, with other pictures in place of the retained ones.</summary>
    public ForgetSplit OtherRetainedRows() => new(Others().Retain, RandomRows().Forget);

    /// <summary>The network after a method.</summary>
    public ClassifierNetwork After(UnlearningMethod method, ForgetSplit split, IProgress<UnlearningProgress>? progress = null)
    {
        var network = Original.Copy(CPU);
        using var generator = Seeding.Create(1);
        method.Unlearn(new UnlearningRun(network, split, Tiny.Recipe, generator, progress: progress));
        return network;
    }

    public Dictionary<string, float[]> WeightsAfter(UnlearningMethod method, ForgetSplit split)
    {
        using var network = After(method, split);
        return Weights(network);
    }

    /// <summary>Asserts that what differs in the rows is never looked at.</summary>
    public void AreTheSameTo(UnlearningMethod method, ForgetSplit one, ForgetSplit other) =>
        Assert.Equal(WeightsAfter(method, one), WeightsAfter(method, other));

    /// <summary>Mean cross-entropy of rows.</summary>
    public static double Loss(ClassifierNetwork network, RowSubset rows)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        network.eval();
        return Losses.CrossEntropy(network.forward(rows.AllFeatures()).Logits, rows.AllLabels()).ToDouble();
    }

    public static Dictionary<string, float[]> Weights(ClassifierNetwork network) => network.named_parameters()
        .ToDictionary(weight => weight.name, weight => weight.parameter.detach().flatten().data<float>().ToArray());

    public void Dispose() => Original.Dispose();

    private ForgetSplit Split(Predicate<int> forget, RowSubset? pictures = null) =>
        ForgetSplit.Of(pictures ?? rows,
            [.. Enumerable.Range(0, NumberOfRows).Select(row => forget(row) ? RowKind.Forget : RowKind.Retain)], unseen: null);

    private ForgetSplit Others() => Split(row => row % 5 == 0, Pictures(seed: 2));

    /// <summary>Noise with one bright plane of three, which tells the class; classes take turns.</summary>
    private static RowSubset Pictures(ulong seed)
    {
        using var generator = Seeding.Create(seed);
        var pixels = rand([NumberOfRows, NumberOfClasses, Tiny.Side, Tiny.Side], generator: generator) * 0.5;
        long[] classes = [.. Enumerable.Range(0, NumberOfRows).Select(row => (long)row % NumberOfClasses)];
        var bright = nn.functional.one_hot(tensor(classes), NumberOfClasses).to(ScalarType.Float32).view(-1, NumberOfClasses, 1, 1);
        return new LabeledRows(pixels + 0.5 * bright, tensor(classes)).All;
    }
}

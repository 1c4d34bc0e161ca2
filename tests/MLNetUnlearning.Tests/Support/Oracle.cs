using TorchSharp.Modules;

namespace MLNetUnlearning.Tests;

/// <summary>A classifier that always says the same, so that an answer tells who gave it; at a test's wish it takes its time.</summary>
/// <param name="Says">The class that it says, or a number below 0 for none: scores that are no numbers.</param>
internal sealed record Oracle(int Says) : NetworkArchitecture
{
    public static readonly FeatureShape FeatureShape = FeatureShape.Image(2, 2, 1);
    private readonly SemaphoreSlim entered = new(0);
    private readonly ManualResetEventSlim door = new(initialState: true);
    private Parameter? weight;

    public override string Name => "oracle";

    /// <summary>Whether its network, of which there is one, was disposed.</summary>
    public bool IsFreed => weight!.IsInvalid;

    /// <summary>The sizes of the batches it has seen.</summary>
    public List<int> Batches { get; } = [];

    /// <summary>Whether the weights of an oracle are gone.</summary>
    public static bool Freed(NeuralClassifier classifier) => ((Oracle)classifier.Architecture).IsFreed;

    public static float[] Image() => new float[4];

    public override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator) =>
        new OracleNetwork(this, shape, numberOfClasses);

    public NeuralClassifier Classifier(params string[] classes)
    {
        using var generator = new Generator(0UL, CPU);
        var labels = new LabelKeys(classes.Length > 0 ? classes : ["yes", "no"], TextDataViewType.Instance);
        var step = new ClassifierStep("train", "", 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
        var network = Create(FeatureShape, labels.Count, generator);
        return new NeuralClassifier(new ClassifierState(network, new(), labels, new(), RememberedRows.Unknown, [step]));
    }

    /// <summary>From now on images are let in, and no answer comes out. What is returned opens the door again.</summary>
    public IDisposable Close()
    {
        door.Reset();
        return new Opening(this);
    }

    public void Open() => door.Set();

    /// <summary>Ends when a batch is inside.</summary>
    public Task SomebodyIsInside() => entered.WaitAsync();

    private Tensor Answer(Tensor images, int numberOfClasses)
    {
        lock (Batches) Batches.Add((int)images.shape[0]);
        entered.Release();
        door.Wait();
        var row = Enumerable.Range(0, numberOfClasses).Select(i => Says < 0 ? float.NaN : i == Says ? 5f : 0f);
        var rows = Enumerable.Repeat(row, (int)images.shape[0]).SelectMany(logits => logits);
        return tensor(rows.ToArray()).view(images.shape[0], numberOfClasses); // b x K
    }

    private sealed class Opening(Oracle oracle) : IDisposable
    {
        public void Dispose() => oracle.Open();
    }

    private sealed class OracleNetwork : ClassifierNetwork
    {
        private readonly Parameter nothing = new(zeros(1));

        public OracleNetwork(Oracle oracle, FeatureShape shape, int numberOfClasses) : base(oracle, shape, numberOfClasses)
        {
            oracle.weight = nothing;
            RegisterComponents();
        }

        public override void Initialize(Generator generator)
        {
        }

        public override (Tensor Logits, Tensor Features) forward(Tensor images) =>
            (((Oracle)Architecture).Answer(images, NumberOfClasses) + nothing.detach(), images); // once it is freed, this fails
    }
}

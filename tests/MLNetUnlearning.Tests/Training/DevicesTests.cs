namespace MLNetUnlearning.Tests;

/// <summary>What is drawn comes from a generator of the CPU, and everything else lies where the network does. Shown on the device "meta",
/// which every machine has: its tensors have no numbers, and meeting a tensor of another device is an error there as on a GPU.</summary>
public sealed class DevicesTests : IDisposable
{
    private readonly Device elsewhere = device("meta");
    private readonly Generator generator = new(1UL, CPU);
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        generator.Dispose();
    }

    [Fact]
    public void Batches_are_drawn_on_the_cpu_and_arrive_where_they_are_asked_for()
    {
        var rows = new LabeledRows(zeros([5, 3, 8, 8], ScalarType.Byte), zeros([5], ScalarType.Int64)).All;
        var drawn = Batches.Draw(rows.Count, 2, generator);
        Assert.Equal(DeviceType.CPU, drawn.device_type);
        IsElsewhere(rows.FeaturesAt(drawn, elsewhere), 2, 3, 8, 8);
        IsElsewhere(rows.LabelsAt(drawn, elsewhere), 2);
    }

    [Fact]
    public void Rows_are_copied_to_a_device_once_and_freed_with_the_rows()
    {
        var rows = new LabeledRows(zeros([5, 3, 8, 8], ScalarType.Byte), zeros([5], ScalarType.Int64));
        var there = rows.On(elsewhere)!.Value;
        Assert.Same(there.Features, rows.On(elsewhere)!.Value.Features);
        Assert.Same(rows.Features, rows.On(CPU)!.Value.Features);
        Assert.Equal((ScalarType.Byte, elsewhere.type), (there.Features.dtype, there.Features.device_type));
        rows.Dispose();
        Assert.True(there.Features.IsInvalid && there.Labels.IsInvalid);
    }

    [Fact]
    public void Images_are_augmented_where_they_are() => IsElsewhere(new Augmentation().Apply(Images(), generator), 4, 3, 8, 8);

    [Fact]
    public void Images_are_normalised_where_they_are() =>
        IsElsewhere(new ImageNormalization([0.5f, 0.4f, 0.3f], [0.2f, 0.2f, 0.2f]).Apply(Images(), toHalf: false), 4, 3, 8, 8);

    [Fact]
    public void Dropout_happens_where_its_input_is() =>
        IsElsewhere(new SeededDropout(0.2, generator).Apply(ones(4, 5).to(elsewhere), training: true), 4, 5);

    [Fact]
    public void The_attacker_learns_where_it_is_told()
    {
        using var attacker = new MembershipAttacker(5, 0.2, generator, elsewhere);
        Assert.All(attacker.parameters(), weight => Assert.Equal(elsewhere.type, weight.device_type));
        IsElsewhere(AttackerPreTraining.Labels(3, elsewhere), 6);
    }

    [Fact]
    public void A_network_starts_anew_where_it_is()
    {
        using var network = Tiny.Fresh(KnownNetworks.ResNet18(1)).MoveTo(elsewhere);
        network.Reset(generator);
        Assert.Equal(elsewhere.type, network.Device.type);
        Assert.All(network.parameters(), weight => Assert.Equal(elsewhere.type, weight.device_type));
    }

    /// <summary>Methods whose operations this device has: it lacks some that the game and others need.</summary>
    public static TheoryData<UnlearningMethod> MethodsOfSteps =>
    [
        new FineTune(),
        new RandomLabels(),
        new Retrain(),
    ];

    [Theory]
    [MemberData(nameof(MethodsOfSteps))]
    public void Steps_read_nothing_from_the_device_until_the_sixteenth(UnlearningMethod method)
    {
        using var network = new TwoLinearLayers().Create(FeatureShape.Vector(6), 4, generator).MoveTo(elsewhere);
        var recipe = new TrainingRecipe { NumberOfSteps = 100, BatchSize = 4, LearningRate = 0.1, Augmentation = null };
        var steps = 0;
        var all = Vectors(100);
        var split = new ForgetSplit(
            all.Select(Enumerable.Range(0, 80).Select(row => (long)row)), all.Select(Enumerable.Range(80, 20).Select(row => (long)row)),
            Vectors(20));
        var run = new UnlearningRun(network, split, recipe, generator, progress: new Calls(() => steps++));
        // Numbers cannot be read from this device: so the run goes on until it tries to.
        var reading = Assert.ThrowsAny<Exception>(() => method.Unlearn(run));
        Assert.True(steps == 15, $"{steps} steps, then {reading}");
    }

    private static RowSubset Vectors(int rows) => new LabeledRows(
        zeros([rows, 6], ScalarType.Float32), arange(rows, ScalarType.Int64).remainder(4)).All;

    private Tensor Images() => zeros(4, 3, 8, 8).to(elsewhere);

    private void IsElsewhere(Tensor tensor, params long[] shape)
    {
        Assert.Equal(elsewhere.type, tensor.device_type);
        Assert.Equal(shape, tensor.shape);
    }

    private sealed class Calls(Action called) : IProgress<UnlearningProgress>
    {
        public void Report(UnlearningProgress value) => called();
    }

    /// <summary>Of the layers of the library, this device passes linear ones alone.</summary>
    private sealed record TwoLinearLayers : NetworkArchitecture
    {
        public override string Name => "two linear layers";

        public override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator) =>
            new Network(this, shape, numberOfClasses);

        private sealed class Network : ClassifierNetwork
        {
            private readonly LinearLayer first;
            private readonly LinearLayer last;

            public Network(NetworkArchitecture architecture, FeatureShape shape, int numberOfClasses)
                : base(architecture, shape, numberOfClasses)
            {
                (first, last) = (new LinearLayer(shape.Size, 8), new LinearLayer(8, numberOfClasses));
                RegisterComponents();
            }

            public override void Initialize(Generator generator)
            {
                first.Initialize(generator);
                last.Initialize(generator);
            }

            public override (Tensor Logits, Tensor Features) forward(Tensor rows)
            {
                var features = first.call(rows).tanh();
                return (last.Logits(features), features);
            }
        }
    }
}

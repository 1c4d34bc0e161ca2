using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

/// <summary>Null where something must be, and NaN where a number must be: an error that names it.</summary>
public sealed class NothingTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private static readonly Dictionary<string, (MembershipAttack[] Attacks, string Words)> Attacks = new()
    {
        ["attack"] = ([new KernelSvmAttack(), null!], "Attack 1, counted from 0, is null"),
        ["signal of the kernel machine"] = ([new KernelSvmAttack { Signal = null! }], "Signal is null; it must be set"),
        ["signal of the threshold"] = ([new ThresholdAttack { Signal = null! }], "Signal is null; it must be set"),
        ["signals"] = ([new Own { Seen = null! }], "one of its signals is null"),
        ["one signal"] = ([new Own { Seen = [null!] }], "one of its signals is null"),
        ["no signal"] = ([new Own { Seen = [] }], "looks at no signal"),
        ["name"] = ([new Own { Called = null! }], "Own has no name"),
        ["violations"] = ([new Own { Says = null! }], "Own.Violations() returns null"),
    };

    public static TheoryData<string> NamesOfAttacks => [.. Attacks.Keys];

    public static TheoryData<string> NamesOfSettings => [.. Holders.Keys];

    /// <summary>Everything that has settings.</summary>
    private static Dictionary<string, ISettings> Holders { get; } = typeof(ISettings).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(ISettings)) && type is { IsClass: true, IsAbstract: false })
        .ToDictionary(type => type.Name, type => type == typeof(CheckpointSettings)
            ? new CheckpointSettings("folder")
            : (ISettings)Activator.CreateInstance(type)!);

    [Theory, MemberData(nameof(NamesOfAttacks))]
    public void An_attack_without_it_is_refused(string what)
    {
        var (attacks, words) = Attacks[what];
        Refused.With<ArgumentException>(words, () => Ml.Unlearning().Evaluate(PlantedRows.View(PlantedRows.Random), attacks: attacks));
    }

    [Fact]
    public void More_steps_than_can_be_counted_are_refused_and_never_taken_for_none()
    {
        Refused.With<InvalidOperationException>(
            "at most 2147483647 can be counted",
            () => Ml.Unlearning().TrainClassifier(numberOfEpochs: int.MaxValue, batchSize: 8, network: Tiny.Network).Fit(Tiny.Rows()));
        var recipe = new TrainingRecipe { NumberOfEpochs = int.MaxValue };
        Assert.Equal([1073741823, 1610612735], recipe.EffectiveMilestones);
        Refused.With<InvalidOperationException>("at most 2147483647", () => recipe.NumberOfStepsFor(new(Rows: 1000, Classes: 2)));
    }

    [Fact]
    public void Numbers_beyond_those_of_tensors_are_refused() => Refused.With<ArgumentException>(
        "LearningRate is 1E+39", () => Ml.Unlearning().TrainClassifier(learningRate: 1e39));

    [Fact]
    public void An_attack_that_makes_no_decision_or_scores_that_are_no_numbers_is_named()
    {
        void Evaluates(Own attack) => Ml.Unlearning().Evaluate(PlantedRows.View(PlantedRows.Random), attacks: [attack]);
        Refused.With<InvalidOperationException>("Attack 'own' makes no decision", () => Evaluates(new Own { Decision = null! }));
        Refused.With<InvalidOperationException>(
            "Attack 'own' gives a score that is not a number (NaN)", () => Evaluates(new Own { Decision = _ => double.NaN }));
        Evaluates(new Own { Decision = signals => signals[0] > 0.5 ? double.PositiveInfinity : double.NegativeInfinity });
        var infinite = new MembershipSignal("infinite", (_, _) => double.PositiveInfinity);
        Refused.With<InvalidOperationException>("signal that is not a finite number", () => Evaluates(new Own { Seen = [infinite] }));
    }

    [Fact]
    public void A_signal_without_a_name_or_a_function_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new MembershipSignal("", (_, _) => 0));
        Assert.ThrowsAny<ArgumentException>(() => new MembershipSignal("margin", null!));
    }

    [Fact]
    public void A_method_that_is_null_or_says_nothing_about_itself_is_refused()
    {
        using var classifier = Tiny.Trained(Ml);
        Refused.With<ArgumentException>(
            "Method 1, counted from 0, is null",
            () => Ml.Unlearning().Compare(classifier, Tiny.Rows(), null, Tiny.Rows(seed: 3), [new FineTune(), null!]));
        Refused.With<ArgumentException>("Silent.Violations() returns null", () => Ml.Unlearn(classifier, new Silent()));
        Refused.With<ArgumentException>("Silent has no name", () => Ml.Unlearn(classifier, new Silent()));
    }

    [Fact]
    public void A_network_that_is_not_made_or_has_weights_of_another_type_is_named()
    {
        void Trains(ClassifierNetwork? made) =>
            Ml.Unlearning().TrainClassifier(Tiny.Recipe, network: new Factory(made)).Fit(Tiny.Rows());
        Refused.With<InvalidOperationException>("Architecture 'factory' makes no network", () => Trains(null));
        using var doubles = Tiny.Fresh(Tiny.Network);
        doubles.to(ScalarType.Float64);
        Refused.With<InvalidOperationException>("of Float64 on cpu; Float32 on the CPU is needed", () => Trains(doubles));
    }

    [Fact]
    public void A_preparation_that_is_null_is_not_kept()
    {
        using var preparations = new Preparations(seed: 1);
        Refused.With<InvalidOperationException>("Nothing was made for 'key'", () => preparations.GetOrAdd<string>("key", () => null!));
        Assert.Equal("made", preparations.GetOrAdd("key", () => "made"));
    }

    [Theory, MemberData(nameof(NamesOfSettings))]
    public void A_setting_that_is_no_number_is_refused(string holder)
    {
        foreach (var value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity }) Refuses(Holders[holder], value);
    }

    private static void Refuses(ISettings settings, double value)
    {
        foreach (var property in settings.GetType().GetProperties().Where(property => property.CanWrite))
        {
            if (property.PropertyType != typeof(double) && property.PropertyType != typeof(double?)) continue;
            var usual = property.GetValue(settings);
            property.SetValue(settings, value);
            Assert.Contains(settings.Violations(), violation => violation.StartsWith(property.Name + " is ", StringComparison.Ordinal));
            property.SetValue(settings, usual);
            Assert.Empty(settings.Violations());
        }
    }

    private sealed record Own : MembershipAttack
    {
        public IReadOnlyList<MembershipSignal> Seen { get; init; } = [MembershipSignal.Confidence];

        public IEnumerable<string> Says { get; init; } = [];

        public string Called { get; init; } = "own";

        public MembershipScore Decision { get; init; } = signals => signals[0];

        public override string Name => Called;

        public override IReadOnlyList<MembershipSignal> Signals => Seen;

        public override IEnumerable<string> Violations() => Says;

        public override MembershipScore Train(
            MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers) => Decision;
    }

    private sealed record Silent : UnlearningMethod
    {
        public override string Name => null!;

        public override IEnumerable<string> Violations() => null!;

        public override void Unlearn(UnlearningRun run)
        {
        }
    }

    private sealed record Factory(ClassifierNetwork? Made) : NetworkArchitecture
    {
        public override string Name => "factory";

        public override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator) => Made!;
    }
}
